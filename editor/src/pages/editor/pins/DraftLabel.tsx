import { EdgeLabelRenderer } from '@xyflow/react';
import { useTranslation } from 'react-i18next';

import { formatValue } from '../../../flow/format';
import { Icon } from '../../../look/Icon';
import { useEditor } from '../../../store';
import { usePoints } from '../../../store/points';
import { pinsOf, usePins } from './pins';
import { type DraftValue, draftValue } from './tried';
import './pins.css';

/** What the draft says on this wire, from the pins: in the colour of drafts, beside what is live. */
export function DraftLabel({ output, x, y }: { output: string; x: number; y: number }) {
  const document = useEditor((state) => state.document);
  const inside = useEditor((state) => state.scope.length > 0);
  const pins = usePins((state) => pinsOf(state, document?.id));
  const answer = usePins((state) => state.answer);
  if (inside || Object.keys(pins).length === 0) return null;
  const value = draftValue(output, pins, answer, document);
  if (!value) return null;
  return (
    <EdgeLabelRenderer>
      <div
        className="wl draft-value"
        data-draft={output}
        style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y - 19}px)` }}
      >
        {value.pinned && <Icon name="flag" small />}
        <Told value={value} />
      </div>
    </EdgeLabelRenderer>
  );
}

function Told({ value: { last, count } }: { value: DraftValue }) {
  const { t } = useTranslation('pins');
  const points = usePoints((state) => state.byName);
  if (last.carries === 'events') {
    const newest = last.events.at(-1);
    return <span title={t('draft', { count })}>{newest ? `${newest.kind} ×${count}` : '–'}</span>;
  }
  const newest = last.samples.at(-1);
  const point = newest && points[newest.point];
  return (
    <span
      title={newest ? `${newest.point} · ${t('draft', { count })}` : undefined}
      data-quality={newest?.quality}
    >
      {formatValue(newest?.value ?? null, point)} {point?.unit && <span className="u">{point.unit}</span>}
    </span>
  );
}
