import { Modal } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { api } from '../../api/client';
import { messageOf } from '../../api/errors';
import type { Config, Connection, TryResult } from '../../api/types';
import { setIn } from '../../commands/paths';
import { kindText } from '../../i18n';
import { useEditor } from '../../store';
import { SchemaForm } from '../SchemaForm';
import { tryText } from './Connection';

interface Props {
  kinds: string[];
  onClose: () => void;
  onMade: (connection: Connection) => void;
}

/** A new connection without leaving the flow: tried first, then saved. */
export function NewConnection({ kinds, onClose, onMade }: Props) {
  const { t } = useTranslation('form');
  const offered = useEditor((state) => state.connectionKinds).filter(
    (k) => !kinds.length || kinds.includes(k.kind),
  );
  const [kind, setKind] = useState(offered[0]?.kind ?? '');
  const [name, setName] = useState('');
  const [settings, setSettings] = useState<Config>({});
  const [said, setSaid] = useState<{ ok: boolean; text: string } | null>(null);
  const spec = offered.find((one) => one.kind === kind);
  const choose = (other: string) => {
    setKind(other);
    setSettings({});
    setSaid(null);
  };
  const attempt = () =>
    api
      .post<TryResult>('/connections/try', { kind, settings })
      .then((result) => setSaid({ ok: result.ok, text: tryText(result) }))
      .catch((error: unknown) => setSaid({ ok: false, text: messageOf(error) }));
  const make = () =>
    api
      .post<Connection>('/connections', { kind, name: name.trim(), settings })
      .then(onMade)
      .catch((error: unknown) => setSaid({ ok: false, text: messageOf(error) }));
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('connection.newTitle')}
      size={440}
      centered
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      {offered.length > 1 && (
        <label className="fld">
          <span className="lab">{t('connection.kind')}</span>
          <select className="inp" value={kind} onChange={(event) => choose(event.target.value)}>
            {offered.map((one) => (
              <option key={one.kind} value={one.kind}>
                {kindText(one.title)}
              </option>
            ))}
          </select>
        </label>
      )}
      <label className="fld">
        <span className="lab">{t('connection.name')}</span>
        <input className="inp" value={name} onChange={(event) => setName(event.target.value)} />
      </label>
      {spec && (
        <SchemaForm
          key={kind}
          schema={spec.settings}
          value={settings}
          onChange={(path, value) => setSettings((old) => setIn(old, path, value))}
        />
      )}
      {said && (
        <p className={said.ok ? 'said' : 'said field-error'} role="status">
          {said.text}
        </p>
      )}
      <div className="dialog-buttons">
        <button type="button" className="btn" onClick={() => void attempt()}>
          {t('connection.try')}
        </button>
        <span className="sp" />
        <button type="button" className="btn prim" disabled={!name.trim()} onClick={() => void make()}>
          {t('connection.create')}
        </button>
      </div>
    </Modal>
  );
}
