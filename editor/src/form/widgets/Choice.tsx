import type { Json, Priority as PriorityName } from '../../api/types';
import { choiceName, kindText } from '../../i18n';
import { Priority } from '../../look/Priority';
import { useForm } from '../context';
import type { Field } from '../schema';
import type { WidgetProps } from './widget';

const PRIORITIES = ['critical', 'serious', 'moderate', 'advisory'];
const FEW = 3;
const SHORT = 26;

/** Few short choices lie side by side, more go into a list, as do those of which none may be; priorities show their glyphs. */
export function Choice(props: WidgetProps) {
  const { field } = props;
  if (field.nullable) return <List {...props} />;
  const names = field.choices.map((choice) => choiceText(field, choice));
  if (names.length === PRIORITIES.length && PRIORITIES.every((p) => field.choices.includes(p)))
    return <Segments {...props} glyphs />;
  if (names.length <= FEW && names.join('').length <= SHORT) return <Segments {...props} />;
  return <List {...props} />;
}

function Segments({ id, field, path, value, glyphs }: WidgetProps & { glyphs?: boolean }) {
  const form = useForm();
  return (
    <div className="seg fill" id={id} role="radiogroup" aria-label={kindText(field.title)}>
      {field.choices.map((choice) => (
        // biome-ignore lint/a11y/useSemanticElements: a segmented switch is drawn with buttons.
        <button
          key={String(choice)}
          type="button"
          role="radio"
          aria-checked={value === choice}
          aria-label={choiceText(field, choice)}
          title={choiceText(field, choice)}
          disabled={form.disabled}
          onClick={() => {
            form.leave();
            form.change(path, choice);
          }}
        >
          {glyphs ? <Priority priority={choice as PriorityName} /> : choiceText(field, choice)}
        </button>
      ))}
    </div>
  );
}

function List({ id, field, path, value, invalid, describedBy }: WidgetProps) {
  const form = useForm();
  const index = field.choices.indexOf(value as Json);
  return (
    <select
      id={id}
      className="inp"
      value={index}
      disabled={form.disabled}
      aria-invalid={invalid || undefined}
      aria-describedby={describedBy}
      onChange={(event) => {
        form.leave();
        form.change(path, field.choices[Number(event.target.value)] ?? null);
      }}
    >
      {(index < 0 || field.nullable) && (
        <option value={-1}>
          {index >= 0 || value === undefined || value === null ? '–' : String(value)}
        </option>
      )}
      {field.choices.map((choice, i) => (
        <option key={String(choice)} value={i}>
          {choiceText(field, choice)}
        </option>
      ))}
    </select>
  );
}

export function choiceText(field: Field, choice: Json): string {
  const text = String(choice);
  const titled = field.schema['x-titles']?.[text];
  if (titled) return kindText(titled);
  return choiceName(`${field.name}.${text}`) ?? choiceName(text) ?? text.replaceAll('_', ' ');
}

export function Switch({ id, path, value, field }: WidgetProps) {
  const form = useForm();
  return (
    <input
      id={id}
      type="checkbox"
      role="switch"
      className="sw"
      aria-checked={value === true}
      checked={value === true}
      disabled={form.disabled}
      aria-label={kindText(field.title)}
      onChange={(event) => {
        form.leave();
        form.change(path, event.target.checked);
      }}
    />
  );
}
