import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { KnowledgeRow } from '../../../api/alarmKnowledge';
import { Dialog } from '../../../components/Dialog';
import { Failure } from '../../../components/Failure';
import { Field, TextField } from '../../../components/Field';
import { useSend } from '../../../components/useSend';

interface Props {
  first: KnowledgeRow;
  isNew: boolean;
  onClose: () => void;
  /** Saves the row; null takes it out. */
  onSave: (row: KnowledgeRow | null) => Promise<unknown>;
  onDone: () => void;
}

const TEXTS = ['cause', 'consequence', 'response', 'basis'] as const;

/** One row of the table. */
export function RowDialog({ first, isNew, onClose, onSave, onDone }: Props) {
  const { t } = useTranslation('rationale');
  const [row, setRow] = useState(first);
  const [within, setWithin] = useState(first.respond_within ? String(first.respond_within / 60) : '');
  const { busy, failure, send } = useSend();
  const change = (part: Partial<KnowledgeRow>) => setRow({ ...row, ...part });
  const minutes = Number(within);
  const wrong = within.trim() !== '' && !(minutes > 0);
  const submit = () => {
    if (wrong || busy) return;
    send(onSave({ ...row, respond_within: within.trim() ? Math.round(minutes * 60) : null }), onDone);
  };
  return (
    <Dialog
      title={t(isNew ? 'add' : 'edit')}
      wide
      onClose={onClose}
      onSubmit={submit}
      actions={
        <>
          {!isNew && (
            <button
              type="button"
              className="btn danger"
              disabled={busy}
              onClick={() => send(onSave(null), onDone)}
            >
              {t('common:delete')}
            </button>
          )}
          <button type="submit" className="btn prim" disabled={wrong || busy}>
            {t('common:save')}
          </button>
        </>
      }
    >
      <div className="fields kn-three">
        <TextField
          label={t('column.point')}
          help={t('patterns')}
          value={row.point}
          autoFocus
          onChange={(point) => change({ point })}
        />
        <TextField label={t('column.node')} value={row.node} onChange={(node) => change({ node })} />
        <TextField label={t('column.flow')} value={row.flow} onChange={(flow) => change({ flow })} />
      </div>
      {TEXTS.map((name) => (
        <Field key={name} label={t(`column.${name}`)}>
          {(props) => (
            <textarea
              {...props}
              className="inp"
              rows={2}
              value={row[name]}
              onChange={(event) => change({ [name]: event.target.value })}
            />
          )}
        </Field>
      ))}
      <div className="fields">
        <TextField
          label={t('withinMinutes')}
          value={within}
          error={wrong ? t('number') : null}
          onChange={setWithin}
        />
        <TextField
          label={t('column.approver')}
          value={row.approver}
          onChange={(approver) => change({ approver })}
        />
      </div>
      <Failure message={failure} />
    </Dialog>
  );
}
