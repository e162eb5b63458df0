/** Asks the server what is wrong with the draft, a moment after every change. */

import { api } from '../api/client';
import type { FlowDocument, Problem } from '../api/types';
import { useEditor } from './index';

const AFTER = 400;

export function startValidation(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stop = new AbortController();
  const ask = async (document: FlowDocument) => {
    stop.abort();
    stop = new AbortController();
    const { signal } = stop;
    await api
      .post<{ problems: Problem[] }>('/flows/validate', document, { signal })
      .then(({ problems }) => useEditor.getState().setDraft({ problems }))
      .catch(() => undefined); // The save state tells about a server that does not answer.
  };
  const off = useEditor.subscribe((state, before) => {
    if (!state.root || state.root === before.root) return;
    clearTimeout(timer);
    const { root: document } = state;
    timer = setTimeout(() => void ask(document), AFTER);
  });
  return () => {
    off();
    clearTimeout(timer);
    stop.abort();
  };
}
