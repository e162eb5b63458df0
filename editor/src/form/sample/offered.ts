/** Events to try an expression or template with: those that came to the node last, else recorded ones of the flow. */

import { useEffect, useState, useSyncExternalStore } from 'react';

import { api, path } from '../../api/client';
import { type EventsPage, eventsPath } from '../../api/events';
import type { End, FlowDocument, FlowEvent, NodeLast } from '../../api/types';
import { useEditor } from '../../store';
import type { Sample } from './paths';

const MOST = 20;
const FRESH = 10_000;

let picked = new Map<string, Sample>();
const listeners = new Set<() => void>();

/** The event that is tried in all fields of a node. */
export function pickSample(place: string, sample: Sample): void {
  picked = new Map(picked).set(place, sample);
  for (const tell of listeners) tell();
}

const subscribe = (tell: () => void) => {
  listeners.add(tell);
  return () => listeners.delete(tell);
};

const asked = new Map<string, { at: number; answer: Promise<Sample[]> }>();

/** One question for all fields of a node. */
function offered(document: FlowDocument, node: string): Promise<Sample[]> {
  const key = `${document.id}/${node}`;
  const known = asked.get(key);
  if (known && Date.now() - known.at < FRESH) return known.answer;
  const answer = received(document, node).then((events) => events.map(sampleOf));
  asked.set(key, { at: Date.now(), answer });
  return answer;
}

const sampleOf = ({ kind, point, time, data }: FlowEvent): Sample => ({ kind, point, time, data });

async function received(document: FlowDocument, node: string): Promise<FlowEvent[]> {
  const ends = document.wires.filter((wire) => wire.to[0] === node).map((wire) => wire.from);
  const last = await Promise.all(ends.map((end) => lastOf(document.id, end)));
  const found = last.flat().sort((a, b) => (a.time < b.time ? 1 : -1));
  if (found.length) return found.slice(0, MOST);
  const before = [...new Set(ends.map(([before]) => before))];
  const pages = await Promise.all(before.map((one) => recorded({ flow: document.id, node: one })));
  const kept = pages.flat();
  return kept.length ? kept.slice(0, MOST) : recorded({ flow: document.id });
}

async function lastOf(flow: string, [node, name]: End): Promise<FlowEvent[]> {
  const last = await api.get<NodeLast>(path`/flows/${flow}/nodes/${node}/last`).catch(() => undefined);
  const port = last?.ports[name];
  return port?.carries === 'events' ? port.events : [];
}

const recorded = (of: { flow: string; node?: string }): Promise<FlowEvent[]> =>
  api
    .get<EventsPage>(eventsPath(of, MOST))
    .then((page) => page.events)
    .catch(() => []);

export interface Samples {
  place: string;
  /** The one that is tried; null while there is none. */
  sample: Sample | null;
  offered: readonly Sample[];
}

const NONE: readonly Sample[] = [];

/** Of the node that is open in the inspector. */
export function useSamples(): Samples {
  const node = useEditor((state) => (state.selected.length === 1 ? state.selected[0] : undefined)) ?? '';
  const flow = useEditor((state) => state.document?.id) ?? '';
  const place = `${flow}/${node}`;
  const own = useSyncExternalStore(subscribe, () => picked.get(place)) ?? null;
  const [found, setFound] = useState<{ place: string; events: readonly Sample[] }>({
    place: '',
    events: NONE,
  });
  useEffect(() => {
    const document = useEditor.getState().document;
    if (!document || document.id !== flow || !node) return;
    let here = true;
    void offered(document, node).then((events) => here && setFound({ place: `${flow}/${node}`, events }));
    return () => {
      here = false;
    };
  }, [flow, node]);
  const events = found.place === place ? found.events : NONE;
  return { place, sample: own ?? events[0] ?? null, offered: events };
}
