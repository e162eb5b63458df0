/** What a person has chosen for this browser: kept by the name of the user, so that two of a shift do not mix. */

import { useSession } from '../../app/session';

const place = (what: string) => `tundish.${what}.${useSession.getState().session?.user.name ?? ''}`;

export function recall<T extends object>(what: string, otherwise: T): T {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(place(what)) ?? 'null');
    return stored && typeof stored === 'object' ? ({ ...otherwise, ...stored } as T) : otherwise;
  } catch {
    return otherwise;
  }
}

export function remember(what: string, value: object): void {
  localStorage.setItem(place(what), JSON.stringify(value));
}
