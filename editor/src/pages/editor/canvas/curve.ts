/** The curve of a wire: leaves and arrives level, bends at most 90 px. */

const LEAST = 32;
const MOST = 90;

export interface Ends {
  x1: number;
  y1: number;
  x2: number;
  y2: number;
  /** The error output leaves downwards. */
  down?: boolean;
}

export interface Curve {
  path: string;
  middle: [x: number, y: number];
  /** Ends and handles of the Bézier curve. */
  points: [Place, Place, Place, Place];
}
type Place = readonly [x: number, y: number];

export function curve({ x1, y1, x2, y2, down = false }: Ends): Curve {
  const bend = Math.max(LEAST, Math.min(MOST, Math.abs(x2 - x1) / 2));
  const [ax, ay] = down ? [x1, y1 + bend] : [x1 + bend, y1];
  const bx = x2 - bend;
  return {
    path: `M${x1} ${y1}C${ax} ${ay} ${bx} ${y2} ${x2} ${y2}`,
    points: [
      [x1, y1],
      [ax, ay],
      [bx, y2],
      [x2, y2],
    ],
    middle: [(x1 + 3 * ax + 3 * bx + x2) / 8, (y1 + 3 * ay + 4 * y2) / 8],
  };
}
