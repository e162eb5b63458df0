import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { FlowSummary } from '../../api/types';
import { Dialog } from '../../components/Dialog';
import { Failure } from '../../components/Failure';
import { Field } from '../../components/Field';
import { useSend } from '../../components/useSend';
import { moveFlows } from './actions';
import { folderOf, foldersOf } from './list';

interface Props {
  flows: FlowSummary[];
  /** All flows: their folders are offered. */
  all: FlowSummary[];
  onClose: () => void;
  onDone: () => void;
}

/** Into a folder that is there, or a new one: names with "/" between. */
export function MoveDialog({ flows, all, onClose, onDone }: Props) {
  const { t } = useTranslation('folders');
  const [folder, setFolder] = useState(flows[0] ? folderOf(flows[0]) : '');
  const { busy, failure, send } = useSend();
  const name = flows[0]?.name || flows[0]?.id;
  const ids = flows.map(({ id }) => id);
  return (
    <Dialog
      title={flows.length === 1 ? t('move.one', { name }) : t('move.several', { count: flows.length })}
      onClose={onClose}
      onSubmit={() => send(moveFlows(ids, folder), onDone)}
      actions={
        <button type="submit" className="btn prim" disabled={busy}>
          {t('move.submit')}
        </button>
      }
    >
      <Field label={t('move.folder')} help={t('move.help')}>
        {(props) => (
          <input
            {...props}
            className="inp"
            list="flow-folders"
            value={folder}
            maxLength={300}
            onChange={(event) => setFolder(event.target.value)}
          />
        )}
      </Field>
      <datalist id="flow-folders">
        {foldersOf(all).map(({ path }) => (
          <option key={path} value={path} />
        ))}
      </datalist>
      <Failure message={failure} />
    </Dialog>
  );
}
