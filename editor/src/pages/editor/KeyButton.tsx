import { type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { comboOf, keyFor, useKeymap } from './keymap';

interface Props {
  /** The key that it has unless somebody chose another. */
  usual: string;
  what: string;
  all: readonly string[];
  nameOf: (usual: string) => string;
}

const BARE = new Set(['Shift', 'Control', 'Alt', 'Meta', 'Tab']);
/** Of the clipboard, of lists and fields: nobody finds them elsewhere. */
const KEPT = new Set(['Ctrl+C', 'Ctrl+X', 'Ctrl+V', 'Enter', ' ', 'Backspace']);

/** A key to press for a command; a click on it, then another key, gives it that one. */
export function KeyButton({ usual, what, all, nameOf }: Props) {
  const { t } = useTranslation('gestures');
  const bound = useKeymap((state) => state.bound);
  const bind = useKeymap((state) => state.bind);
  const [asking, setAsking] = useState(false);
  const [trouble, setTrouble] = useState('');
  const onKey = (event: KeyboardEvent) => {
    if (!asking || BARE.has(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    setAsking(false);
    if (event.key === 'Escape') return;
    const key = comboOf(event.nativeEvent);
    const fixed = KEPT.has(key) || key.includes('Arrow');
    const taken = fixed ? null : bind(usual, key, all);
    if (fixed) setTrouble(t('rebind.kept', { key }));
    else setTrouble(taken ? t('rebind.taken', { key, what: nameOf(taken) }) : '');
  };
  const key = keyFor(bound, usual);
  return (
    <>
      <button
        type="button"
        className="kbd"
        data-changed={key !== usual || undefined}
        aria-label={t('rebind.change', { what, key })}
        onClick={() => {
          setTrouble('');
          setAsking(true);
        }}
        onKeyDownCapture={onKey}
        onBlur={() => setAsking(false)}
      >
        {asking ? t('rebind.press') : key}
      </button>
      {trouble && (
        <span className="keys-trouble" role="alert">
          {trouble}
        </span>
      )}
    </>
  );
}
