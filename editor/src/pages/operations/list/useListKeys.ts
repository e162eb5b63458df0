import { useEffect } from 'react';

import { useAlarms } from '../../../api/alarms';
import { atLeast, useSession } from '../../../app/session';
import { type Action, applies } from '../act/actions';
import { useAsk } from '../act/useAsk';
import { useSelection } from '../selection';

const ACTIONS: Record<string, Action> = { a: 'ack', s: 'shelve', c: 'comment' };

/** Letters that act on what is ticked, else on the row that has the focus or is open; the arrows enter the list. */
export function useListKeys(onHelp: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey)
        return;
      if (isTyping(event.target) || document.querySelector('[role="dialog"], [role="menu"]')) return;
      const key = event.key.toLowerCase();
      const action = ACTIONS[key];
      if (key === '?') onHelp();
      else if (key === 'arrowdown' && event.target === document.body) enterList();
      else if (action && mayAct()) void useAsk.getState().ask(action, meant(action, event.target), 'bulk');
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [onHelp]);
}

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    ['TEXTAREA', 'SELECT'].includes(target.tagName) ||
    (target instanceof HTMLInputElement && target.type !== 'checkbox'));

const mayAct = () => atLeast(useSession.getState().session?.user.role, 'operator');

function meant(action: Action, target: EventTarget | null) {
  const { alarms } = useAlarms.getState();
  const { checked, current } = useSelection.getState();
  const focused = (target as HTMLElement | null)?.closest?.<HTMLElement>('tr[data-key]')?.dataset['key'];
  const keys = checked.size > 0 ? [...checked] : [focused ?? current ?? ''];
  const user = useSession.getState().session?.user.name ?? '';
  return keys.flatMap((key) => alarms[key] ?? []).filter((alarm) => applies(action, alarm, user));
}

function enterList(): void {
  document.querySelector<HTMLElement>('.al-list tr[data-key] [data-message]')?.focus();
}
