/** ISO time with any number of digits, as ms since 1970; a quarter of a µs is lost. */
export function instant(iso: string): number {
  const whole = Date.parse(`${iso.slice(0, 19)}Z`);
  return whole + Number(`0${iso.slice(19).replace(/Z$/, '')}`) * 1000;
}
