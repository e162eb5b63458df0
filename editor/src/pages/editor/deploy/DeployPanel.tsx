import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { api, path } from '../../../api/client';
import { ApiProblem, messageOf } from '../../../api/errors';
import type { FlowDocument, Version } from '../../../api/types';
import { useSession } from '../../../app/session';
import { toast } from '../../../app/toasts';
import { Icon } from '../../../look/Icon';
import { useEditor } from '../../../store';
import { saveNow } from '../../../store/autosave';
import { mergeWithDeployed } from '../../../store/merging';
import { Checks } from './Checks';
import { ComparePanel } from './ComparePanel';
import { Effects } from './Effects';
import { Summary } from './Summary';

/** Both versions are on the canvas; here what was checked, a comment, and the button. */
export function DeployPanel() {
  const comparing = useEditor((state) => state.comparing !== null);
  return comparing ? <ComparePanel /> : <Deploying />;
}

function Deploying() {
  const { t } = useTranslation('editor');
  const next = useEditor((state) => (state.deployed?.version ?? 0) + 1);
  const blocked = useEditor((state) => state.problems.some((problem) => problem.severity === 'error'));
  const setUi = useEditor((state) => state.setUi);
  const setDraft = useEditor((state) => state.setDraft);
  const [comment, setComment] = useState(useEditor.getState().comment);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState('');
  const close = () => {
    setUi({ deploying: false, drawerTab: 'problems' });
    setDraft({ comment: '' });
  };
  const box = useEscape(close);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError('');
    try {
      const version = await deploy(comment.trim());
      toast(t('deploy.done', { version }));
      close();
    } catch (failure) {
      if (movedBy(failure)) close();
      else setError(failure instanceof NotSaved ? t('deploy.notSaved') : messageOf(failure));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      className="dlg"
      ref={box}
      role="dialog"
      aria-label={t('deploy.title', { version: next })}
      onSubmit={(event) => void submit(event)}
    >
      <header>
        <h2>{t('deploy.title', { version: next })}</h2>
        <span className="sp" />
        <button type="button" className="btn ghost icon sm" aria-label={t('common:close')} onClick={close}>
          <Icon name="x" />
        </button>
      </header>
      <div className="dlg-body">
        <Summary />
        <Checks />
        <Effects />
        <h4>
          <label htmlFor="deploy-comment">{t('deploy.comment')}</label>
          <span className="mut">{t('deploy.commentHint')}</span>
        </h4>
        <textarea
          id="deploy-comment"
          className="inp"
          // biome-ignore lint/a11y/noAutofocus: the panel was opened to write this and deploy.
          autoFocus
          value={comment}
          maxLength={500}
          onChange={(event) => setComment(event.target.value)}
        />
        {error && (
          <p className="field-error" role="alert">
            {error}
          </p>
        )}
      </div>
      <footer>
        <span className="sp" />
        <button type="button" className="btn" onClick={close}>
          {t('common:cancel')}
        </button>
        <button type="submit" className="btn prim" disabled={blocked || busy || !comment.trim()}>
          <Icon name="deploy" />
          {busy ? t('deploy.busy') : t('deploy.button', { version: next })}
        </button>
      </footer>
    </form>
  );
}

class NotSaved extends Error {}

/** Somebody has deployed meanwhile: both are merged before anything is deployed. */
function movedBy(failure: unknown): boolean {
  if (!(failure instanceof ApiProblem) || failure.code !== 'flow-moved') return false;
  const said = failure.body as unknown as Version & { document: FlowDocument; base_document: FlowDocument };
  const to = { version: said.version, time: said.time, author: said.author, comment: said.comment };
  useEditor.getState().setDraft({ moved: { to, document: said.document, base: said.base_document } });
  mergeWithDeployed();
  return true;
}

/** Saves first, so that what is deployed is what is on the screen. */
async function deploy(comment: string): Promise<number> {
  if (!(await saveNow())) throw new NotSaved();
  const { document, revision, setDeployed, setDraft } = useEditor.getState();
  if (!document) throw new NotSaved();
  try {
    const { version } = await api.post<{ version: number }>(path`/flows/${document.id}/deploy`, {
      revision,
      comment,
    });
    const author = useSession.getState().session?.user.name ?? '';
    setDeployed({ version, time: new Date().toISOString(), author, comment }, document);
    return version;
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 422 && error.problems.length)
      setDraft({ problems: error.problems });
    throw error;
  }
}

function useEscape(close: () => void) {
  const box = useRef<HTMLFormElement>(null);
  const last = useRef(close);
  last.current = close;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => event.key === 'Escape' && last.current();
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
  return box;
}
