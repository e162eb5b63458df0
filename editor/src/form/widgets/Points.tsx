import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { Icon } from '../../look/Icon';
import { useForm } from '../context';
import { PointInput } from './PointInput';
import { asText, type WidgetProps } from './widget';

export function Point({ id, path, value, invalid, describedBy }: WidgetProps) {
  const form = useForm();
  return (
    <PointInput
      id={id}
      value={asText(value)}
      disabled={form.disabled}
      invalid={invalid}
      describedBy={describedBy}
      onChange={(name) => form.change(path, name)}
      onLeave={form.leave}
    />
  );
}

/** Several points, or patterns such as P1.*; a single text is one pattern. */
export function Points(props: WidgetProps) {
  return Array.isArray(props.value) || props.field.schema.type === 'array' ? (
    <NameList {...props} />
  ) : (
    <Point {...props} />
  );
}

export function NameList({ id, field, path, value }: WidgetProps) {
  const { t } = useTranslation('form');
  const form = useForm();
  const names = (Array.isArray(value) ? value : []).map(asText);
  const [fresh, setFresh] = useState('');
  const put = (next: string[]) => {
    form.leave();
    form.change(path, next);
  };
  const add = () => {
    const name = fresh.trim();
    if (name && !names.includes(name)) put([...names, name]);
    setFresh('');
  };
  const points = field.widget === 'points';
  return (
    <div className="names">
      {names.map((name) => (
        <span key={name} className="chip">
          {name}
          {!form.disabled && (
            <button
              type="button"
              aria-label={t('list.remove', { name })}
              onClick={() => put(names.filter((n) => n !== name))}
            >
              <Icon name="x" small />
            </button>
          )}
        </span>
      ))}
      {!form.disabled && (
        <span className="names-add">
          {points ? (
            <PointInput
              id={id}
              value={fresh}
              onChange={setFresh}
              onKeyDown={(event) => event.key === 'Enter' && add()}
            />
          ) : (
            <input
              id={id}
              className="inp"
              value={fresh}
              onChange={(event) => setFresh(event.target.value)}
              onKeyDown={(event) => event.key === 'Enter' && add()}
            />
          )}
          <button type="button" className="btn sm" disabled={!fresh.trim()} onClick={add}>
            {t('list.add')}
          </button>
        </span>
      )}
    </div>
  );
}
