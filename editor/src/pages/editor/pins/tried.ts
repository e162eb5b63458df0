/** What an output says in the draft that is tried: pinned, or made by its node. */

import type { FlowDocument, PortLast } from '../../../api/types';
import { endsOf } from '../run/run';
import { type Answer, type FlowPins, split } from './pins';

export interface DraftValue {
  pinned: boolean;
  last: PortLast;
  count: number;
}

export function draftValue(
  output: string,
  pins: FlowPins,
  answer: Answer | null,
  document: FlowDocument | null,
): DraftValue | null {
  const own = pins[output];
  if (own) {
    const count = own.samples.length + own.events.length;
    if (own.events.length === 0)
      return { pinned: true, last: { carries: 'samples', samples: own.samples }, count };
    const events = own.events.map((event) => ({ ...event, id: '', trace: '' }));
    return { pinned: true, last: { carries: 'events', events }, count };
  }
  if (!answer || !document) return null;
  for (const end of endsOf(document, split(output), 'outputs')) {
    const [node, port] = split(end);
    const found = answer.nodes[node]?.ports[port];
    if (found) return { pinned: false, last: found, count: found.count ?? 0 };
  }
  return null;
}
