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

/** The audit trail from the newest entry on, a hundred at a time. */
export function useAudit(): Audit {
  const page = useResource<AuditEntry[]>(`/audit?limit=${STEP}`);
  const [older, setOlder] = useState<AuditEntry[]>([]);
  const [atEnd, setAtEnd] = useState(false);
  const entries = [...(page.data ?? []), ...older];
  const more = () => {
    const last = entries.at(-1);
    if (!last) return;
    api
      .get<AuditEntry[]>(`/audit?before=${last.number}&limit=${STEP}`)
      .then((next) => {
        setOlder((known) => [...known, ...next]);
        if (next.length < STEP) setAtEnd(true);
      })
      .catch(toastError);
  };
  const short = page.data !== null && page.data.length < STEP;
  return { page, entries, more, atEnd: atEnd || short };
}
