import { EdgeLabelRenderer } from '@xyflow/react';
import { useEffect } from 'react';

import type { FlowEvent, LiveValue, Priority as PriorityName } from '../../../api/types';
import { clockTime, formatValue } from '../../../flow/format';
import { Forced } from '../../../look/Forced';
import { Icon } from '../../../look/Icon';
import { Priority } from '../../../look/Priority';
import { useEditor } from '../../../store';
import { usePoint, usePoints } from '../../../store/points';
import { openMenu } from '../pins/wireMenu';
import { Spark } from '../spark/Spark';
import { InboxFill } from './InboxFill';

interface Props {
  /** "node/port" of the output whose last value is shown. */
  output: string;
  x: number;
  y: number;
}

export function WireLabel({ output, x, y }: Props) {
  const value = useEditor((state) => state.values[output]);
  if (!value) return null;
  return (
    <EdgeLabelRenderer>
      <button
        type="button"
        tabIndex={-1}
        className="wl"
        aria-haspopup="menu"
        onClick={(event) => openMenu(output, event)}
        onContextMenu={(event) => {
          event.preventDefault();
          openMenu(output, event);
        }}
        data-output={output}
        data-carries={value.carries}
        data-quality={value.carries === 'samples' ? value.quality : undefined}
        style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}
      >
        {value.carries === 'samples' ? <SampleText value={value} /> : <EventText event={value.event} />}
        <InboxFill node={output.slice(0, output.lastIndexOf('/'))} />
        {value.carries === 'samples' && <Spark output={output} />}
      </button>
    </EdgeLabelRenderer>
  );
}

function SampleText({ value }: { value: Extract<LiveValue, { carries: 'samples' }> }) {
  const point = usePoint(value.point);
  const need = usePoints((state) => state.need);
  useEffect(() => need(value.point), [need, value.point]);
  return (
    <>
      {value.quality === 'bad' && <Icon name="bad" small />}
      {value.reason === 'forced' && <Forced />}
      <span title={value.reason ? `${value.point}: ${value.reason}` : value.point}>
        {formatValue(value.value, point)}
      </span>
      {point?.unit && <span className="u">{point.unit}</span>}
    </>
  );
}

function EventText({ event }: { event: FlowEvent }) {
  const priority = event.data['priority'] as PriorityName | undefined;
  const level = event.data['level'];
  return (
    <>
      {priority && <Priority priority={priority} />}
      <span title={`${event.kind} ${event.point}`}>
        {typeof level === 'string' ? `${level} ` : ''}
        {clockTime(event.time, false)}
      </span>
    </>
  );
}
