import { type EdgeProps, Position } from '@xyflow/react';
import { memo } from 'react';

import { useEditor } from '../../../store';
import type { WireEdge } from '../../../store/graph';
import { DraftLabel } from '../pins/DraftLabel';
import { curve } from './curve';
import { WireLabel } from './WireLabel';

/** A wire in the colour of what it carries; bad quality is ticked and dimmed, uncertain dashed. */
export const WireView = memo(function WireView(edge: EdgeProps<WireEdge>) {
  const { source, sourceHandleId, data, selected } = edge;
  const output = data ? data.wire.from.join('/') : `${source}/${sourceHandleId}`;
  const quality = useEditor((state) => {
    const value = state.values[output];
    return value?.carries === 'samples' ? value.quality : 'good';
  });
  const change = useEditor((state) => (state.deploying ? wireMark(state, edge.id, data?.gone) : undefined));
  const { path, middle } = curve({
    x1: edge.sourceX,
    y1: edge.sourceY,
    x2: edge.targetX,
    y2: edge.targetY,
    down: edge.sourcePosition === Position.Bottom,
  });
  const carries = data?.carries ?? 'samples';
  return (
    <>
      <path
        className="wire"
        d={path}
        data-carries={carries}
        data-quality={quality === 'good' ? undefined : quality}
        data-selected={selected || undefined}
        data-diff={change}
      />
      {quality === 'bad' && <path className="wire-ticks" d={path} />}
      <path
        className="react-flow__edge-interaction"
        d={path}
        fill="none"
        strokeOpacity={0}
        strokeWidth={16}
      />
      {data?.labelled && !change && <WireLabel output={output} x={middle[0]} y={middle[1]} />}
      {data?.labelled && !change && <DraftLabel output={output} x={middle[0]} y={middle[1]} />}
    </>
  );
});

function wireMark(
  state: ReturnType<typeof useEditor.getState>,
  id: string,
  gone: boolean | undefined,
): 'added' | 'removed' | 'same' {
  if (gone) return 'removed';
  const [from, to] = id.split('#')[0]?.split('>') ?? [];
  const had = state.deployedDocument?.wires.some((w) => w.from.join('/') === from && w.to.join('/') === to);
  return had ? 'same' : 'added';
}
