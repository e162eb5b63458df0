import { useForm } from '../context';
import { asText, type WidgetProps } from './widget';

export function Text({ id, field, path, value, invalid, describedBy }: WidgetProps) {
  const form = useForm();
  return (
    <span className={field.widget === 'expression' ? 'inp mono' : 'inp'} data-invalid={invalid || undefined}>
      <input
        id={id}
        value={asText(value)}
        disabled={form.disabled}
        aria-invalid={invalid || undefined}
        aria-describedby={describedBy}
        spellCheck={false}
        onChange={(event) => form.change(path, event.target.value)}
        onBlur={form.leave}
      />
      {field.unit && <span className="u">{field.unit}</span>}
    </span>
  );
}

export function MultiLine({ id, field, path, value, invalid, describedBy }: WidgetProps) {
  const form = useForm();
  const text = asText(value);
  return (
    <textarea
      id={id}
      className={field.widget === 'text-multiline' ? 'inp' : 'inp mono'}
      rows={Math.min(12, Math.max(2, text.split('\n').length))}
      value={text}
      disabled={form.disabled}
      aria-invalid={invalid || undefined}
      aria-describedby={describedBy}
      spellCheck={false}
      onChange={(event) => form.change(path, event.target.value)}
      onBlur={form.leave}
    />
  );
}
