import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { approveRow, forgetRow, type KnowledgeRow, saveRow } from '../../../api/alarmKnowledge';
import { Dialog } from '../../../components/Dialog';
import { Failure } from '../../../components/Failure';
import { Field, TextField } from '../../../components/Field';
import { useSend } from '../../../components/useSend';

interface Props {
  first: KnowledgeRow;
  isNew: boolean;
  revision: number;
  onClose: () => void;
  onDone: () => void;
}

const TEXTS = ['cause', 'consequence', 'response', 'basis'] as const;

/** One row of the table. */
export function RowDialog({ first, isNew, revision, onClose, onDone }: Props) {
  const { t } = useTranslation('rationale');
  const [row, setRow] = useState(first);
  const [within, setWithin] = useState(first.respond_within ? String(first.respond_within / 60) : '');
  const { busy, failure, send } = useSend();
  const change = (part: Partial<KnowledgeRow>) => setRow({ ...row, ...part });
  const minutes = Number(within);
  const wrong = within.trim() !== '' && !(minutes > 0);
  const ready = !wrong && !busy && row.flow.trim() && row.node.trim() && row.point.trim();
  const submit = () => {
    if (!ready) return;
    const respond_within = within.trim() ? Math.round(minutes * 60) : null;
    send(saveRow(revision, { ...row, respond_within }), onDone);
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
              onClick={() => send(forgetRow(first), onDone)}
            >
              {t('forget')}
            </button>
          )}
          <button type="submit" className="btn prim" disabled={!ready}>
            {t('common:save')}
          </button>
        </>
      }
    >
      {isNew ? (
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
      ) : (
        <p className="sec">
          {row.point} · {row.node} · {row.flow}
        </p>
      )}
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
        {first.running && (
          <div className="field">
            <span className="label">{t('column.approver')}</span>
            <button
              type="button"
              className="btn"
              disabled={busy}
              onClick={() => send(approveRow(first), onDone)}
            >
              {t('approve')}
            </button>
          </div>
        )}
      </div>
      <Failure message={failure} />
    </Dialog>
  );
}
