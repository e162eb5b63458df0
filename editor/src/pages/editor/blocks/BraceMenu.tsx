import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { offeredNames } from '../../../form/parameterNames';
import { useEditor } from '../../../store';
import { putName, type Typing, typingIn } from './braceInput';

interface Open extends Typing {
  names: string[];
  at: number;
}

/** After a brace in a setting: the names of parameters. Arrow keys walk, Enter or Tab takes, Esc closes. */
export function BraceMenu() {
  const { t } = useTranslation('blocks');
  const [open, setOpen] = useState<Open | null>(null);
  const parameters = useEditor((state) => state.document?.parameters);
  useEffect(() => {
    const onInput = (event: Event) => {
      const typing = typingIn(event.target);
      const names = typing ? offeredNames(typing.begun) : [];
      setOpen(typing && names.length ? { ...typing, names, at: 0 } : null);
    };
    const close = () => setOpen(null);
    document.addEventListener('input', onInput);
    document.addEventListener('focusout', close);
    return () => {
      document.removeEventListener('input', onInput);
      document.removeEventListener('focusout', close);
    };
  }, []);
  useKeys(open, setOpen);
  if (!open) return null;
  const { left, bottom } = open.input.getBoundingClientRect();
  return (
    <div className="brace-menu" role="listbox" aria-label={t('names')} style={{ left, top: bottom + 2 }}>
      {open.names.map((name, i) => (
        <div
          key={name}
          role="option"
          tabIndex={-1}
          aria-selected={i === open.at}
          onPointerDown={(event) => {
            event.preventDefault();
            putName(open, name);
            setOpen(null);
          }}
        >
          <code>{`{${name}}`}</code>
          <span className="mut tn">
            {String(parameters?.[name]?.value ?? parameters?.[name]?.default ?? '')}{' '}
            {parameters?.[name]?.unit}
          </span>
        </div>
      ))}
    </div>
  );
}

/** Before the field itself takes them: in a table Enter goes to the next row. */
function useKeys(open: Open | null, setOpen: (open: Open | null) => void): void {
  useEffect(() => {
    if (!open) return;
    const onKey = (event: KeyboardEvent) => {
      const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const name = open.names[open.at];
      if (by) setOpen({ ...open, at: (open.at + by + open.names.length) % open.names.length });
      else if ((event.key === 'Enter' || event.key === 'Tab') && name) {
        putName(open, name);
        setOpen(null);
      } else if (event.key === 'Escape') setOpen(null);
      else return;
      event.preventDefault();
      event.stopPropagation();
    };
    document.addEventListener('keydown', onKey, true);
    return () => document.removeEventListener('keydown', onKey, true);
  }, [open, setOpen]);
}
