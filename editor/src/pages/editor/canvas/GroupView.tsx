import type { NodeProps } from '@xyflow/react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';

import { setGroup } from '../../../commands/change';
import { keyOf } from '../../../components/keyOf';
import { useEditor } from '../../../store';
import { type GroupNode, groupKey } from '../../../store/graph';

/** A tinted area around nodes that belong together, with a title. */
export const GroupView = memo(function GroupView({ data, selected, width, height }: NodeProps<GroupNode>) {
  const { t } = useTranslation('editor');
  const { group } = data;
  const key = groupKey(group.id);
  const editing = useEditor((state) => state.renaming === key);
  const readOnly = useEditor((state) => state.readOnly);
  const setUi = useEditor((state) => state.setUi);
  const run = useEditor((state) => state.run);
  const keep = (name: string) => {
    setUi({ renaming: null });
    if (name && name !== group.name) run(setGroup(group, { ...group, name }));
  };
  return (
    <div
      className="group"
      data-group-id={group.id}
      data-selected={selected || undefined}
      style={{ width, height }}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the keyboard way is F2 on the selected group. */}
      <div className="group-title" onDoubleClick={() => !readOnly && setUi({ renaming: key })}>
        {editing ? (
          <input
            className="name-field nodrag"
            // biome-ignore lint/a11y/noAutofocus: the user asked to rename this group.
            autoFocus
            aria-label={t('group.name')}
            defaultValue={group.name}
            onBlur={(event) => keep(event.target.value.trim())}
            onKeyDown={(event) => {
              event.stopPropagation();
              if (keyOf(event) === 'Enter' || keyOf(event) === 'Escape') event.currentTarget.blur();
            }}
          />
        ) : (
          group.name
        )}
      </div>
    </div>
  );
});
