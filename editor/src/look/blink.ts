/** One clock for everything that blinks: all glyphs in phase, and no animation of its own for each of a flood. */

const ON = 744;
const OFF = 456;

let blinking = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Blinks while at least one asks for it; returns what ends it for this one. */
export function blink(): () => void {
  blinking += 1;
  if (blinking === 1) turn(true);
  return () => {
    blinking -= 1;
    if (blinking > 0) return;
    clearTimeout(timer);
    document.documentElement.removeAttribute('data-blink');
  };
}

/** 62 % of 1.2 s on. */
function turn(on: boolean): void {
  if (on) document.documentElement.removeAttribute('data-blink');
  else document.documentElement.setAttribute('data-blink', 'off');
  timer = setTimeout(turn, on ? ON : OFF, !on);
}
