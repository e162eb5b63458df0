/** Which outputs show a sparkline, remembered by this browser; and the values that those on the screen have had. */

import { create } from 'zustand';

import { api, path } from '../../../api/client';
import type { LiveValue, NodeLast, Sample } from '../../../api/types';
import { instant } from '../../../flow/instant';
import { nodePath } from '../../../store/nodePath';

const STORED = 'tundish.sparks';

interface Chosen {
  /** Every wire that is seen. */
  all: boolean;
  /** By flow: "node/port" of the outputs. */
  flows: Record<string, string[]>;
}
interface Sparks extends Chosen {
  toggle: (flow: string, output: string) => void;
  toggleAll: () => void;
}

function stored(): Chosen {
  try {
    const { all, flows } = JSON.parse(localStorage.getItem(STORED) ?? '{}') as Partial<Chosen>;
    return { all: all === true, flows: flows ?? {} };
  } catch {
    return { all: false, flows: {} };
  }
}

export const useSparks = create<Sparks>((set, get) => {
  const keep = (change: Partial<Chosen>) => {
    set(change);
    const { all, flows } = get();
    localStorage.setItem(STORED, JSON.stringify({ all, flows }));
  };
  return {
    ...stored(),
    toggle: (flow, output) => {
      const known = get().flows[flow] ?? [];
      const next = known.includes(output) ? known.filter((one) => one !== output) : [...known, output];
      keep({ flows: { ...get().flows, [flow]: next } });
    },
    toggleAll: () => keep({ all: !get().all }),
  };
});

export const hasSpark = ({ all, flows }: Chosen, flow: string, output: string): boolean =>
  all || (flows[flow]?.includes(output) ?? false);

/** Values of one output; of several points the one that spoke first is followed. */
export class Track {
  point = '';
  readonly times: number[] = [];
  readonly values: number[] = [];

  /** True when there is something new to draw. */
  add(point: string, time: number, value: number | null): boolean {
    this.point ||= point;
    const last = this.times.at(-1) ?? Number.NEGATIVE_INFINITY;
    if (point !== this.point || value === null || !(time > last)) return false;
    this.times.push(time);
    this.values.push(value);
    if (this.times.length > KEPT) {
      this.times.shift();
      this.values.shift();
    }
    return true;
  }

  /** What came before what is known. */
  fill(samples: readonly Sample[]): void {
    const newest = samples.at(-1);
    if (!newest || this.times.length > 1) return;
    this.point = this.point || newest.point;
    const own = samples.filter(({ point }) => point === this.point);
    this.times.length = 0;
    this.values.length = 0;
    for (const { point, time, value } of own) this.add(point, instant(time), value);
  }

  path(width: number, height: number): string {
    const low = Math.min(...this.values);
    const high = Math.max(...this.values);
    const first = this.times[0] ?? 0;
    const span = (this.times.at(-1) ?? 0) - first || 1;
    const at = (n: number) => Math.round(n * 10) / 10;
    return this.values
      .map((value, i) => {
        const x = (((this.times[i] ?? 0) - first) / span) * width;
        const y = high > low ? height - ((value - low) / (high - low)) * height : height / 2;
        return `${i ? 'L' : 'M'}${at(x)} ${at(y)}`;
      })
      .join('');
  }
}

const KEPT = 120;
const MOST_TRACKS = 500;
const tracks = new Map<string, Track>();

/** The track of an output; the oldest are forgotten. */
export function trackOf(flow: string, output: string): Track {
  const key = `${flow} ${output}`;
  const known = tracks.get(key) ?? new Track();
  tracks.delete(key);
  tracks.set(key, known);
  const oldest = tracks.keys().next().value;
  if (tracks.size > MOST_TRACKS && oldest !== undefined) tracks.delete(oldest);
  return known;
}

export function note(track: Track, value: LiveValue | undefined): boolean {
  if (value?.carries !== 'samples') return false;
  return track.add(value.point, instant(value.time), value.quality === 'bad' ? null : value.value);
}

const asked = new Set<string>();
let waiting = 0;
const AT_ONCE = 2;

/** What the output has had lately, asked once, two at a time; those that find no turn fill up by themselves. */
export async function fill(flow: string, output: string, track: Track): Promise<void> {
  const key = `${flow} ${output}`;
  if (asked.has(key) || waiting >= AT_ONCE || output.split('/').length !== 2) return;
  asked.add(key);
  waiting += 1;
  const [node = '', port = ''] = output.split('/');
  const last = await api.get<NodeLast>(path`/flows/${flow}/nodes/${nodePath(node)}/last`).catch(() => null);
  waiting -= 1;
  const found = last?.ports[port];
  if (found?.carries === 'samples') track.fill(found.samples);
}
