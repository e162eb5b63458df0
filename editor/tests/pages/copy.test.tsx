/** Copying: by the browser's clipboard, by the older way where there is none, and said so where neither works. */

import { fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

const { said } = vi.hoisted(() => ({ said: [] as string[] }));
vi.mock('@mantine/notifications', () => ({
  notifications: { show: ({ message }: { message: string }) => said.push(message) },
}));

import { copyText } from '../../src/app/copy';
import { RunBar } from '../../src/pages/editor/run/RunBar';
import { show } from './place';

const NO = 'The browser does not let us write to the clipboard';

/** What the older way would copy: the text that is selected in the field with the keyboard. */
const copied: string[] = [];
function older(works: boolean | Error) {
  document.execCommand = () => {
    const field = document.activeElement as HTMLTextAreaElement;
    if (works instanceof Error) throw works;
    if (works) copied.push(field.value.slice(field.selectionStart, field.selectionEnd));
    return works;
  };
}
const clipboard = (writeText?: (text: string) => Promise<void>) =>
  vi.stubGlobal('navigator', { ...navigator, clipboard: writeText && { writeText } });

beforeEach(() => {
  said.length = 0;
  copied.length = 0;
});
afterEach(() => vi.unstubAllGlobals());

test('with the clipboard of the browser', async () => {
  clipboard(async (text) => void copied.push(text));
  older(new Error('not asked'));
  expect(await copyText('a\nb', 'Done')).toBe(true);
  expect([copied, said]).toEqual([['a\nb'], ['Done']]);
});

test.each([
  ['there is none', undefined],
  ['it refuses', () => Promise.reject(new Error('denied'))],
])(
  'the older way where %s: nothing stays on the page, and the keyboard where it was',
  async (_, writeText) => {
    const place = document.body.appendChild(document.createElement('button'));
    place.focus();
    clipboard(writeText);
    older(true);
    expect(await copyText('a\nb', 'Done')).toBe(true);
    expect([copied, said]).toEqual([['a\nb'], ['Done']]);
    expect(document.querySelector('textarea')).toBeNull();
    expect(document.activeElement).toBe(place);
    place.remove();
  },
);

test.each([
  ['refuses', false],
  ['fails', new Error('no such command')],
])('said so where the older way %s too', async (_, how) => {
  clipboard();
  older(how);
  expect(await copyText('a', 'Done')).toBe(false);
  expect(said).toEqual([NO]);
  expect(document.querySelector('textarea')).toBeNull();
});

test('the link of a trace on a page over plain http', async () => {
  clipboard();
  older(true);
  const trace = {
    id: '0123456789',
    kind: 'alarm',
    point: 'TI1',
    outcome: 'done',
    time: '2026-11-22T02:00:00Z',
  };
  const place = { trace: trace.id, step: 1, go: () => {}, leave: () => {} };
  show(<RunBar trace={trace as never} version={1} at={1} spans={[]} whole={0} place={place as never} />);
  fireEvent.click(screen.getByRole('button', { name: 'Copy link' }));
  await waitFor(() => expect(copied).toEqual([window.location.href]));
});
