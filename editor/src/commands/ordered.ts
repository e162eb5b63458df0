/** Removing from records and lists such that putting back gives the same order, byte for byte. */

export function without<T>(record: Record<string, T>, keys: ReadonlySet<string>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => !keys.has(key)));
}

/** The record in `order`, taking what it lacks from `removed`. */
export function putBack<T>(
  record: Record<string, T>,
  removed: Record<string, T>,
  order: readonly string[],
): Record<string, T> {
  return Object.fromEntries(order.map((key) => [key, (record[key] ?? removed[key]) as T]));
}

export type Taken<T> = readonly (readonly [index: number, item: T])[];

/** Items that match, with their places. */
export function take<T>(list: readonly T[], match: (item: T) => boolean): Taken<T> {
  return list.map((item, index) => [index, item] as const).filter(([, item]) => match(item));
}

export function dropPlaces<T>(list: readonly T[], taken: Taken<T>): T[] {
  const places = new Set(taken.map(([index]) => index));
  return list.filter((_, index) => !places.has(index));
}

export function insertAt<T>(list: readonly T[], taken: Taken<T>): T[] {
  const all = [...list];
  for (const [index, item] of taken) all.splice(index, 0, item);
  return all;
}
