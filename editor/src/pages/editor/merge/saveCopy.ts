import { api } from '../../../api/client';
import { ApiProblem } from '../../../api/errors';
import type { FlowDocument, FlowRecord } from '../../../api/types';

const TRIES = 20;

/** Keeps a document as a flow of its own, under the first id that is free. */
export async function saveCopy(mine: FlowDocument, name: string): Promise<string> {
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
