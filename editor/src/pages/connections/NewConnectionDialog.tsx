import { useTranslation } from 'react-i18next';

import type { Connection, ConnectionKind } from '../../api/types';
import { freeId } from '../../commands/ids';
import { Dialog } from '../../components/Dialog';
import { Failure } from '../../components/Failure';
import { Field, TextField } from '../../components/Field';
import { SchemaForm } from '../../form/SchemaForm';
import { kindText } from '../../i18n';
import { TryLine } from './TryLine';
import { useConnectionForm } from './useConnectionForm';

interface Props {
  kinds: ConnectionKind[];
  taken: ReadonlySet<string>;
  onClose: () => void;
  onMade: (connection: Connection) => void;
}

/** A new connection: kind, name, settings; tried before it is saved. */
export function NewConnectionDialog({ kinds, taken, onClose, onMade }: Props) {
  const { t } = useTranslation('connections');
  const form = useConnectionForm({ kind: kinds[0]?.kind ?? '', id: null, name: '', settings: {} });
  const { draft, change, set, tried, attempt, save, busy, failure } = form;
  const kind = kinds.find((one) => one.kind === draft.kind);
  const latin = /[a-z0-9]/i.test(draft.name) ? draft.name : draft.kind;
  return (
    <Dialog
      title={t('create.title')}
      onClose={onClose}
      onSubmit={() => draft.name.trim() && save(onMade, freeId(latin, taken))}
      actions={
        <>
          <button type="button" className="btn" disabled={tried === 'trying'} onClick={attempt}>
            {t('try.button')}
          </button>
          <button type="submit" className="btn prim" disabled={!draft.name.trim() || busy}>
            {t('create.submit')}
          </button>
        </>
      }
    >
      <div className="cn-form">
        <Field label={t('column.kind')}>
          {(props) => (
            <select
              {...props}
              className="inp"
              value={draft.kind}
              onChange={(event) => change({ kind: event.target.value, settings: {} })}
            >
              {kinds.map((one) => (
                <option key={one.kind} value={one.kind}>
                  {kindText(one.title)}
                </option>
              ))}
            </select>
          )}
        </Field>
        <TextField label={t('name')} autoFocus value={draft.name} onChange={(name) => change({ name })} />
      </div>
      {kind && (
        <div className="cn-schema">
          <SchemaForm key={kind.kind} schema={kind.settings} value={draft.settings} onChange={set} />
        </div>
      )}
      <TryLine tried={tried} />
      <Failure message={failure} />
    </Dialog>
  );
}
