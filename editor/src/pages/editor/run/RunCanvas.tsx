import { Background, BackgroundVariant, MiniMap, ReactFlow, useReactFlow, useStore } from '@xyflow/react';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';

import type { FlowDocument } from '../../../api/types';
import { rootOf } from '../../../flow/blocks';
import { NODE_WIDTH } from '../../../flow/ports';
import { Icon } from '../../../look/Icon';
import type { IconName } from '../../../look/icons';
import { useEditor } from '../../../store';
import { toGraph } from '../../../store/graph';
import { MIN_ZOOM, useFit } from '../canvas/fit';
import { RunArea, RunNote } from './RunBackdrop';
import { RunNodeView } from './RunNodeView';
import { RunWireView } from './RunWireView';
import type { RunPicture } from './run';
import { type RunCanvasNode, withRun } from './runGraph';

const NODE_TYPES = { flow: RunNodeView, note: RunNote, area: RunArea };
const EDGE_TYPES = { wire: RunWireView };
const FAR = 0.6;
const ROOM = 8;

interface Props {
  document: FlowDocument;
  picture: RunPicture;
  /** Path of the node whose step is looked at; empty when it is none of this flow. */
  current: string;
  /** A node was chosen that was called in these steps. */
  onNode: (steps: number[]) => void;
}

/** The flow as it was, to look at: what the trace went through is lit, the rest is dimmed. */
export function RunCanvas({ document, picture, current, onNode }: Props) {
  const { t } = useTranslation('run');
  const kinds = useEditor((state) => state.kinds);
  const far = useStore((state) => state.transform[2] <= FAR);
  const graph = useMemo(() => toGraph(document, kinds, { nodes: [], edges: [] }), [document, kinds]);
  const [root] = rootOf(current.replace(/~[^/]*/g, ''));
  const shown = useMemo(() => withRun(graph, picture, root), [graph, picture, root]);
  const showAll = useFit(useCallback(() => graph.nodes, [graph]));
  useInView(shown.nodes, root);
  return (
    <div className={far ? 'canvas far' : 'canvas'}>
      <ReactFlow
        {...shown}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        onNodeClick={(_, node) => onNode(picture.nodes.get(node.id)?.steps ?? [])}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        minZoom={MIN_ZOOM}
        maxZoom={2}
        onInit={() => showAll(true)}
        deleteKeyCode={null}
        disableKeyboardA11y
        onlyRenderVisibleElements
        proOptions={{ hideAttribution: true }}
        aria-label={t('canvas')}
      >
        <Background variant={BackgroundVariant.Dots} gap={16} size={1.5} color="var(--grid)" />
        <MiniMap
          className="mini"
          style={{ width: 136, height: 88 }}
          pannable
          zoomable
          nodeColor={(node) => (picture.nodes.has(node.id) ? 'var(--accent)' : 'var(--line)')}
          ariaLabel={t('editor:canvas.map')}
        />
      </ReactFlow>
      <Zoom onFit={() => showAll()} />
    </div>
  );
}

/** The node of the step comes into view when it is outside. */
function useInView(nodes: readonly RunCanvasNode[], id: string): void {
  const { setCenter, getViewport } = useReactFlow();
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  const at = nodes.find((node) => node.id === id)?.position;
  const x = at?.x;
  const y = at?.y;
  const fitted = useRef(false);
  useEffect(() => {
    if (x === undefined || y === undefined || width === 0) return;
    if (!fitted.current) {
      fitted.current = true; // everything is shown at first
      return;
    }
    const { x: left, y: top, zoom } = getViewport();
    const [sx, sy] = [x * zoom + left, y * zoom + top];
    const inside =
      sx > ROOM && sy > ROOM && sx + NODE_WIDTH * zoom < width - ROOM && sy + 48 * zoom < height - ROOM;
    if (inside) return;
    const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    void setCenter(x + NODE_WIDTH / 2, y + 24, { zoom, duration: still ? 0 : 160 });
  }, [x, y, width, height, setCenter, getViewport]);
}

function Zoom({ onFit }: { onFit: () => void }) {
  const { t } = useTranslation('editor');
  const { zoomIn, zoomOut } = useReactFlow();
  const zoom = useStore((state) => Math.round(state.transform[2] * 100));
  const tools: [IconName, string, () => void][] = [
    ['minus', t('canvas.zoomOut'), () => void zoomOut()],
    ['plus', t('canvas.zoomIn'), () => void zoomIn()],
    ['fit', t('canvas.fit'), onFit],
  ];
  return (
    <div className="float controls" role="toolbar" aria-label={t('canvas.tools')}>
      {tools.map(([icon, label, onClick]) => (
        <button key={icon} type="button" aria-label={label} title={label} onClick={onClick}>
          <Icon name={icon} />
        </button>
      ))}
      <span className="zoom tn mut">{zoom} %</span>
    </div>
  );
}
