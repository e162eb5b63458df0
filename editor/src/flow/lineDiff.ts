/** What lies between two texts, line by line: lines that stand once in both hold the others in place (patience). */

export interface Line {
  text: string;
  /** Number in each text, from 1; null where the line is not. */
  before: number | null;
  after: number | null;
}
export type Part = { same: boolean; lines: Line[] };

/** A comma at the end comes and goes with the line after it. */
const keyOf = (line: string): string => line.replace(/,$/, '');

export function lineDiff(before: readonly string[], after: readonly string[]): Line[] {
  const [a, b] = [before.map(keyOf), after.map(keyOf)];
  const out: Line[] = [];
  const both = (i: number, j: number) => out.push({ text: after[j] ?? '', before: i + 1, after: j + 1 });
  const between = (i0: number, i1: number, j0: number, j1: number): void => {
    let [i, j, iEnd, jEnd] = [i0, j0, i1, j1];
    while (i < iEnd && j < jEnd && a[i] === b[j]) both(i++, j++);
    while (i < iEnd && j < jEnd && a[iEnd - 1] === b[jEnd - 1]) [iEnd, jEnd] = [iEnd - 1, jEnd - 1];
    const held = i < iEnd && j < jEnd ? anchors(a, b, i, iEnd, j, jEnd) : [];
    for (const [x, y] of held) {
      between(i, x, j, y);
      both(x, y);
      [i, j] = [x + 1, y + 1];
    }
    if (held.length > 0) between(i, iEnd, j, jEnd);
    else {
      for (; i < iEnd; i += 1) out.push({ text: before[i] ?? '', before: i + 1, after: null });
      for (; j < jEnd; j += 1) out.push({ text: after[j] ?? '', before: null, after: j + 1 });
    }
    for (; iEnd < i1; iEnd += 1, jEnd += 1) both(iEnd, jEnd);
  };
  between(0, a.length, 0, b.length);
  return out;
}

/** Pairs of lines that stand once in both stretches, as many as there are in one order. */
function anchors(a: string[], b: string[], i0: number, i1: number, j0: number, j1: number) {
  const places = new Map<string, [inA: number[], inB: number[]]>();
  for (let i = i0; i < i1; i += 1) placesOf(places, a[i])[0].push(i);
  for (let j = j0; j < j1; j += 1) placesOf(places, b[j])[1].push(j);
  type Pair = { at: [number, number]; last: Pair | undefined };
  const tops: Pair[] = [];
  for (const [[i, more], [j, again]] of places.values()) {
    if (i === undefined || j === undefined || more !== undefined || again !== undefined) continue;
    let [low, high] = [0, tops.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((tops[middle]?.at[1] ?? 0) < j) low = middle + 1;
      else high = middle;
    }
    tops[low] = { at: [i, j], last: tops[low - 1] };
  }
  const found: [number, number][] = [];
  for (let pair = tops.at(-1); pair; pair = pair.last) found.push(pair.at);
  return found.reverse();
}

function placesOf(places: Map<string, [number[], number[]]>, line = ''): [number[], number[]] {
  const known = places.get(line) ?? [[], []];
  places.set(line, known);
  return known;
}

/** Stretches to show and stretches of unchanged lines to fold, with some lines shown around each change. */
export function parts(lines: readonly Line[], around = 3): Part[] {
  const near = new Set<number>();
  for (const [i, { before, after }] of lines.entries())
    if (before === null || after === null) for (let k = i - around; k <= i + around; k += 1) near.add(k);
  const found: Part[] = [];
  for (const [i, line] of lines.entries()) {
    const last = found.at(-1);
    const same = !near.has(i);
    if (last?.same === same) last.lines.push(line);
    else found.push({ same, lines: [line] });
  }
  return found.map((part) => (part.lines.length === 1 ? { ...part, same: false } : part)); // one line is no fold
}
