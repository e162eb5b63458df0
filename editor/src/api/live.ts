/** The WebSocket: one per page, reconnecting by itself, with counted subscriptions. */

import i18next from 'i18next';

import type { LiveMessage } from './types';

export type LinkState = 'connecting' | 'open' | 'lost';
type Listener = (message: LiveMessage) => void;

const FIRST_WAIT = 500;
const LONGEST_WAIT = 10_000;

export class Live {
  state: LinkState = 'connecting';
  /** When the state last changed, ms. */
  since = Date.now();
  private socket: WebSocket | null = null;
  private wait = FIRST_WAIT;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private stopped = true;
  private readonly flows = new Map<string, number>();
  private alarms = 0;
  private place: { flow: string; nodes: string[] } | null = null;
  private language = 'en';
  private readonly listeners = new Set<Listener>();
  private readonly watchers = new Set<(state: LinkState) => void>();

  constructor(private readonly open: () => WebSocket) {}

  start(): void {
    if (!this.stopped) return;
    this.stopped = false;
    this.connect();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    this.socket?.close();
    this.socket = null;
  }

  on(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  onState(watcher: (state: LinkState) => void): () => void {
    this.watchers.add(watcher);
    watcher(this.state);
    return () => void this.watchers.delete(watcher);
  }

  /** Ask for the live values of a flow until the returned function is called. */
  watchFlow(flow: string): () => void {
    const count = this.flows.get(flow) ?? 0;
    this.flows.set(flow, count + 1);
    if (count === 0) this.send({ watch: { flow } });
    return () => this.unwatchFlow(flow);
  }

  /** What is wrong with flows and nodes is told in this language from now on. */
  speak(language: string): void {
    if (language === this.language) return;
    this.language = language;
    this.send({ language });
  }

  watchAlarms(): () => void {
    this.alarms += 1;
    if (this.alarms === 1) this.send({ watch: { alarms: true } });
    return () => {
      this.alarms -= 1;
      if (this.alarms === 0) this.send({ unwatch: { alarms: true } });
    };
  }

  /** Tell others which flow is open here, with which nodes selected. The flow must be watched. */
  hereAt(flow: string, nodes: string[]): void {
    this.place = { flow, nodes };
    this.send({ here: this.place });
  }

  private unwatchFlow(flow: string): void {
    const count = (this.flows.get(flow) ?? 1) - 1;
    if (count > 0) this.flows.set(flow, count);
    else {
      this.flows.delete(flow);
      if (this.place?.flow === flow) this.place = null;
      this.send({ unwatch: { flow } });
    }
  }

  private connect(): void {
    this.change(this.state === 'lost' ? 'lost' : 'connecting');
    const socket = this.open();
    this.socket = socket;
    socket.onopen = () => {
      this.wait = FIRST_WAIT;
      this.change('open');
      if (this.language !== 'en') this.send({ language: this.language });
      for (const flow of this.flows.keys()) this.send({ watch: { flow } });
      if (this.place) this.send({ here: this.place });
      if (this.alarms > 0) this.send({ watch: { alarms: true } });
    };
    socket.onmessage = (message) => {
      const parsed = JSON.parse(String(message.data)) as LiveMessage;
      for (const listener of this.listeners) listener(parsed);
    };
    socket.onclose = () => this.lost(socket);
  }

  private lost(socket: WebSocket): void {
    if (this.stopped || socket !== this.socket) return;
    this.change('lost');
    this.timer = setTimeout(() => this.connect(), this.wait * (0.75 + Math.random() / 2));
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
  }

  private change(state: LinkState): void {
    if (state !== this.state) this.since = Date.now();
    this.state = state;
    for (const watcher of this.watchers) watcher(state);
  }

  private send(message: object): void {
    if (this.socket?.readyState === 1) this.socket.send(JSON.stringify(message));
  }
}

export const live = new Live(() => {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  return new WebSocket(`${scheme}://${location.host}/api/live`);
});
i18next.on('languageChanged', (language) => live.speak(language));
i18next.on('initialized', () => live.speak(i18next.language));
if (i18next.language) live.speak(i18next.language);
