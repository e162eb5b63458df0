import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { api } from '../../api/client';
import { messageOf } from '../../api/errors';
import type { Connection as ConnectionRecord, TryResult } from '../../api/types';
import { useResource } from '../../api/useResource';
import { Status } from '../../look/Status';
import { useForm } from '../context';
import { NewConnection } from './NewConnection';
import { asText, type WidgetProps } from './widget';

/** A connection by name, with its state, "Try" and "New". */
export function Connection({ id, field, path, value, invalid, describedBy }: WidgetProps) {
  const { t } = useTranslation('form');
  const form = useForm();
  const { data, reload } = useResource<ConnectionRecord[]>('/connections');
  const [making, setMaking] = useState(false);
  const kinds = field.schema['x-connection-kinds'] ?? [];
  const fitting = (data ?? []).filter((one) => kinds.length === 0 || kinds.includes(one.kind));
  const chosen = fitting.find((one) => one.id === value);
  const choose = (next: string) => {
    form.leave();
    form.change(path, next);
  };
  return (
    <div className="connection">
      <select
        id={id}
        className="inp"
        value={asText(value)}
        disabled={form.disabled}
        aria-invalid={invalid || undefined}
        aria-describedby={describedBy}
        onChange={(event) => choose(event.target.value)}
      >
        {!chosen && (
          <option value={asText(value)}>
            {value ? t('connection.gone', { id: asText(value) }) : t('connection.choose')}
          </option>
        )}
        {fitting.map((one) => (
          <option key={one.id} value={one.id}>
            {one.name}
          </option>
        ))}
      </select>
      <div className="connection-tools">
        {chosen && <Try key={chosen.id} connection={chosen} />}
        <span className="sp" />
        {!form.disabled && (
          <button type="button" className="btn ghost sm" onClick={() => setMaking(true)}>
            {t('connection.new')}
          </button>
        )}
      </div>
      {making && (
        <NewConnection
          kinds={kinds}
          onClose={() => setMaking(false)}
          onMade={(made) => {
            setMaking(false);
            reload();
            choose(made.id);
          }}
        />
      )}
    </div>
  );
}

const CALM = { connected: 'ok', connecting: 'idle', unused: 'idle', failed: 'error' } as const;

function Try({ connection }: { connection: ConnectionRecord }) {
  const { t } = useTranslation('form');
  const [result, setResult] = useState<TryResult | 'trying' | null>(null);
  const ask = () => {
    setResult('trying');
    const { id, kind, settings } = connection;
    api
      .post<TryResult>('/connections/try', { id, kind, settings })
      .then(setResult)
      .catch((error: unknown) => setResult({ ok: false, message: messageOf(error), ms: 0 }));
  };
  const tried = result !== null && result !== 'trying';
  const state = tried ? (result.ok ? 'ok' : 'error') : CALM[connection.status.state];
  const words = tried
    ? tryText(result)
    : connection.status.message || t(`connection.${connection.status.state}`);
  return (
    <>
      <Status status={state} />
      <span className="connection-state" role="status" title={words}>
        {result === 'trying' ? t('connection.trying') : words}
      </span>
      <button type="button" className="btn sm" disabled={result === 'trying'} onClick={ask}>
        {t('connection.try')}
      </button>
    </>
  );
}

export function tryText(result: TryResult): string {
  return result.ok ? `${result.message} · ${Math.round(result.ms)} ms` : result.message;
}
