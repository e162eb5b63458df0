import { type ClipboardEvent, type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { Json, Problem } from '../../api/types';
import { usePoint } from '../../store/points';
import { useForm } from '../context';
import { parseCell } from '../parse';
import type { Field } from '../schema';
import { choiceText } from '../widgets/Choice';
import { PointInput } from '../widgets/PointInput';
import { asText } from '../widgets/widget';

interface Props {
  field: Field;
  value: Json | undefined;
  /** "row:column", for walking by keyboard. */
  place: string;
  label: string;
  problems: readonly Problem[];
  changed: boolean;
  /** As it is deployed. */
  before?: Json | undefined;
  /** The row's other cells make this one meaningless. */
  idle: boolean;
  onChange: (value: Json | undefined) => void;
  onKeyDown: (event: KeyboardEvent) => void;
  onPaste: (event: ClipboardEvent) => void;
}

export function Cell(props: Props) {
  const { field, problems, changed, before } = props;
  const { t } = useTranslation('fields');
  const wrong = problems.some((problem) => problem.severity === 'error');
  const said = problems.map((problem) => `${problem.message} ${problem.hint ?? ''}`).join('\n');
  const numeric = field.widget === 'number' || field.widget === 'duration';
  return (
    <td
      className={numeric ? 'n' : undefined}
      data-wrong={wrong || undefined}
      data-advice={(problems.length > 0 && !wrong) || undefined}
      data-changed={changed || undefined}
      data-idle={props.idle || undefined}
      title={said || (changed ? t('was', { value: asText(before) || t('nothing') }) : undefined)}
      onPaste={props.onPaste}
    >
      <CellInput {...props} wrong={wrong} />
    </td>
  );
}

function CellInput(props: Props & { wrong: boolean }) {
  const { field, value, onChange, label, place, wrong } = props;
  const form = useForm();
  const shared = {
    'aria-label': label,
    'aria-invalid': wrong || undefined,
    'data-cell': place,
    'data-column': field.name,
    disabled: form.disabled || props.idle,
  };
  if (field.widget === 'switch')
    return (
      <input
        type="checkbox"
        {...shared}
        checked={value === true}
        onKeyDown={props.onKeyDown}
        onChange={(event) => onChange(event.target.checked)}
      />
    );
  if (field.widget === 'choice') {
    const chosen: Json = value ?? field.fallback ?? null;
    const other = field.choices.includes(chosen) ? null : chosen;
    return (
      <select
        {...shared}
        value={asText(chosen)}
        onChange={(event) => onChange(parseCell(field, event.target.value))}
      >
        {(field.nullable || other === chosen) && (
          <option value={asText(other)}>{asText(other) || '–'}</option>
        )}
        {field.choices.map((choice) => (
          <option key={String(choice)} value={String(choice)}>
            {choiceText(field, choice)}
          </option>
        ))}
      </select>
    );
  }
  if (isPoint(field)) return <PointCell {...props} />;
  return <TextCell {...props} shared={shared} />;
}

/** What is typed stays until it can be read; what cannot be read is marked and not taken over. */
function TextCell({ field, value, onChange, onKeyDown, shared }: Props & { shared: object }) {
  const form = useForm();
  const [typed, setTyped] = useState<string | null>(null);
  const unread = typed !== null && typed.trim() !== '' && parseCell(field, typed) === undefined;
  const type = (text: string) => {
    setTyped(text);
    const parsed = parseCell(field, text);
    if (parsed !== undefined) onChange(parsed);
  };
  return (
    <input
      {...shared}
      value={typed ?? asText(value)}
      placeholder={field.nullable ? '–' : undefined}
      data-unread={unread || undefined}
      spellCheck={false}
      onChange={(event) => type(event.target.value)}
      onFocus={(event) => event.target.select()}
      onKeyDown={onKeyDown}
      onBlur={() => {
        setTyped(null);
        form.leave();
      }}
    />
  );
}

function PointCell({ value, onChange, onKeyDown, label, place, wrong }: Props & { wrong: boolean }) {
  const form = useForm();
  const point = usePoint(asText(value));
  return (
    <span className="point-cell" data-two={point !== undefined || undefined}>
      <span className="row">
        <PointInput
          className="cell-input"
          label={label}
          invalid={wrong}
          value={asText(value)}
          disabled={form.disabled}
          place={place}
          onChange={onChange}
          onLeave={form.leave}
          onKeyDown={onKeyDown}
        />
      </span>
      {point && (point.description || point.unit) && (
        <small title={point.description}>
          <span>{point.description}</span>
          <span className="u">{point.unit}</span>
        </small>
      )}
    </span>
  );
}

/** A point, or one pattern of points. */
function isPoint(field: Field): boolean {
  return field.widget === 'point' || (field.widget === 'points' && field.schema.type === 'string');
}
