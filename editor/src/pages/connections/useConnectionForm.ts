import { useState } from 'react';

import { api, path } from '../../api/client';
import { messageOf } from '../../api/errors';
import type { Config, Connection, Json, TryResult } from '../../api/types';
import { type Path, setIn } from '../../commands/paths';
import { useSend } from '../../components/useSend';

export interface Draft {
  kind: string;
  /** Null while the connection is new. */
  id: string | null;
  name: string;
  settings: Config;
}

/** Settings that are typed, tried and saved. A try says nothing any more once a setting has changed. */
export function useConnectionForm(first: Draft) {
  const [draft, setDraft] = useState(first);
  const [tried, setTried] = useState<TryResult | 'trying' | null>(null);
  const { busy, failure, send } = useSend();
  const change = (part: Partial<Draft>) => {
    setDraft((old) => ({ ...old, ...part }));
    if ('settings' in part || 'kind' in part) setTried(null);
  };
  const set = (at: Path, value: Json | undefined) => {
    setDraft((old) => ({ ...old, settings: setIn(old.settings, at, value) }));
    setTried(null);
  };
  const attempt = () => {
    const { kind, settings, id } = draft;
    setTried('trying');
    api
      .post<TryResult>('/connections/try', id === null ? { kind, settings } : { kind, settings, id })
      .then(setTried)
      .catch((error: unknown) => setTried({ ok: false, message: messageOf(error), ms: 0 }));
  };
  const save = (done: (connection: Connection) => void, newId = '') => {
    const { id, kind, settings } = draft;
    const name = draft.name.trim();
    const request =
      id === null
        ? api.post<Connection>('/connections', { id: newId, kind, name, settings })
        : api.put<Connection>(path`/connections/${id}`, { id, kind, name, settings });
    let saved: Connection | null = null;
    const answered = request.then((connection) => {
      saved = connection;
    });
    send(answered, () => saved && done(saved));
  };
  return { draft, change, set, tried, attempt, save, busy, failure };
}
