import { EdgeLabelRenderer, type EdgeProps, Position } from '@xyflow/react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';

import { curve } from '../canvas/curve';
import { milliseconds } from '../traces/text';
import type { RunEdge } from './runGraph';

/** A wire with how much the trace brought along it, and after what time; one that nothing went along is dimmed. */
export const RunWireView = memo(function RunWireView(edge: EdgeProps<RunEdge>) {
  const { t } = useTranslation('run');
  const { data } = edge;
  const { path, middle } = curve({
    x1: edge.sourceX,
    y1: edge.sourceY,
    x2: edge.targetX,
    y2: edge.targetY,
    down: edge.sourcePosition === Position.Bottom,
  });
  const count = data?.run.count ?? 0;
  const label = count > 0 || data?.carries === 'events';
  return (
    <>
      <path className="wire" d={path} data-carries={data?.carries} data-run={count > 0 ? 'lit' : 'dim'} />
      {label && (
        <EdgeLabelRenderer>
          <div
            className="wl"
            data-wire={edge.id}
            data-run={count > 0 ? 'lit' : 'dim'}
            title={count > 0 ? t('went', { count, time: milliseconds(data?.run.ms ?? 0) }) : t('nothingWent')}
            style={{ transform: `translate(-50%, -50%) translate(${middle[0]}px, ${middle[1]}px)` }}
          >
            {count}
            {count > 0 && <span className="u">{milliseconds(data?.run.ms ?? 0)}</span>}
          </div>
        </EdgeLabelRenderer>
      )}
    </>
  );
});
