/** Asks the server what is wrong with the draft, a moment after every change, and again in another language. */

import i18next from 'i18next';

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
  const soon = (document: FlowDocument | null) => {
    clearTimeout(timer);
    if (document) timer = setTimeout(() => void ask(document), AFTER);
  };
  const again = () => soon(useEditor.getState().root);
  const off = useEditor.subscribe((state, before) => {
    if (state.root !== before.root) soon(state.root);
  });
  i18next.on('languageChanged', again);
  return () => {
    off();
    i18next.off('languageChanged', again);
    clearTimeout(timer);
    stop.abort();
  };
}
