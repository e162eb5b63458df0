import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';

import { keyOf } from './keyOf';

export interface Choice {
  key: string;
  text: string;
  /** Second part, in lighter ink. */
  more?: string;
  icon?: ReactNode;
  /** Class with the colour of its kind. */
  look?: string;
  keys?: string;
}

interface Props {
  label: string;
  none: string;
  choices: readonly Choice[];
  text: string;
  onText: (text: string) => void;
  onChoose: (key: string) => void;
}

/** A field to type in and a list below it: arrow keys walk, Enter takes, the pointer does as well. */
export function ChooseList({ label, none, choices, text, onText, onChoose }: Props) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState(0);
  const current = Math.min(at, choices.length - 1);
  useEffect(() => {
    list.current?.children[current]?.scrollIntoView?.({ block: 'nearest' });
  }, [current]);
  const onKey = (event: KeyboardEvent) => {
    const key = keyOf(event);
    const step = { ArrowDown: 1, ArrowUp: -1 }[key];
    const chosen = choices[current];
    if (step && choices.length > 0) setAt((current + step + choices.length) % choices.length);
    else if (key === 'Enter' && chosen) onChoose(chosen.key);
    else return;
    event.preventDefault();
  };
  return (
    <div className="choose">
      <input
        className="inp"
        role="combobox"
        aria-expanded="true"
        aria-controls={id}
        aria-activedescendant={choices[current] ? `${id}-${current}` : undefined}
        // biome-ignore lint/a11y/noAutofocus: opened by the user; the list is for typing at once.
        autoFocus
        data-autofocus
        placeholder={label}
        aria-label={label}
        value={text}
        onChange={(event) => {
          setAt(0);
          onText(event.target.value);
        }}
        onKeyDown={onKey}
      />
      <div id={id} role="listbox" aria-label={label} tabIndex={-1} ref={list}>
        {choices.map((choice, i) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the field above.
          <div
            key={choice.key}
            id={`${id}-${i}`}
            role="option"
            tabIndex={-1}
            aria-selected={i === current}
            className={choice.look}
            data-choice={choice.key}
            onPointerMove={() => i !== current && setAt(i)}
            onClick={() => onChoose(choice.key)}
          >
            {choice.icon}
            <span className="ell">{choice.text}</span>
            {choice.more && <span className="mut ell">{choice.more}</span>}
            {choice.keys && <span className="kbd">{choice.keys}</span>}
          </div>
        ))}
      </div>
      {choices.length === 0 && <p className="mut choose-none">{none}</p>}
    </div>
  );
}
