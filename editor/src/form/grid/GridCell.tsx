import { type KeyboardEvent, useState } from 'react';

import { useForm } from '../context';

interface Props {
  /** "row:column", for walking by keyboard. */
  place: string;
  label: string;
  value: string;
  wrong: boolean;
  onChange: (text: string) => void;
  onKeyDown: (event: KeyboardEvent<HTMLInputElement>) => void;
}

/** What is typed stays as typed, blanks and all, until the cell is left. */
export function GridCell({ place, label, value, wrong, onChange, onKeyDown }: Props) {
  const form = useForm();
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <input
      data-cell={place}
      aria-label={label}
      aria-invalid={wrong || undefined}
      value={typed !== null && typed.trim() === value ? typed : value}
      disabled={form.disabled}
      spellCheck={false}
      onChange={(event) => {
        setTyped(event.target.value);
        onChange(event.target.value);
      }}
      onFocus={(event) => event.target.select()}
      onKeyDown={onKeyDown}
      onBlur={() => {
        setTyped(null);
        form.leave();
      }}
    />
  );
}
