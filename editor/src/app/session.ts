/** Who is signed in. Decides between set-up, sign-in and the application. */

import { create } from 'zustand';

import { api, setCsrf, whenSignedOut } from '../api/client';
import { ApiProblem, messageOf } from '../api/errors';
import { live } from '../api/live';
import type { Role, Session } from '../api/types';

type Stage = 'loading' | 'unreachable' | 'setup' | 'signed-out' | 'signed-in';

interface SessionState {
  stage: Stage;
  session: Session | null;
  error: string;
  /** The session ended by itself: say so, and come back to the same page after signing in. */
  expired: boolean;
  /** Ask the server where we stand. */
  begin: () => Promise<void>;
  /** Take the session that a sign-in or set-up answered. */
  enter: (session: Session) => void;
  leave: () => Promise<void>;
}

const RANK: Record<Role, number> = { viewer: 0, operator: 1, engineer: 2, admin: 3 };

export const useSession = create<SessionState>((set, get) => ({
  stage: 'loading',
  session: null,
  error: '',
  expired: false,

  begin: async () => {
    try {
      get().enter(await api.get<Session>('/session'));
    } catch (error) {
      if (!(error instanceof ApiProblem) || error.status !== 401) {
        set({ stage: 'unreachable', error: messageOf(error) });
        return;
      }
      const { needed } = await api.get<{ needed: boolean }>('/setup').catch(() => ({ needed: false }));
      set({ stage: needed ? 'setup' : 'signed-out', session: null });
    }
  },

  enter: (session) => {
    setCsrf(session.csrf);
    live.start();
    set({ stage: 'signed-in', session, expired: false });
  },

  leave: async () => {
    await api.delete('/session').catch(() => undefined);
    live.stop();
    setCsrf('');
    set({ stage: 'signed-out', session: null, expired: false });
  },
}));

whenSignedOut(end);

/** The session is over: the page says so, and comes back after signing in. */
function end(): void {
  live.stop();
  useSession.setState(({ stage, expired }) => ({
    stage: 'signed-out',
    session: null,
    expired: expired || stage === 'signed-in',
  }));
}

// A socket that is refused does not say why: perhaps the session has ended and no other request tells.
live.onState((state) => {
  if (state !== 'lost' || useSession.getState().stage !== 'signed-in') return;
  api.get('/session').catch((error: unknown) => {
    if (error instanceof ApiProblem && error.status === 401) end();
  });
});

export function atLeast(role: Role | undefined, needed: Role): boolean {
  return role !== undefined && RANK[role] >= RANK[needed];
}

/** True when the signed-in user has this role or a higher one. */
export function useMay(needed: Role): boolean {
  return useSession((state) => atLeast(state.session?.user.role, needed));
}
