import { Modal } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';

import { api } from '../../../api/client';
import { ApiProblem, messageOf } from '../../../api/errors';
import type { FlowDocument, FlowRecord } from '../../../api/types';
import { replaceDocument } from '../../../commands/change';
import { difference } from '../../../flow/difference';
import { useEditor } from '../../../store';
import { saveNow } from '../../../store/autosave';
import { DifferenceTable } from './DifferenceTable';

/** Somebody saved this flow meanwhile: who, what differs, and three ways on. Nothing is lost by any of them. */
export function Conflict() {
  const { t } = useTranslation('editor');
  const conflict = useEditor((state) => state.conflict);
  const mine = useEditor((state) => state.document);
  const [, go] = useLocation();
  const [error, setError] = useState('');
  if (!conflict || !mine) return null;
  const attempt = (way: () => Promise<void> | void) =>
    Promise.resolve(way()).catch((failure: unknown) => setError(messageOf(failure)));
  const keepCopy = async () => {
    const id = await saveCopy(mine, t('conflict.copyName', { name: mine.name }));
    takeTheirs();
    go(`/flows/${id}`);
  };
  return (
    <Modal
      opened
      onClose={() => undefined}
      withCloseButton={false}
      title={t('conflict.title', { author: conflict.author })}
      size={760}
      centered
    >
      <p className="conflict-text">{t('conflict.text')}</p>
      <div className="conflict-diff">
        <DifferenceTable
          found={difference(conflict.document, mine)}
          before={conflict.document}
          after={mine}
          titles={[t('conflict.theirs', { author: conflict.author }), t('conflict.mine')]}
        />
      </div>
      {error && (
        <p className="field-error" role="alert">
          {error}
        </p>
      )}
      <div className="dialog-buttons">
        <button type="button" className="btn" onClick={() => void attempt(keepCopy)}>
          {t('conflict.keepCopy')}
        </button>
        <span className="sp" />
        <button type="button" className="btn" onClick={() => void attempt(takeTheirs)}>
          {t('conflict.takeTheirs')}
        </button>
        <button type="button" className="btn prim" onClick={() => void attempt(keepMine)}>
          {t('conflict.keepMine')}
        </button>
      </div>
    </Modal>
  );
}

/** Mine over theirs: save again on top of their revision. Theirs was never deployed by this. */
async function keepMine(): Promise<void> {
  const { conflict, setDraft } = useEditor.getState();
  if (!conflict) return;
  setDraft({
    revision: conflict.current_revision,
    conflict: null,
    saveState: 'pending',
    saved: conflict.document,
  });
  await saveNow();
}

/** Theirs becomes the draft; undo brings mine back. */
function takeTheirs(): void {
  const { conflict, document, run, seal, setDraft } = useEditor.getState();
  if (!conflict || !document) return;
  setDraft({
    revision: conflict.current_revision,
    conflict: null,
    saved: conflict.document,
    saveState: 'saved',
  });
  seal();
  run(replaceDocument(document, conflict.document, 'theirs'));
  setDraft({ saveState: 'saved' });
}

const TRIES = 20;

async function saveCopy(mine: FlowDocument, name: string): Promise<string> {
  for (let n = 1; ; n += 1) {
    const id = `${mine.id.slice(0, 52)}-copy${n === 1 ? '' : `-${n}`}`;
    try {
      await api.post<FlowRecord>('/flows', { document: { ...mine, id, name } });
      return id;
    } catch (error) {
      const taken = error instanceof ApiProblem && error.status === 409;
      if (!taken || n >= TRIES) throw error;
    }
  }
}
