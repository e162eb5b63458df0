interface Props<T extends string> {
  label: string;
  value: T;
  options: [T, string][];
  wrong?: boolean;
  onChoose: (value: T) => void;
}

/** A choice in a cell of the list. */
export function Choice<T extends string>({ label, value, options, wrong, onChoose }: Props<T>) {
  return (
    <select
      className="inp"
      aria-label={label}
      aria-invalid={wrong || undefined}
      value={value}
      onChange={(event) => onChoose(event.target.value as T)}
    >
      {options.map(([one, text]) => (
        <option key={one} value={one}>
          {text}
        </option>
      ))}
    </select>
  );
}
