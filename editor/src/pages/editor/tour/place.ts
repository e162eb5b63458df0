/** Where the card of the tour stands: beside what it tells of, over nothing of it, and wholly in the window. */

export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}
type Size = Pick<Box, 'width' | 'height'>;
type Place = Pick<Box, 'left' | 'top'>;

const GAP = 12;

/** At a long side of the part, else at a short one, where there is room first; else, or when it is to be `upon`, within it. */
export function placeBeside(part: Box, card: Size, window: Size, upon = false): Place {
  const middle = part.left + (part.width - card.width) / 2;
  const upper = part.top + (part.height > card.height * 2 ? card.height / 2 : 0);
  const beside: Place[] = [
    { left: part.left + part.width + GAP, top: upper },
    { left: part.left - card.width - GAP, top: upper },
  ];
  const apart: Place[] = [
    { left: middle, top: part.top + part.height + GAP },
    { left: middle, top: part.top - card.height - GAP },
  ];
  const sides = part.width > part.height ? [...apart, ...beside] : [...beside, ...apart];
  const inside = { left: middle, top: part.top + Math.min(48, part.height / 3) };
  const free = sides.map((place) => within(place, card, window)).find((at) => !over(at, card, part));
  return free && !upon ? free : within(inside, card, window);
}

function within({ left, top }: Place, card: Size, window: Size): Place {
  const kept = (at: number, most: number) => Math.max(GAP, Math.min(at, most - GAP));
  return { left: kept(left, window.width - card.width), top: kept(top, window.height - card.height) };
}

const over = (at: Place, card: Size, part: Box): boolean =>
  at.left < part.left + part.width &&
  part.left < at.left + card.width &&
  at.top < part.top + part.height &&
  part.top < at.top + card.height;
