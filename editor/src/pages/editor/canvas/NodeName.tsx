import { type KeyboardEvent, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';

import { renameNode } from '../../../commands/change';
import { keyOf } from '../../../components/keyOf';
import { useEditor } from '../../../store';

/** The name on a node; F2 or a double click turns it into a field. */
export function NodeName({ id, name }: { id: string; name: string }) {
  const editing = useEditor((state) => state.renaming === id);
  const setUi = useEditor((state) => state.setUi);
  const readOnly = useEditor((state) => state.readOnly);
  if (editing) return <NameField id={id} name={name} />;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keyboard way is F2 on the selected node.
    <b title={name} onDoubleClick={() => !readOnly && setUi({ renaming: id })}>
      {name}
    </b>
  );
}

function NameField({ id, name }: { id: string; name: string }) {
  const { t } = useTranslation('editor');
  const run = useEditor((state) => state.run);
  const setUi = useEditor((state) => state.setUi);
  const field = useRef<HTMLInputElement>(null);
  const given = useRef(false);
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);
  const leave = (keep: boolean) => {
    if (given.current) return;
    given.current = true;
    const after = field.current?.value.trim() ?? '';
    setUi({ renaming: null });
    if (keep && after && after !== name) run(renameNode(id, name, after));
  };
  const onKey = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (keyOf(event) === 'Enter') leave(true);
    if (keyOf(event) === 'Escape') leave(false);
  };
  return (
    <input
      ref={field}
      className="name-field nodrag"
      defaultValue={name}
      maxLength={80}
      aria-label={t('node.name')}
      onKeyDown={onKey}
      onBlur={() => leave(true)}
    />
  );
}
