/** Lines drawn by hand over a flow: what lies inside a loop, which wires are cut. */

export type Place = readonly [x: number, y: number];

/** Whether a place lies inside a loop; the loop closes itself. */
export function inside(loop: readonly Place[], [x, y]: Place): boolean {
  let within = false;
  loop.forEach(([x1, y1], i) => {
    const [x2, y2] = loop[(i + 1) % loop.length] as Place;
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) within = !within;
  });
  return within;
}

/** Whether two lines of straight pieces cross each other. */
export function crosses(one: readonly Place[], other: readonly Place[]): boolean {
  return pieces(one).some(([a, b]) => pieces(other).some(([c, d]) => cut(a, b, c, d)));
}

const pieces = (line: readonly Place[]): [Place, Place][] =>
  line.slice(1).map((end, i) => [line[i] as Place, end]);

/** Twice the area of a triangle; its sign says on which side `c` lies. */
const side = (a: Place, b: Place, c: Place) => (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);

function cut(a: Place, b: Place, c: Place, d: Place): boolean {
  const apart = (p: Place, q: Place, r: Place, s: Place) => side(p, q, r) >= 0 !== side(p, q, s) >= 0;
  return apart(a, b, c, d) && apart(c, d, a, b);
}

/** A curve of a wire as straight pieces. */
export function bent(a: Place, b: Place, c: Place, d: Place, count = 16): Place[] {
  return Array.from({ length: count + 1 }, (_, i) => {
    const t = i / count;
    const u = 1 - t;
    const at = (k: 0 | 1) =>
      u * u * u * a[k] + 3 * u * u * t * b[k] + 3 * u * t * t * c[k] + t * t * t * d[k];
    return [at(0), at(1)];
  });
}
