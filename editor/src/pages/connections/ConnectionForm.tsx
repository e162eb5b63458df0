import { useTranslation } from 'react-i18next';

import type { Connection, ConnectionKind } from '../../api/types';
import { toast } from '../../app/toasts';
import { Failure } from '../../components/Failure';
import { TextField } from '../../components/Field';
import { SchemaForm } from '../../form/SchemaForm';
import { TryLine } from './TryLine';
import { useConnectionForm } from './useConnectionForm';

interface Props {
  kind: ConnectionKind;
  connection: Connection;
  disabled: boolean;
  onSaved: () => void;
}

/** Settings of a connection that exists. Secrets are not shown: they are set, or replaced. */
export function ConnectionForm({ kind, connection, disabled, onSaved }: Props) {
  const { t } = useTranslation('connections');
  const { id, name, settings } = connection;
  const form = useConnectionForm({ kind: kind.kind, id, name, settings });
  const { draft, change, set, tried, attempt, save, busy, failure } = form;
  const changed = draft.name !== name || JSON.stringify(draft.settings) !== JSON.stringify(settings);
  const submit = () =>
    save(() => {
      toast(t('saved', { name: draft.name }));
      onSaved();
    });
  return (
    <form
      aria-label={t('panel', { name })}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <section className="cn-form">
        <TextField
          label={t('name')}
          value={draft.name}
          disabled={disabled}
          onChange={(value) => change({ name: value })}
        />
        <div className="cn-schema">
          <SchemaForm schema={kind.settings} value={draft.settings} onChange={set} disabled={disabled} />
        </div>
        <TryLine tried={tried} />
        <Failure message={failure} />
        {disabled ? (
          <p className="sec">{t('role')}</p>
        ) : (
          <div className="cn-buttons">
            <button type="button" className="btn" disabled={tried === 'trying'} onClick={attempt}>
              {t('try.button')}
            </button>
            <span className="sp" />
            <button type="submit" className="btn prim" disabled={!changed || !draft.name.trim() || busy}>
              {t('common:save')}
            </button>
          </div>
        )}
      </section>
    </form>
  );
}
