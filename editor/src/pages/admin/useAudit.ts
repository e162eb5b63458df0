import { useState } from 'react';

import { api } from '../../api/client';
import type { AuditEntry } from '../../api/types';
import { type Resource, useResource } from '../../api/useResource';
import { toastError } from '../../app/toasts';

const STEP = 100;

interface Audit {
  page: Resource<AuditEntry[]>;
  /** Everything fetched so far, newest first. */
  entries: AuditEntry[];
  more: () => void;
  atEnd: boolean;
}

/** The entries that fit, from the newest on, a hundred at a time. */
export function useAudit(query: string): Audit {
  const and = query && `${query}&`;
  const page = useResource<AuditEntry[]>(`/audit?${and}limit=${STEP}`, true);
  const [older, setOlder] = useState<{ query: string; entries: AuditEntry[]; atEnd: boolean }>(NONE);
  const known = older.query === query ? older : { ...NONE, query };
  const entries = [...(page.data ?? []), ...known.entries];
  const more = () => {
    const last = entries.at(-1);
    if (!last) return;
    api
      .get<AuditEntry[]>(`/audit?${and}before=${last.number}&limit=${STEP}`)
      .then((next) => setOlder({ query, entries: [...known.entries, ...next], atEnd: next.length < STEP }))
      .catch(toastError);
  };
  const short = page.data !== null && page.data.length < STEP;
  return { page, entries, more, atEnd: known.atEnd || short };
}

const NONE = { query: '', entries: [] as AuditEntry[], atEnd: false };
