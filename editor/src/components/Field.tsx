import { type ReactNode, useId } from 'react';

export interface FieldProps {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': boolean | undefined;
}

interface Props {
  label: ReactNode;
  help?: ReactNode;
  error?: string | null;
  children: (props: FieldProps) => ReactNode;
}

/** A labelled control with its help before and its error after; the control takes the given props. */
export function Field({ label, help, error, children }: Props) {
  const id = useId();
  const described = [help && `${id}-help`, error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({ id, 'aria-describedby': described || undefined, 'aria-invalid': error ? true : undefined })}
      {help && (
        <p className="field-help" id={`${id}-help`}>
          {help}
        </p>
      )}
      {error && (
        <p className="field-error" id={`${id}-error`} role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

interface TextProps extends Omit<Props, 'children'> {
  value: string;
  onChange: (value: string) => void;
  type?: string;
  name?: string;
  autoComplete?: string;
  placeholder?: string;
  autoFocus?: boolean;
  disabled?: boolean;
  mono?: boolean;
}

/** A field of one line of text. */
export function TextField({ label, help, error, value, onChange, mono, autoFocus, ...rest }: TextProps) {
  return (
    <Field label={label} help={help} error={error}>
      {(props) => (
        <input
          {...props}
          {...rest}
          data-autofocus={autoFocus || undefined}
          className={mono ? 'inp mono' : 'inp'}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
