import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { Live } from '../../src/api/live';

class FakeSocket {
  readyState = 0;
  sent: string[] = [];
  onopen: () => void = () => {};
  onmessage: (message: { data: string }) => void = () => {};
  onclose: () => void = () => {};
  send(text: string) {
    this.sent.push(text);
  }
  close() {}
  accept() {
    this.readyState = 1;
    this.onopen();
  }
}

let sockets: FakeSocket[] = [];
const make = () => {
  const socket = new FakeSocket();
  sockets.push(socket);
  return socket as unknown as WebSocket;
};
const at = (i: number) => sockets[i] as FakeSocket;

beforeEach(() => {
  sockets = [];
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

test('a flow is watched once however many ask, and unwatched after the last', () => {
  const live = new Live(make);
  live.start();
  at(0).accept();
  const a = live.watchFlow('f');
  const b = live.watchFlow('f');
  a();
  expect(at(0).sent).toEqual(['{"watch":{"flow":"f"}}']);
  b();
  expect(at(0).sent.at(-1)).toBe('{"unwatch":{"flow":"f"}}');
});

test('after a loss it connects again and asks for the same things', () => {
  const live = new Live(make);
  const states: string[] = [];
  live.onState((state) => states.push(state));
  live.start();
  at(0).accept();
  live.watchFlow('f');
  live.watchAlarms();
  at(0).onclose();
  vi.advanceTimersByTime(1000);
  at(1).accept();
  expect(at(1).sent).toEqual(['{"watch":{"flow":"f"}}', '{"watch":{"alarms":true}}']);
  expect(states).toEqual(['connecting', 'connecting', 'open', 'lost', 'lost', 'open']);
});

test('messages reach every listener until it leaves', () => {
  const live = new Live(make);
  live.start();
  const got: unknown[] = [];
  const off = live.on((message) => got.push(message));
  at(0).onmessage({ data: '{"type":"flows"}' });
  off();
  at(0).onmessage({ data: '{"type":"flows"}' });
  expect(got).toEqual([{ type: 'flows' }]);
});
