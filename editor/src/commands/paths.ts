/** Reading and writing inside settings by path, without touching the original. */

import type { Config, Json } from '../api/types';

export type Path = readonly (string | number)[];

export function getIn(value: Json | undefined, path: Path): Json | undefined {
  let at: Json | undefined = value;
  for (const step of path) {
    if (at === null || typeof at !== 'object') return undefined;
    at = (at as Record<string | number, Json>)[step];
  }
  return at;
}

/** `undefined` removes the entry: the setting falls back to its default. */
export function setIn(config: Config, path: Path, value: Json | undefined): Config {
  return put(config, path, value) as Config;
}

function put(at: Json | undefined, path: Path, value: Json | undefined): Json | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (Array.isArray(at) || typeof step === 'number') {
    const list = Array.isArray(at) ? [...at] : [];
    const next = put(list[step as number], rest, value);
    if (next === undefined) list.splice(step as number, 1);
    else list[step as number] = next;
    return list;
  }
  const record = { ...(at as Record<string, Json> | undefined) };
  const next = put(record[step], rest, value);
  if (next === undefined) delete record[step];
  else record[step] = next;
  return record;
}

export const pathText = (path: Path): string => path.join('/');
