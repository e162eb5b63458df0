/** Who else has the flow open, and which nodes they have selected. */

import { create } from 'zustand';

import { live } from '../../../api/live';
import type { Person } from '../../../api/types';
import { useSession } from '../../../app/session';
import { useEditor } from '../../../store';

/** Milliseconds between two messages about what is selected. */
const EVERY = 250;
const MOST = 50;

export const usePeople = create<{ people: Person[] }>(() => ({ people: [] }));

export function startPresence(flow: string): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tell = () => {
    timer = undefined;
    const { scope, selected } = useEditor.getState();
    const prefix = scope.map((id) => `${id}/`).join('');
    const nodes = selected.filter((id) => !id.includes(':')).map((id) => prefix + id);
    live.hereAt(flow, nodes.slice(0, MOST));
  };
  const off = live.on((message) => {
    if (message.type !== 'people' || message.flow !== flow) return;
    const me = useSession.getState().session?.user.name;
    usePeople.setState({ people: message.people.filter(({ name }) => name !== me) });
  });
  const offSelected = useEditor.subscribe((state, before) => {
    const moved = state.selected.join() !== before.selected.join() || state.scope !== before.scope;
    if (moved) timer ??= setTimeout(tell, EVERY);
  });
  tell();
  return () => {
    clearTimeout(timer);
    off();
    offSelected();
    usePeople.setState({ people: [] });
  };
}

/** Two letters of a name in letters, one character of a Chinese one. */
export function initials(name: string): string {
  const words = name.split(/[\s._-]+/).filter(Boolean);
  const first = [...(words[0] ?? name)];
  if (/\p{Script=Han}/u.test(first[0] ?? '')) return first[0] ?? '';
  const second = words[1] ? [...words[1]][0] : first[1];
  return `${first[0] ?? ''}${second ?? ''}`.toUpperCase();
}
