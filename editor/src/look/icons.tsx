/** The one icon set: 16 px box, stroke 1.25, round ends, no fill. Drawn for Tundish. */

import type { ReactElement } from 'react';

export const ICONS = {
  search: (
    <>
      <circle cx="7" cy="7" r="4.25" />
      <path d="M10.2 10.2l3.3 3.3" />
    </>
  ),
  plus: (
    <>
      <path d="M8 3.5v9M3.5 8h9" />
    </>
  ),
  minus: (
    <>
      <path d="M3.5 8h9" />
    </>
  ),
  down: (
    <>
      <path d="M4.5 6.5L8 10l3.5-3.5" />
    </>
  ),
  right: (
    <>
      <path d="M6.5 4.5L10 8l-3.5 3.5" />
    </>
  ),
  up: (
    <>
      <path d="M4.5 9.5L8 6l3.5 3.5" />
    </>
  ),
  check: (
    <>
      <path d="M3.5 8.5l3 3 6-6.5" />
    </>
  ),
  x: (
    <>
      <path d="M4.5 4.5l7 7M11.5 4.5l-7 7" />
    </>
  ),
  plc: (
    <>
      <rect x="2.5" y="3.5" width="11" height="9" rx="1" />
      <path d="M5.5 3.5v9M8 6h3M8 8.5h3" />
    </>
  ),
  tank: (
    <>
      <path d="M3.5 3v9.5a1 1 0 001 1h7a1 1 0 001-1V3M3.5 8.2c1.5-1.2 3 1.2 4.5 0s3-1.2 4.5 0" />
    </>
  ),
  mqtt: (
    <>
      <circle className="f" cx="4" cy="12" r="1.4" />
      <path d="M3 8a5 5 0 015 5M3 4a9 9 0 019 9" />
    </>
  ),
  opc: (
    <>
      <circle cx="8" cy="8" r="2" />
      <path d="M8 6V2.8M8 13.2V10M6 8H2.8M13.2 8H10" />
    </>
  ),
  file: (
    <>
      <path d="M4.5 2.5h5l3 3v8h-8zM9.5 2.5v3h3" />
    </>
  ),
  fx: (
    <>
      <path d="M9.4 3.3c-1.9-.7-2.7.3-3 2L5.4 11.6c-.3 1.5-1 2-2.2 1.6M4.3 7h4.2M9.8 9l3.4 4M13.2 9l-3.4 4" />
    </>
  ),
  filter: (
    <>
      <path d="M2.5 10.5c1.6 0 1.7-5 3.4-5s2 6 3.8 6 1.9-4 3.8-4" />
    </>
  ),
  funnel: (
    <>
      <path d="M2.5 3.5h11L9.3 8.5v4l-2.6-1.3V8.5z" />
    </>
  ),
  block: (
    <>
      <rect x="2.5" y="5.5" width="8" height="8" rx="1" />
      <path d="M5.5 5.5v-2a1 1 0 011-1h6a1 1 0 011 1v6a1 1 0 01-1 1h-2" />
    </>
  ),
  agg: (
    <>
      <path d="M3 12.5v-3M6.3 12.5v-6M9.7 12.5V8M13 12.5v-9" />
    </>
  ),
  branch: (
    <>
      <path d="M8 2.5L13.5 8 8 13.5 2.5 8zM8 5.8v2.7M8 10.3v.1" />
    </>
  ),
  qc: (
    <>
      <path d="M2.5 4h11M2.5 12h11" strokeDasharray="1.5 1.8" />
      <path d="M2.5 9.2l3-2 2.5 2.3 2.7-3.7 2.8 2" />
    </>
  ),
  spc: (
    <>
      <path d="M2.5 12.8h11M3 11c3 0 2.8-7.5 5-7.5S10 11 13 11" />
    </>
  ),
  limit: (
    <>
      <path d="M2.5 5.5h11" strokeDasharray="1.5 1.8" />
      <path d="M2.5 12l3-3 2 1.6L10.6 3l2.9 4.5" />
    </>
  ),
  bell: (
    <>
      <path d="M4.5 10.5V7.2a3.5 3.5 0 017 0v3.3l1.2 1.6H3.3zM7 14h2" />
    </>
  ),
  clock: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="M8 5v3.2l2.2 1.3" />
    </>
  ),
  rate: (
    <>
      <path d="M3 12.5L12.5 4M9 3.8h3.7v3.7" />
    </>
  ),
  dev: (
    <>
      <path d="M2.5 5.5h11M2.5 10.5h11M8 5.5v5M6.7 6.8L8 5.5l1.3 1.3M6.7 9.2L8 10.5l1.3-1.3" />
    </>
  ),
  write: (
    <>
      <path d="M2.5 8h6M6.3 5.7L8.6 8l-2.3 2.3M9 3.5h3.5a1 1 0 011 1v7a1 1 0 01-1 1H9" />
    </>
  ),
  notify: (
    <>
      <path d="M3.5 3h9a1 1 0 011 1v6a1 1 0 01-1 1H8.2L5.5 13.5V11h-2a1 1 0 01-1-1V4a1 1 0 011-1z" />
    </>
  ),
  hook: (
    <>
      <path d="M6.5 9.5a2.6 2.6 0 003.7 0l2.3-2.3a2.6 2.6 0 00-3.7-3.7l-1 1M9.5 6.5a2.6 2.6 0 00-3.7 0L3.5 8.8a2.6 2.6 0 003.7 3.7l1-1" />
    </>
  ),
  scene: (
    <>
      <path d="M7 4h6.5M7 8h6.5M7 12h6.5" />
      <circle cx="3.7" cy="4" r="1.2" />
      <circle cx="3.7" cy="8" r="1.2" />
      <circle cx="3.7" cy="12" r="1.2" />
    </>
  ),
  db: (
    <>
      <ellipse cx="8" cy="4" rx="5" ry="1.8" />
      <path d="M3 4v8c0 1 2.2 1.8 5 1.8s5-.8 5-1.8V4M3 8c0 1 2.2 1.8 5 1.8S13 9 13 8" />
    </>
  ),
  hold: (
    <>
      <rect x="3.5" y="7.5" width="9" height="6" rx="1" />
      <path d="M5.5 7.5v-2a2.5 2.5 0 015 0v2" />
    </>
  ),
  wait: (
    <>
      <path d="M4.5 2.5h7M4.5 13.5h7M5 2.5c0 3 3 4 3 5.5S5 10.5 5 13.5M11 2.5c0 3-3 4-3 5.5s3 2.5 3 5.5" />
    </>
  ),
  undo: (
    <>
      <path d="M5.5 3.3L2.8 6l2.7 2.7M3 6h6.3a3.7 3.7 0 010 7.4H6.5" />
    </>
  ),
  redo: (
    <>
      <path d="M10.5 3.3L13.2 6l-2.7 2.7M13 6H6.7a3.7 3.7 0 000 7.4h2.8" />
    </>
  ),
  fit: (
    <>
      <path d="M2.5 5.5v-3h3M10.5 2.5h3v3M13.5 10.5v3h-3M5.5 13.5h-3v-3" />
    </>
  ),
  layout: (
    <>
      <rect x="2.5" y="6" width="3.5" height="4" rx=".5" />
      <rect x="10" y="2.5" width="3.5" height="4" rx=".5" />
      <rect x="10" y="9.5" width="3.5" height="4" rx=".5" />
      <path d="M6 8h2M10 4.5H8v7h2" />
    </>
  ),
  theme: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path className="f" d="M8 2.5a5.5 5.5 0 010 11z" />
    </>
  ),
  back: (
    <>
      <path d="M2.7 4v3h3M2.9 7a5.3 5.3 0 11.3 3.2M8 5.2V8l2 1.3" />
    </>
  ),
  test: (
    <>
      <path d="M6.3 2.5h3.4M7 2.5v3.8l-3.6 5.7a1 1 0 00.9 1.5h7.4a1 1 0 00.9-1.5L9 6.3V2.5M5 10h6" />
    </>
  ),
  deploy: (
    <>
      <path d="M8 10.5V3M5 5.8l3-3 3 3M3 10.5v2a1 1 0 001 1h8a1 1 0 001-1v-2" />
    </>
  ),
  more: (
    <>
      <circle className="f" cx="3.5" cy="8" r="1.1" />
      <circle className="f" cx="8" cy="8" r="1.1" />
      <circle className="f" cx="12.5" cy="8" r="1.1" />
    </>
  ),
  paste: (
    <>
      <path d="M5.5 3.5H4a1 1 0 00-1 1v8a1 1 0 001 1h8a1 1 0 001-1v-8a1 1 0 00-1-1h-1.5" />
      <rect x="5.5" y="2.5" width="5" height="2.5" rx=".5" />
    </>
  ),
  expand: (
    <>
      <path d="M9.5 2.5h4v4M13.5 2.5L9.2 6.8M6.5 13.5h-4v-4M2.5 13.5l4.3-4.3" />
    </>
  ),
  shrink: (
    <>
      <path d="M13 7H9V3M9 7l4.3-4.3M3 9h4v4M7 9l-4.3 4.3" />
    </>
  ),
  note: (
    <>
      <path d="M3.5 2.5h9a1 1 0 011 1v6l-4 4h-6a1 1 0 01-1-1v-9a1 1 0 011-1zM9.5 13.5v-4h4" />
    </>
  ),
  warn: (
    <>
      <path d="M8 2.8L14 13H2zM8 6.5v3M8 11.3v.1" />
    </>
  ),
  err: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="M8 5.2v3.4M8 10.7v.1" />
    </>
  ),
  info: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="M8 7.4v3.4M8 5.2v.1" />
    </>
  ),
  play: (
    <>
      <path d="M5 3.5v9l7.5-4.5z" />
    </>
  ),
  pause: (
    <>
      <path d="M5.5 3.5v9M10.5 3.5v9" />
    </>
  ),
  first: (
    <>
      <path d="M4 3.5v9M12 3.5L6.5 8l5.5 4.5z" />
    </>
  ),
  prev: (
    <>
      <path d="M10 4L6 8l4 4" />
    </>
  ),
  next: (
    <>
      <path d="M6 4l4 4-4 4" />
    </>
  ),
  live: (
    <>
      <path d="M1.8 8h2.9l1.7-4 3 8 1.7-4h3.1" />
    </>
  ),
  user: (
    <>
      <circle cx="8" cy="5.5" r="2.5" />
      <path d="M3.2 13.5c.5-2.7 2.4-4 4.8-4s4.3 1.3 4.8 4" />
    </>
  ),
  out: (
    <>
      <path d="M9.5 3H13v3.5M13 3L7.8 8.2M11.5 9.5V12a1 1 0 01-1 1H4a1 1 0 01-1-1V5.5a1 1 0 011-1h2.5" />
    </>
  ),
  cal: (
    <>
      <rect x="2.5" y="3.5" width="11" height="10" rx="1" />
      <path d="M2.5 6.5h11M5.5 2v2.5M10.5 2v2.5" />
    </>
  ),
  grid: (
    <>
      <path d="M2.5 2.5h11v11h-11zM2.5 6.2h11M2.5 9.8h11M6.2 2.5v11M9.8 2.5v11" />
    </>
  ),
  bad: (
    <>
      <path d="M3.5 12.5l9-9" />
      <circle cx="8" cy="8" r="5.5" />
    </>
  ),
  star: (
    <>
      <path d="M8 2.8l1.6 3.4 3.7.4-2.8 2.5.8 3.7L8 11l-3.3 1.8.8-3.7-2.8-2.5 3.7-.4z" />
    </>
  ),
  point: (
    <>
      <circle cx="8" cy="8" r="2.2" />
      <circle cx="8" cy="8" r="5.5" />
    </>
  ),
  lock: (
    <>
      <path d="M4 7.5h8v6H4zM5.5 7.5V5.2a2.5 2.5 0 015 0v2.3" />
    </>
  ),
  eyeoff: (
    <>
      <path d="M2.5 2.5l11 11M6.3 4.1A6.5 6.5 0 018 3.9c4 0 6.2 4.1 6.2 4.1a10 10 0 01-1.7 2.2M4.3 5.3A9.5 9.5 0 001.8 8S4 12.1 8 12.1c.9 0 1.7-.2 2.4-.5" />
    </>
  ),
  wrench: (
    <>
      <path d="M10.2 5.8l3-2.6a3.8 3.8 0 01-5 4.9L4 12.8A1.3 1.3 0 012.2 11L7 6.8a3.8 3.8 0 014.7-5L9.2 4.6z" />
    </>
  ),
  flag: (
    <>
      <path d="M3.5 14V2.5M3.5 3h8L10 5.8l1.5 2.7h-8" />
    </>
  ),
  wave: (
    <>
      <path d="M1.5 8h2l2-5 4 10 2-5h3" />
    </>
  ),
  sound: (
    <>
      <path d="M2.5 6v4H5l3.5 3V3L5 6zM11 5.8a3 3 0 010 4.4M12.8 4a5.5 5.5 0 010 8" />
    </>
  ),
  mute: (
    <>
      <path d="M2.5 6v4H5l3.5 3V3L5 6zM11 6.2l3 3.6M14 6.2l-3 3.6" />
    </>
  ),
  cols: (
    <>
      <path d="M2.5 3h11v10h-11zM6.2 3v10M9.8 3v10" />
    </>
  ),
  returned: (
    <>
      <path d="M3 6.5h7a3 3 0 010 6H6M3 6.5l2.8-2.8M3 6.5l2.8 2.8" />
    </>
  ),
  flow: (
    <>
      <path d="M2 3h4v4H2zM10 9h4v4h-4zM6 5h3a1.5 1.5 0 011.5 1.5V9" />
    </>
  ),
  save: (
    <>
      <path d="M3 3h8l2 2v8H3zM5.5 3v3.5h4.5V3M5.5 13V9.5h5V13" />
    </>
  ),
} as const satisfies Record<string, ReactElement>;

export type IconName = keyof typeof ICONS;
