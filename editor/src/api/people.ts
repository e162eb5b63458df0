/** Who may do what, and from where somebody does it now. */

import { api, path } from './client';
import type { Role } from './types';

export interface User {
  name: string;
  role: Role;
  created: string;
  /** Browsers that are signed in. */
  sessions: number;
  seen: string | null;
}
export interface OpenSession {
  id: string;
  user: string;
  address: string;
  seen: string;
  expires: string;
  /** It is the one that asks. */
  current: boolean;
}
export interface Token {
  name: string;
  role: Role;
  created: string;
  expires: string | null;
}
export interface NewToken extends Token {
  /** Shown once and never again. */
  secret: string;
}

export const ROLES: readonly Role[] = ['viewer', 'operator', 'engineer', 'admin'];

export const addUser = (body: { name: string; role: Role; password: string }) => api.post('/users', body);
export const changeRole = (name: string, role: Role) => api.put(path`/users/${name}/role`, { role });
export const changePassword = (name: string, password: string, old?: string) =>
  api.put(path`/users/${name}/password`, old === undefined ? { password } : { password, old });
export const removeUser = (name: string) => api.delete(path`/users/${name}`);
export const endSession = (id: string) => api.delete(path`/sessions/${id}`);
export const addToken = (body: { name: string; role: Role; days: number | null }) =>
  api.post<NewToken>('/tokens', body);
export const revokeToken = (name: string) => api.delete(path`/tokens/${name}`);
