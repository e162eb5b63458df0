/** Points that are held at a value by hand. */

import { api, path } from './client';

export interface Force {
  point: string;
  value: number;
  unit?: string;
  reason: string;
  by: string;
  since: string;
  /** When it ends by itself. */
  until: string | null;
}

export interface NewForce {
  value: number;
  seconds: number;
  reason: string;
}

export const force = (point: string, body: NewForce) => api.post(path`/points/${point}/force`, body);
export const release = (point: string) => api.delete(path`/points/${point}/force`);
