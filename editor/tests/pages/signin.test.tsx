import { fireEvent, screen, waitFor } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';

import { live } from '../../src/api/live';
import { useSession } from '../../src/app/session';
import SignIn from '../../src/pages/signin';
import { setupErrors } from '../../src/pages/signin/rules';
import { refused, serve, show } from './place';

const SESSION = { user: { name: 'li', role: 'admin' }, csrf: 'c', demo: false };
const fill = (label: string, value: string) =>
  fireEvent.change(screen.getByLabelText(label), { target: { value } });

beforeEach(() => {
  vi.spyOn(live, 'start').mockImplementation(() => {});
  useSession.setState({ stage: 'signed-out', session: null, expired: false });
});

async function signInWith(answer: unknown): Promise<string> {
  serve({ 'POST /session': answer });
  show(<SignIn setup={false} />);
  fill('Name', 'li');
  fill('Password', 'wrong');
  fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));
  return (await screen.findByRole('alert')).textContent ?? '';
}

test.each([
  ['a wrong password', refused(401), /name or the password is not right/],
  ['too many attempts', refused(429, { retry_after: 28.2 }), /try again in 29 s/],
  ['too many attempts without a time', refused(429), /Wait a minute/],
  ['a server that is away', refused(503), /does not answer/],
  ['anything else', refused(507, { detail: 'The disk is full.' }), /^The disk is full\.$/],
])('%s is a sentence', async (_, answer, sentence) => {
  expect(await signInWith(answer)).toMatch(sentence);
});

test('after a refusal the name stays and the password is empty', async () => {
  await signInWith(refused(401));
  expect((screen.getByLabelText('Name') as HTMLInputElement).value).toBe('li');
  expect((screen.getByLabelText('Password') as HTMLInputElement).value).toBe('');
});

test('a session that ended says so, and signing in goes on', async () => {
  useSession.setState({ expired: true });
  serve({ 'POST /session': SESSION });
  show(<SignIn setup={false} />);
  expect(screen.getByRole('status').textContent).toMatch(/session has ended/);
  fill('Name', 'li');
  fill('Password', 'correct horse');
  fireEvent.submit(screen.getByRole('form', { name: 'Sign in' }));
  await waitFor(() => expect(useSession.getState()).toMatchObject({ stage: 'signed-in', expired: false }));
});

test('language can be chosen before signing in', () => {
  show(<SignIn setup={false} />);
  fireEvent.click(screen.getByRole('button', { name: '中: Chinese' }));
  expect(screen.getByRole('button', { name: '登录' })).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'EN: 英文' }));
});

test('the rules of the set-up are said before, and checked before anything is sent', () => {
  const asked = serve({});
  show(<SignIn setup />);
  expect(screen.getByText(/At least 10 characters/)).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Create administrator' }));
  expect(screen.getAllByRole('alert').length).toBe(3);
  expect(asked).toEqual([]);
});

test('a wrong set-up token says where the right one is', async () => {
  serve({ 'POST /setup': refused(403, { code: 'wrong-token' }) });
  show(<SignIn setup />);
  fill('Setup token', 'abc');
  fill('Name', 'li');
  fill('Password', 'correct horse');
  fill('Password again', 'correct horse');
  fireEvent.click(screen.getByRole('button', { name: 'Create administrator' }));
  expect((await screen.findByRole('alert')).textContent).toMatch(/console.*setup-token/);
});

const GOOD = { token: 't', name: 'li', password: 'correct horse', again: 'correct horse' };
test.each([
  ['nothing', {}, []],
  ['no token', { token: ' ' }, ['token']],
  ['no name', { name: ' ' }, ['name']],
  ['a short password', { password: 'short', again: 'short' }, ['password']],
  ['a long password', { password: 'x'.repeat(201), again: 'x'.repeat(201) }, ['password']],
  ['two passwords', { again: 'correct house' }, ['again']],
])('the set-up finds wrong: %s', (_, part, wrong) => {
  expect(Object.keys(setupErrors({ ...GOOD, ...part }))).toEqual(wrong);
});

test('a socket that is refused because the session ended leads to the sign-in', async () => {
  useSession.setState({ stage: 'signed-in' });
  serve({ 'GET /session': refused(401) });
  const told = (live as unknown as { change: (state: string) => void }).change;
  told.call(live, 'lost');
  await waitFor(() => expect(useSession.getState()).toMatchObject({ stage: 'signed-out', expired: true }));
});

test('a server that is only away does not end the session', async () => {
  useSession.setState({ stage: 'signed-in' });
  const asked = serve({ 'GET /session': refused(503) });
  (live as unknown as { change: (state: string) => void }).change('lost');
  await waitFor(() => expect(asked.length).toBe(1));
  expect(useSession.getState().stage).toBe('signed-in');
});
