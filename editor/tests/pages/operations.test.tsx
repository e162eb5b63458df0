import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';

import { useAlarms } from '../../src/api/alarms';
import { live } from '../../src/api/live';
import Operations from '../../src/pages/operations';
import { AlarmState } from '../../src/pages/operations/AlarmState';
import { ActForm } from '../../src/pages/operations/act/ActForm';
import { useAct } from '../../src/pages/operations/act/useAct';
import { useAsk } from '../../src/pages/operations/act/useAsk';
import { EVERYTHING, useFilter } from '../../src/pages/operations/filter';
import { useSelection } from '../../src/pages/operations/selection';
import { alarm, put } from './alarms';
import { as, refused, serve, show } from './place';

const ANSWERS = {
  'GET /flows': [{ id: 'pump', name: 'Pump station' }],
  'GET /points': { total: 0, points: [] },
  'GET /flows/pump/nodes/limits/last': { ports: {}, problems: [] },
};

beforeEach(() => {
  as('operator');
  useFilter.setState({ filter: EVERYTHING });
  useSelection.setState({ checked: new Set(), current: null });
  useAct.setState({ result: null, busy: false });
  useAsk.setState({ open: null });
  window.history.replaceState(null, '', '/operations');
  localStorage.clear();
  live.state = 'open';
  serve(ANSWERS);
});

const rows = () => screen.getAllByRole('row').slice(1);
const messages = () => rows().map((row) => within(row).getByRole('button').textContent);

test('a row says state, value, limit, message and flow in words', async () => {
  put(alarm('P1'));
  show(<Operations />);
  await screen.findByText('Pump station', { selector: 'a' });
  const row = rows()[0] as HTMLElement;
  expect(within(row).getByRole('img', { name: 'Serious' })).toBeTruthy();
  expect(row.textContent).toContain('Unacknowledged');
  expect(row.textContent).toContain('12.5bar');
  expect(row.textContent).toContain('H > 12');
});

test('the value of a point that is forced has a mark that says who did it, in the row and in the panel', async () => {
  const force = { point: 'P1', value: 13, unit: 'bar', reason: 'probe', by: 'li', since: '', until: null };
  serve({ ...ANSWERS, 'GET /forces': [force] });
  put(alarm('P1'), alarm('P2'));
  show(<Operations />);
  const mark = await screen.findByRole('img', { name: 'Forced to 13 bar by li: probe' });
  expect(mark.closest('tr')?.dataset['key']).toContain('P1');
  fireEvent.click(screen.getByText('P1 high'));
  expect(await within(screen.getByRole('complementary')).findByRole('img', { name: /^Forced/ })).toBeTruthy();
});

test('that a point has no values is said once the history has answered', async () => {
  put(alarm('P1'));
  show(<Operations />);
  fireEvent.click(screen.getByText('P1 high'));
  const panel = within(screen.getByRole('complementary'));
  expect(panel.queryByText(/^No values of this point/)).toBeNull();
  expect(await panel.findByText(/^No values of this point/)).toBeTruthy();
});

test('while an alarm is ticked, new ones wait until they are asked for', () => {
  put(alarm('P1'));
  show(<Operations />);
  fireEvent.click(screen.getByRole('checkbox', { name: 'Select P1 high, P1' }));
  act(() => put(alarm('P1'), alarm('P0', { priority: 'critical' })));
  expect(messages()).toEqual(['P1 high']);
  fireEvent.click(screen.getByRole('button', { name: /1 new/ }));
  expect(messages()).toEqual(['P0 high', 'P1 high']);
});

test('an alarm that ends under the pointer stays, dimmed, until the pointer leaves', () => {
  put(alarm('P1'), alarm('P2'));
  show(<Operations />);
  const body = screen.getAllByRole('rowgroup')[1] as HTMLElement;
  fireEvent.pointerEnter(body);
  act(() => put(alarm('P2')));
  expect(messages()).toEqual(['P1 high', 'P2 high']);
  expect(rows()[0]?.textContent).toContain('Back to normal');
  fireEvent.pointerLeave(body);
  expect(messages()).toEqual(['P2 high']);
});

test('acknowledging several sends them; a refused one stays ticked and says why', async () => {
  const asked = serve({
    ...ANSWERS,
    'POST /alarms/ack': {
      accepted: 1,
      refused: [{ flow: 'pump', node: 'limits', point: 'P2', reason: 'It is shelved.' }],
    },
  });
  put(alarm('P1'), alarm('P2'), alarm('P3', { status: 'ack' }));
  show(<Operations />);
  fireEvent.click(screen.getByRole('checkbox', { name: 'Select all alarms in the list' }));
  expect(screen.getByText('3 selected')).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: /Acknowledge 2/ }));
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toContain('P2 It is shelved.');
  const sent = asked.find((one) => one.method === 'POST')?.body;
  expect(sent).toEqual({
    alarms: ['P1', 'P2'].map((point) => ({ flow: 'pump', node: 'limits', point })),
    comment: '',
  });
  expect([...useSelection.getState().checked].sort()).toEqual(['pump/limits/P2', 'pump/limits/P3']);
});

test('out of service is without an end unless a time is chosen, which then is shown', async () => {
  const asked = serve({ ...ANSWERS, 'POST /alarms/out-of-service': { accepted: 1, refused: [] } });
  for (const [choice, seconds] of [
    ['', 0],
    ['8 h', 28_800],
  ] as const) {
    const { unmount } = show(<ActForm action="out-of-service" alarms={[alarm('P1')]} onClose={() => {}} />);
    expect(screen.getByRole('button', { name: 'Until returned' }).ariaPressed).toBe('true');
    if (choice) fireEvent.click(screen.getByRole('button', { name: choice }));
    const send = screen.getByRole('button', { name: 'Take 1 alarm out of service' }) as HTMLButtonElement;
    expect(send.disabled).toBe(true);
    fireEvent.change(screen.getByRole('textbox'), { target: { value: 'probe' } });
    fireEvent.click(send);
    await waitFor(() => expect(asked.at(-1)?.body).toMatchObject({ reason: 'probe', seconds }));
    expect(asked.at(-1)?.body).not.toHaveProperty('once');
    unmount();
  }
  const until = new Date(Date.now() + 3_600_500).toISOString();
  const out = { by: 'li', reason: 'probe', since: until };
  for (const [part, words] of [
    [{ ...out, until }, /^Out of service \d+:\d+:\d+$/],
    [out, /^Out of service $/],
  ] as const) {
    const { container, unmount } = show(<AlarmState alarm={alarm('P1', { out_of_service: part })} />);
    expect(container.querySelector('.al-state')?.textContent).toMatch(words);
    unmount();
  }
});

test('a failure says that nothing was acknowledged', async () => {
  serve({ ...ANSWERS, 'POST /alarms/ack': refused(500, { detail: 'The engine is down.' }) });
  put(alarm('P1'));
  show(<Operations />);
  fireEvent.click(screen.getByRole('checkbox', { name: 'Select P1 high, P1' }));
  fireEvent.click(screen.getByRole('button', { name: /Acknowledge 1/ }));
  expect((await screen.findByRole('alert')).textContent).toBe('Not done: The engine is down.');
});

test('the details open from the keyboard, Esc closes them, the arrow goes to the next row', async () => {
  put(alarm('P1'), alarm('P2'));
  show(<Operations />);
  const first = screen.getByRole('button', { name: 'P1 high' });
  first.focus();
  fireEvent.click(first);
  const panel = await screen.findByRole('complementary', { name: 'Alarm P1 high' });
  expect(panel.textContent).toContain('0.5 above limit 12');
  fireEvent.keyDown(first, { key: 'ArrowDown' });
  expect(document.activeElement).toBe(screen.getByRole('button', { name: 'P2 high' }));
  fireEvent.keyDown(document.body, { key: 'Escape' });
  await waitFor(() => expect(screen.queryByRole('complementary')).toBeNull());
});

test('a viewer is told why there is no button', () => {
  as('viewer');
  put(alarm('P1'));
  show(<Operations />);
  fireEvent.click(screen.getByRole('checkbox', { name: 'Select P1 high, P1' }));
  expect(screen.getByText('Acting on alarms needs the role of an operator.')).toBeTruthy();
  expect(screen.queryByRole('button', { name: /Acknowledge/ })).toBeNull();
});

test('"no alarms" is said only when the server is heard and has said so', () => {
  useAlarms.setState({ number: 0, known: false, alarms: {} });
  show(<Operations />);
  expect(screen.getByRole('heading', { level: 2 }).textContent).toBe('Waiting for the alarm list…');
  act(() => put());
  expect(screen.getByRole('heading', { level: 2 }).textContent).toBe('No alarms');
});

test('without the server an empty list is no good news', () => {
  live.state = 'lost';
  put();
  show(<Operations />);
  expect(screen.getByRole('heading', { level: 2 }).textContent).toBe('Alarms are unknown');
});

test('a flood of three thousand draws only the rows in view', () => {
  put(...Array.from({ length: 3000 }, (_, i) => alarm(`P${i}`)));
  show(<Operations />);
  expect(rows().length).toBeLessThan(120);
});
