/** The sound of unacknowledged alarms: on or off, per priority, silenced until the next one comes. */

import { create } from 'zustand';

import { isHidden, isUnacked, PRIORITIES, useAlarms } from '../api/alarms';
import type { Alarm, Priority } from '../api/types';
import { useSession } from './session';

interface Chosen {
  on: boolean;
  priorities: Priority[];
}
interface Sound extends Chosen {
  /** The browser plays nothing before somebody has clicked. */
  blocked: boolean;
  /** What was heard last is silenced; a later alarm sounds again. */
  silencedAt: number;
  sounding: Priority | null;
  set: (part: Partial<Chosen>) => void;
  silence: () => void;
}

/** Tones, Hz, each 120 ms long, and ms until they come again: the graver the faster and higher. */
const PATTERNS: Record<Priority, { tones: number[]; every: number }> = {
  critical: { tones: [988, 784, 988], every: 2000 },
  serious: { tones: [784, 784], every: 4000 },
  moderate: { tones: [587], every: 8000 },
  advisory: { tones: [440], every: 20_000 },
};
const TONE = 0.12;
const LOUD = 0.15;

const place = () => `tundish.sound.${useSession.getState().session?.user.name ?? ''}`;

function chosen(): Chosen {
  const usual: Chosen = { on: false, priorities: ['critical', 'serious', 'moderate'] };
  try {
    const stored = JSON.parse(localStorage.getItem(place()) ?? 'null') as Partial<Chosen> | null;
    if (!stored) return usual;
    return {
      on: stored.on === true,
      priorities: PRIORITIES.filter((p) => stored.priorities?.includes(p)),
    };
  } catch {
    return usual;
  }
}

export const useSound = create<Sound>((set, get) => ({
  on: false,
  priorities: [],
  blocked: true,
  silencedAt: 0,
  sounding: null,
  set: (part) => {
    set(part);
    const { on, priorities } = get();
    localStorage.setItem(place(), JSON.stringify({ on, priorities }));
    sound();
  },
  silence: () => {
    set({ silencedAt: Date.now() });
    sound();
  },
}));

/** The gravest priority that has to be heard: an unacknowledged alarm that came after the silence. */
export function toBeHeard(
  alarms: Iterable<Alarm>,
  { on, priorities }: Chosen,
  heardSince: ReadonlyMap<string, number>,
  silencedAt: number,
): Priority | null {
  if (!on) return null;
  let best = PRIORITIES.length;
  for (const alarm of alarms) {
    if (!isUnacked(alarm) || isHidden(alarm) || !priorities.includes(alarm.priority)) continue;
    if ((heardSince.get(activation(alarm)) ?? Number.POSITIVE_INFINITY) < silencedAt) continue;
    best = Math.min(best, PRIORITIES.indexOf(alarm.priority));
  }
  return PRIORITIES[best] ?? null;
}

/** An alarm that becomes active again, or graver, is another one to the ear. */
const activation = (a: Alarm) =>
  `${a.flow}/${a.node}/${a.point}/${a.active_since}/${a.level}/${a.count ?? 0}`;

let context: AudioContext | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
let seen = new Map<string, number>();

function sound(): void {
  const state = useSound.getState();
  const alarms = Object.values(useAlarms.getState().alarms);
  const sounding = toBeHeard(alarms, state, seen, state.silencedAt);
  if (sounding === state.sounding) return;
  useSound.setState({ sounding });
  clearTimeout(timer);
  if (sounding) play(sounding);
}

function play(priority: Priority): void {
  const { tones, every } = PATTERNS[priority];
  const audio = context;
  if (audio?.state === 'running')
    tones.forEach((tone, i) => {
      beep(audio, tone, i * TONE * 1.5);
    });
  timer = setTimeout(() => play(priority), every);
}

function beep(audio: AudioContext, tone: number, after: number): void {
  const start = audio.currentTime + after;
  const oscillator = audio.createOscillator();
  const volume = audio.createGain();
  oscillator.frequency.value = tone;
  volume.gain.setValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(LOUD, start + 0.01);
  volume.gain.linearRampToValueAtTime(0, start + TONE);
  oscillator.connect(volume).connect(audio.destination);
  oscillator.start(start);
  oscillator.stop(start + TONE);
}

/** Any click lets the browser play. */
function unblock(): void {
  if (!useSound.getState().on || !window.AudioContext) return;
  context ??= new AudioContext();
  void context.resume().then(() => useSound.setState({ blocked: context?.state !== 'running' }));
}

/** Listens to the alarms and to the first click; returns what stops it. */
export function followSound(): () => void {
  useSound.setState(chosen());
  const off = useAlarms.subscribe(({ alarms }) => {
    const now = Date.now();
    const next = new Map<string, number>();
    for (const alarm of Object.values(alarms)) {
      if (isUnacked(alarm)) next.set(activation(alarm), seen.get(activation(alarm)) ?? now);
    }
    seen = next;
    sound();
  });
  document.addEventListener('pointerdown', unblock);
  document.addEventListener('keydown', unblock);
  return () => {
    off();
    clearTimeout(timer);
    useSound.setState({ sounding: null });
    document.removeEventListener('pointerdown', unblock);
    document.removeEventListener('keydown', unblock);
  };
}
