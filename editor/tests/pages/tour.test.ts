/** The card of the tour is in the window whatever it stands by, and beside it wherever there is room. */

import fc from 'fast-check';
import { expect, test } from 'vitest';

import { type Box, placeBeside } from '../../src/pages/editor/tour/place';

const CARD = { width: 296, height: 160 };

const box = (window: { width: number; height: number }): fc.Arbitrary<Box> =>
  fc
    .tuple(...[0, 0, 0, 0].map(() => fc.double({ min: 0, max: 1, noNaN: true })))
    .map(([left = 0, top = 0, width = 0, height = 0]) => ({
      left: left * window.width,
      top: top * window.height,
      width: width * (1 - left) * window.width,
      height: height * (1 - top) * window.height,
    }));

test('it never leaves the window, and lies over a part only when no side has room', () => {
  const windows = fc.constantFrom({ width: 1440, height: 900 }, { width: 800, height: 500 });
  fc.assert(
    fc.property(
      windows.chain((window) => box(window).map((part) => [window, part] as const)),
      ([window, part]) => {
        const { left, top } = placeBeside(part, CARD, window);
        expect(left >= 12 && left + CARD.width <= window.width - 12).toBe(true);
        expect(top >= 12 && top + CARD.height <= window.height - 12).toBe(true);
        const [right, bottom] = [part.left + part.width, part.top + part.height];
        const over =
          left < right && part.left < left + CARD.width && top < bottom && part.top < top + CARD.height;
        const roomX = Math.max(part.left, window.width - right) >= CARD.width + 24;
        const roomY = Math.max(part.top, window.height - bottom) >= CARD.height + 24;
        if (roomX || roomY) expect(over).toBe(false);
      },
    ),
  );
});

test('it stands to the right of the palette, to the left of the inspector, below a button and above the drawer', () => {
  const window = { width: 1440, height: 900 };
  const at = (left: number, top: number, width: number, height: number, upon = false) =>
    placeBeside({ left, top, width, height }, CARD, window, upon);
  expect(at(0, 48, 184, 852)).toEqual({ left: 196, top: 128 });
  expect(at(1100, 48, 340, 852)).toEqual({ left: 1100 - 296 - 12, top: 128 });
  expect(at(184, 640, 916, 260)).toEqual({ left: 184 + 310, top: 640 - 160 - 12 });
  expect(at(1300, 8, 90, 28)).toEqual({ left: 1440 - 296 - 12, top: 8 + 28 + 12 });
  expect(at(0, 640, 1440, 260)).toEqual({ left: 572, top: 640 - 160 - 12 });
  expect(at(184, 48, 916, 592, true)).toEqual({ left: 184 + 310, top: 96 });
});
