import { act, fireEvent, screen } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';

import type { KindDelivery } from '../../src/api/types';
import { DeliveryFields } from '../../src/pages/editor/inspector/DeliveryFields';
import { useEditor } from '../../src/store';
import { pump } from '../documents';
import { as, show } from './place';

const KIND: KindDelivery = { when_full: 'wait', lifetime: null, at_most_once: false };

function Fields({ kind }: { kind: KindDelivery }) {
  const node = useEditor((state) => state.document?.nodes['log']);
  return node ? <DeliveryFields id="log" node={node} kind={kind} /> : null;
}

const log = () => useEditor.getState().document?.nodes['log'];

beforeEach(() => {
  as('engineer');
  useEditor.getState().open({ document: pump(), revision: 1, deployed: null });
  useEditor.setState({ readOnly: false });
});

test('what is as the kind has it stands in no file; each change can be undone', () => {
  show(<Fields kind={KIND} />);
  const full = screen.getByLabelText('Outbox is full') as HTMLSelectElement;
  expect(full.selectedOptions[0]?.textContent).toBe('As the kind has it: wait');
  fireEvent.change(full, { target: { value: 'drop_oldest' } });
  fireEvent.blur(full);
  fireEvent.change(screen.getByLabelText('Send within'), { target: { value: '90' } });
  expect(log()?.delivery).toEqual({ when_full: 'drop_oldest', lifetime: 90 });
  fireEvent.change(screen.getByLabelText('Send within'), { target: { value: '' } });
  fireEvent.change(full, { target: { value: '' } });
  expect(log()).not.toHaveProperty('delivery');
  while (useEditor.getState().history.done.length > 0) useEditor.getState().undo();
  expect(JSON.stringify(useEditor.getState().document)).toBe(JSON.stringify(pump()));
});

test('a command to equipment says that it is sent at most once', () => {
  show(<Fields kind={{ ...KIND, at_most_once: true }} />);
  expect(screen.getByText(/at most once, within 60 s/)).toBeTruthy();
  expect(screen.getByLabelText('Send within').getAttribute('max')).toBe('60');
});

test('half a second can be typed, digit by digit, and taken back while it has the keyboard', () => {
  show(<Fields kind={KIND} />);
  const life = screen.getByLabelText('Send within') as HTMLInputElement;
  for (const text of ['0', '0.5']) {
    fireEvent.change(life, { target: { value: text } });
    expect(life.value).toBe(text);
  }
  expect(log()?.delivery).toEqual({ when_full: null, lifetime: 0.5 });
  act(() => useEditor.getState().undo());
  expect(life.value).toBe('');
  fireEvent.change(life, { target: { value: '0' } });
  fireEvent.blur(life);
  expect(life.value).toBe('');
});
