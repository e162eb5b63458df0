import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';

import type { Priority as PriorityName } from '../api/types';
import { blink } from './blink';

const SHAPES: Record<PriorityName, { number: number; letter: string; y: number; size: number }> = {
  critical: { number: 1, letter: 'C', y: 10.2, size: 9 },
  serious: { number: 2, letter: 'S', y: 11.6, size: 8 },
  moderate: { number: 3, letter: 'M', y: 9.9, size: 8 },
  advisory: { number: 4, letter: 'A', y: 10.2, size: 9 },
};

interface Props {
  priority: PriorityName;
  size?: number;
  /** Only an unacknowledged alarm blinks. */
  blinks?: boolean;
  /** The condition is no longer active: outline instead of fill. */
  returned?: boolean;
  /** Shelved, suppressed or out of service: a thin grey outline. */
  hidden?: boolean;
}

/** Alarm priority: colour, shape and letter together. Below 14 px the shape alone. */
export function Priority({ priority, size = 14, blinks = false, returned = false, hidden = false }: Props) {
  const { t } = useTranslation('common');
  const shape = SHAPES[priority] ?? SHAPES.advisory;
  const colour = hidden ? 'var(--ink-3)' : `var(--p${shape.number})`;
  const outlined = returned || hidden;
  useEffect(() => (blinks ? blink() : undefined), [blinks]);
  return (
    <svg
      className="prio"
      data-blinks={blinks || undefined}
      data-returned={outlined || undefined}
      width={size}
      height={size}
      viewBox="0 0 14 14"
      role="img"
      aria-label={t(`priority.${priority}`)}
    >
      <g
        className="shape"
        fill={outlined ? 'none' : colour}
        stroke={colour}
        strokeWidth={hidden ? 0.9 : 1.2}
        strokeLinejoin="round"
      >
        <Outline number={shape.number} />
      </g>
      {size >= 14 && (
        <text
          x="7"
          y={shape.y}
          fontSize={shape.size}
          fill={hidden ? 'var(--ink-2)' : outlined ? 'var(--ink)' : 'var(--on-p)'}
        >
          {shape.letter}
        </text>
      )}
    </svg>
  );
}

function Outline({ number }: { number: number }) {
  if (number === 1) return <rect x="1.6" y="1.6" width="10.8" height="10.8" rx="1" />;
  if (number === 2) return <path d="M7 1L13.4 12.5H.6z" />;
  if (number === 3) return <path d="M7 .8L13.2 7 7 13.2.8 7z" />;
  return <circle cx="7" cy="7" r="5.6" />;
}
