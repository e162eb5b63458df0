/** What can be done with a flow from the list. */

import { api, path } from '../../api/client';
import type { FlowDocument, FlowRecord, FlowSummary, Problem } from '../../api/types';

export const createFlow = (document: FlowDocument) => api.post<FlowRecord>('/flows', { document });

export async function duplicateFlow(flow: FlowSummary, id: string, name: string): Promise<void> {
  const { document } = await api.get<FlowRecord>(path`/flows/${flow.id}`);
  await createFlow({ ...document, id, name });
}

export const stopFlow = (flow: FlowSummary) => api.post(path`/flows/${flow.id}/stop`, {});
export const startFlow = (flow: FlowSummary) => api.post(path`/flows/${flow.id}/start`, {});
export const disableFlow = (id: string, why: string) => api.post(path`/flows/${id}/disable`, { why });
export const enableFlow = (id: string) => api.post(path`/flows/${id}/enable`, {});
export const restartFlow = (id: string) => api.post(path`/flows/${id}/restart`, {});
export const lockFlow = (id: string, why: string) => api.post(path`/flows/${id}/lock`, { why });
export const unlockFlow = (id: string) => api.post(path`/flows/${id}/unlock`, {});

/** One after the other: the first that is refused says why. */
export async function moveFlows(ids: readonly string[], folder: string): Promise<void> {
  for (const id of ids) await api.post(path`/flows/${id}/folder`, { folder });
}
export async function disableFlows(ids: readonly string[], why: string): Promise<void> {
  for (const id of ids) await disableFlow(id, why);
}
export const deleteFlow = (flow: FlowSummary) =>
  api.delete(path`/flows/${flow.id}`, { revision: flow.revision });

export async function problemsOf(document: FlowDocument): Promise<Problem[]> {
  return (await api.post<{ problems: Problem[] }>('/flows/validate', document)).problems;
}

/** Saves the draft of a flow as a file. */
export async function exportFlow(flow: FlowSummary): Promise<void> {
  const { document: content } = await api.get<FlowRecord>(path`/flows/${flow.id}`);
  saveFile(`${flow.id}.json`, content);
}

/** JSON as a file of the browser. */
export function saveFile(name: string, content: unknown): void {
  const file = new Blob([`${JSON.stringify(content, null, 2)}\n`], { type: 'application/json' });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
