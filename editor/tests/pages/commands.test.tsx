import { Notifications, notifications } from '@mantine/notifications';
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';

import type { CommandSpec, KindSpec } from '../../src/api/types';
import { NodeCommands } from '../../src/pages/editor/inspector/NodeCommands';
import { useEditor } from '../../src/store';
import { kinds, pump } from '../documents';
import { as, refused, serve, show } from './place';

const SENT = 'POST /flows/pump/nodes/plc/commands';
const PRESS: CommandSpec = { name: 'press', title: 'Press', role: 'operator', args: {} };
const RESET: CommandSpec = {
  name: 'reset',
  title: 'Reset the total',
  role: 'engineer',
  args: { type: 'object', properties: { to: { type: 'string', title: 'To', default: '' } } },
};

function offered(...commands: CommandSpec[]): void {
  const spec = { ...(kinds.get('source.modbus') as KindSpec), commands };
  show(
    <>
      <Notifications />
      <NodeCommands id="plc" spec={spec} />
    </>,
  );
}

const button = (name: string) => screen.findByRole('button', { name });

beforeEach(() => {
  notifications.clean();
  as('engineer');
  useEditor.getState().open({
    document: pump(),
    revision: 1,
    deployed: { version: 1, revision: 1 } as never,
    deployed_document: pump(),
  });
});

test('one command is a button, and says that it was sent', async () => {
  const asked = serve({ [SENT]: {} });
  offered(PRESS);
  fireEvent.click(await button('Press'));
  expect(await screen.findByText('Press: sent')).toBeTruthy();
  expect(asked.map((one) => one.body)).toEqual([{ command: 'press', args: {} }]);
});

test('several are a menu; what asks for more says so, and is sent with it', async () => {
  const asked = serve({ [SENT]: {} });
  offered(PRESS, RESET);
  fireEvent.click(await button('Commands'));
  const items = await screen.findAllByRole('menuitem');
  expect(items.map((item) => item.textContent)).toEqual(['Press', 'Reset the total…']);
  fireEvent.click(items[1] as HTMLElement);
  const form = await screen.findByLabelText('Reset the total');
  expect(asked).toEqual([]);
  fireEvent.change(within(form).getByLabelText('To'), { target: { value: '12' } });
  fireEvent.click(within(form).getByText('Reset the total'));
  await waitFor(() => expect(asked[0]?.body).toEqual({ command: 'reset', args: { to: '12' } }));
  await waitFor(() => expect(screen.queryByLabelText('To')).toBeNull());
});

test('a refusal is told with its reason', async () => {
  serve({ [SENT]: refused(409, { detail: 'The engine starts again' }) });
  offered(PRESS);
  fireEvent.click(await button('Press'));
  expect(await screen.findByText('Press: refused')).toBeTruthy();
  expect(screen.getByText('The engine starts again')).toBeTruthy();
});

test('each sees what their role may, and a viewer nothing', () => {
  as('operator');
  offered(PRESS, RESET);
  expect(screen.getAllByRole('button').map((one) => one.textContent)).toEqual(['Press']);
  cleanup();
  as('viewer');
  offered(PRESS, RESET);
  expect(screen.queryByRole('button')).toBeNull();
});

test('what does not run takes no command, and says what to do', async () => {
  useEditor.setState({ deployedDocument: null });
  const asked = serve({ [SENT]: {} });
  offered(PRESS);
  const press = await button('Press');
  expect(press).toHaveProperty('disabled', true);
  expect(press.title).toContain('Deploy the flow first');
  fireEvent.click(press);
  expect(asked).toEqual([]);
});
