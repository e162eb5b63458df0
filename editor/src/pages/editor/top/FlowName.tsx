import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { setFlow } from '../../../commands/change';
import { keyOf } from '../../../components/keyOf';
import { useEditor } from '../../../store';

/** The flow's name; a click turns it into a field. */
export function FlowName() {
  const { t } = useTranslation('editor');
  const name = useEditor((state) => state.document?.name ?? '');
  const description = useEditor((state) => state.document?.description ?? '');
  const readOnly = useEditor((state) => state.readOnly);
  const run = useEditor((state) => state.run);
  const [editing, setEditing] = useState(false);
  const keep = (after: string) => {
    setEditing(false);
    if (after && after !== name) run(setFlow({ name, description }, { name: after, description }));
  };
  if (!editing)
    return (
      <button
        type="button"
        className="btn ghost flow-name"
        title={t('bar.rename')}
        disabled={readOnly}
        onClick={() => setEditing(true)}
      >
        {name}
      </button>
    );
  return (
    <span className="flow-name">
      <input
        className="inp"
        // biome-ignore lint/a11y/noAutofocus: the user clicked the name to change it.
        autoFocus
        aria-label={t('bar.name')}
        defaultValue={name}
        maxLength={120}
        onBlur={(event) => keep(event.target.value.trim())}
        onKeyDown={(event) => {
          if (keyOf(event) === 'Enter') event.currentTarget.blur();
          if (keyOf(event) === 'Escape') setEditing(false);
        }}
      />
    </span>
  );
}
