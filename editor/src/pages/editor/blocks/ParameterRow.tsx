import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { Json, Parameter, ParameterType } from '../../../api/types';
import { PARAMETER_TYPES, parameterSchema } from '../../../flow/parameters';
import { PARAMETER_NAME } from '../../../flow/pickable';
import { parseCell, parseNumber } from '../../../form/parse';
import { fieldOf } from '../../../form/schema';
import { asText } from '../../../form/widgets/widget';
import { Icon } from '../../../look/Icon';
import { useEditor } from '../../../store';
import { declareParameter, renameParameter } from './parameterActions';

interface Props {
  name: string;
  parameter: Parameter;
  focus: boolean;
}

const NUMERIC = new Set<ParameterType>(['number', 'integer', 'duration']);

/** One declaration. What cannot be read is marked and not taken over. */
export function ParameterRow({ name, parameter, focus }: Props) {
  const { t } = useTranslation('blocks');
  const readOnly = useEditor((state) => state.readOnly);
  const type = parameter.type ?? 'text';
  const put = (change: Partial<Parameter>) => declareParameter(name, without({ ...parameter, ...change }));
  const numeric = NUMERIC.has(type);
  const label = (what: string) => t('declare.cell', { what, name });
  const number = (text: string) => (text === '' ? null : parseNumber(text));
  return (
    <tr>
      <td>
        <Text
          label={label(t('declare.name'))}
          value={name}
          focus={focus}
          read={readName}
          put={(to) => renameParameter(name, to)}
        />
      </td>
      <td>
        <select
          className="inp sm"
          aria-label={label(t('declare.type'))}
          value={type}
          disabled={readOnly}
          onChange={(event) => put(ofType(parameter, event.target.value as ParameterType))}
        >
          {PARAMETER_TYPES.map((one) => (
            <option key={one} value={one}>
              {t(`type.${one}`)}
            </option>
          ))}
        </select>
        {type === 'choice' && (
          <Text
            label={label(t('declare.choices'))}
            value={(parameter.choices ?? []).join(', ')}
            read={(text) => text.split(/\s*[,，]\s*/).filter(Boolean)}
            put={(choices) => put({ choices })}
          />
        )}
      </td>
      <td>
        <Text
          label={label(t('declare.default'))}
          value={asText(parameter.default ?? null)}
          read={(text) => readDefault(parameter, text)}
          put={(value) => put({ default: value as Parameter['default'] })}
        />
      </td>
      <td>
        <Text
          label={label(t('declare.unit'))}
          value={parameter.unit ?? ''}
          read={same}
          put={(unit) => put({ unit })}
        />
      </td>
      <td>
        {numeric && (
          <Text
            label={label(t('declare.min'))}
            value={asText(parameter.min ?? null)}
            read={number}
            put={(min) => put({ min })}
          />
        )}
      </td>
      <td>
        {numeric && (
          <Text
            label={label(t('declare.max'))}
            value={asText(parameter.max ?? null)}
            read={number}
            put={(max) => put({ max })}
          />
        )}
      </td>
      <td>
        <Text
          label={label(t('declare.title'))}
          value={parameter.title ?? ''}
          read={same}
          put={(title) => put({ title })}
        />
      </td>
      <td>
        <Text
          label={label(t('declare.text'))}
          value={parameter.description ?? ''}
          read={same}
          put={(description) => put({ description })}
        />
      </td>
      <td>
        {!readOnly && (
          <button
            type="button"
            className="btn ghost icon sm"
            aria-label={label(t('declare.remove'))}
            title={t('declare.remove')}
            onClick={() => declareParameter(name, null)}
          >
            <Icon name="x" small />
          </button>
        )}
      </td>
    </tr>
  );
}

const same = (text: string): string => text;

function readName(text: string): string | undefined {
  const taken = useEditor.getState().document?.parameters ?? {};
  return PARAMETER_NAME.test(text) && text !== 'device' && !(text in taken) ? text : undefined;
}

function readDefault(parameter: Parameter, text: string): Json | undefined {
  if (text.trim() === '') return parameter.type === 'text' ? '' : null;
  return parseCell(fieldOf('default', parameterSchema('default', parameter), {}), text);
}

/** A default that does not fit the new type goes. */
function ofType(parameter: Parameter, type: ParameterType): Partial<Parameter> {
  const value = readDefault({ ...parameter, type }, asText(parameter.default ?? null));
  const kept = { type, default: (value ?? null) as Parameter['default'] };
  return NUMERIC.has(type) ? kept : { ...kept, min: null, max: null };
}

/** What is empty is left out. */
const without = (parameter: Parameter): Parameter =>
  Object.fromEntries(
    Object.entries(parameter).filter(([key, value]) => value !== null && (value !== '' || key === 'default')),
  );

interface TextProps<T> {
  label: string;
  value: string;
  focus?: boolean;
  /** Undefined: it cannot be read. */
  read: (text: string) => T | undefined;
  put: (value: T) => void;
}

/** Taken over when the field is left, or by Enter; Esc takes it back. */
function Text<T>({ label, value, focus = false, read, put }: TextProps<T>) {
  const readOnly = useEditor((state) => state.readOnly);
  const [typed, setTyped] = useState<string | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const wrong = typed !== null && typed !== value && read(typed.trim()) === undefined;
  const leave = () => {
    const made = typed === null || typed === value ? undefined : read(typed.trim());
    setTyped(null);
    if (made !== undefined) put(made);
  };
  return (
    <input
      ref={input}
      className="inp sm"
      aria-label={label}
      aria-invalid={wrong || undefined}
      data-autofocus={focus || undefined}
      disabled={readOnly}
      value={typed ?? value}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={leave}
      onKeyDown={(event) => {
        if (event.key === 'Enter') {
          event.preventDefault();
          leave();
        }
        if (event.key === 'Escape' && typed !== null) {
          event.stopPropagation();
          setTyped(null);
        }
      }}
    />
  );
}
