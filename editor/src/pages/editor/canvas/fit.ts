/** How "fit" looks: everything on the screen, never enlarged, without motion where that is not wanted. */
export function fitOptions() {
  const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  return { padding: 0.08, maxZoom: 1, duration: still ? 0 : 160 };
}
