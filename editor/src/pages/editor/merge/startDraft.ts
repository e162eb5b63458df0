/** While a flow is open: its copy in this browser, what others deploy or lock, and nobody leaves unsaved without knowing. */

import i18next from 'i18next';

import { live } from '../../../api/live';
import { useSession } from '../../../app/session';
import { toast } from '../../../app/toasts';
import { useEditor } from '../../../store';
import { saveNow } from '../../../store/autosave';
import { forgetCopy, leftBehind, startLocalCopy } from '../../../store/localCopy';
import { bringBack, follow } from '../../../store/merging';
import { startPresence } from '../presence/people';

/** Milliseconds: several changes of the list of flows are one question. */
const SETTLE = 300;

export function startDraft(id: string, mayEdit: boolean): () => void {
  const user = useSession.getState().session?.user.name ?? '';
  obeyLock(user, mayEdit);
  let stopCopy = () => {};
  let gone = false;
  void restore(user, id).then(() => {
    if (!gone && mayEdit) stopCopy = startLocalCopy(user);
  });
  const stops = [followOthers(user, mayEdit), guardLeaving(), guardLinks(), startPresence(id)];
  return () => {
    gone = true;
    stopCopy();
    for (const stop of stops) stop();
  };
}

/** What was typed here and never reached the server is there again, and says so. */
async function restore(user: string, id: string): Promise<void> {
  const opened = useEditor.getState().saved;
  const copy = await leftBehind(user, id);
  if (!copy) return;
  // What was typed while the other tabs were asked is saved first: both are merged, neither takes the other's place.
  if (useEditor.getState().root?.id === id) await saveNow();
  const { root, readOnly, setDraft } = useEditor.getState();
  if (root?.id !== id || readOnly) return;
  const how = bringBack(copy, opened);
  if (how === 'applied') setDraft({ broughtBack: copy.time });
  else if (how === 'known') await forgetCopy(user, id);
}

function followOthers(user: string, mayEdit: boolean): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = () => {
    if (useEditor.getState().deploying) return;
    const before = useEditor.getState().deployed;
    void follow()
      .then((how) => {
        if (obeyLock(user, mayEdit) === 'unlocked') void goOn(user);
        const now = useEditor.getState().deployed;
        if (how === 'along' && now && now.version !== before?.version)
          toast(i18next.t('drafts:moved.along', { by: now.author, version: now.version }));
      })
      .catch(() => undefined); // the save state tells about a server that does not answer
  };
  const ask = () => {
    clearTimeout(timer);
    timer = setTimeout(look, SETTLE);
  };
  const off = live.on((message) => message.type === 'flows' && ask());
  const offPanel = useEditor.subscribe((state, before) => {
    if (before.deploying && !state.deploying) ask();
  });
  return () => {
    clearTimeout(timer);
    off();
    offPanel();
  };
}

/** After somebody else's lock: what was not saved before it is, and so is what this browser kept. */
async function goOn(user: string): Promise<void> {
  const { root, saved } = useEditor.getState();
  if (root && root === saved) await restore(user, root.id);
  await saveNow();
}

function obeyLock(user: string, mayEdit: boolean): 'unlocked' | '' {
  const { locked, lockedOut, readOnly, setDraft } = useEditor.getState();
  const out = mayEdit && locked && locked.by !== user ? locked : null;
  const only = !mayEdit || out !== null;
  if (out?.time !== lockedOut?.time || only !== readOnly) setDraft({ lockedOut: out, readOnly: only });
  return lockedOut && !out && !only ? 'unlocked' : '';
}

/** Closing the tab with something unsaved asks first. */
function guardLeaving(): () => void {
  const ask = (event: BeforeUnloadEvent) => {
    if (useEditor.getState().saveState === 'saved') return;
    void saveNow();
    event.preventDefault();
  };
  window.addEventListener('beforeunload', ask);
  return () => window.removeEventListener('beforeunload', ask);
}

/** A link to another page asks first while the server has not what is on the screen, and cannot have it. */
function guardLinks(): () => void {
  const ask = (event: MouseEvent) => {
    const link = (event.target as Element).closest?.('a[href]');
    const { saveState, readOnly, lockedOut, setDraft } = useEditor.getState();
    const lost = saveState === 'offline' || saveState === 'failed' || saveState === 'conflict';
    if (!link || (readOnly && !lockedOut) || !lost || event.button !== 0 || link.closest('[data-leave]'))
      return;
    const to = new URL((link as HTMLAnchorElement).href, location.href);
    if (to.origin !== location.origin || to.pathname === location.pathname) return;
    event.preventDefault();
    event.stopPropagation();
    setDraft({ leaving: to.pathname + to.search });
  };
  document.addEventListener('click', ask, true);
  return () => document.removeEventListener('click', ask, true);
}
