import { Background, BackgroundVariant, ReactFlow, useReactFlow, useStore } from '@xyflow/react';
import { type DragEvent, type MouseEvent, useCallback, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';

import { useEditor } from '../../../store';
import type { CanvasNode, WireEdge } from '../../../store/graph';
import { addKind, GRID } from '../actions';
import { addBlock, openBlock } from '../blocks/actions';
import { spliceKind, wireAt } from '../splicing';
import { CanvasControls } from './CanvasControls';
import { ConnectionLine, RefusalHint } from './ConnectionLine';
import { FarView, onlySelected, useIsMap } from './FarView';
import { FlowNodeView } from './FlowNodeView';
import { MIN_ZOOM, useFit } from './fit';
import { GroupView } from './GroupView';
import { withGhosts } from './ghosts';
import { Legend } from './Legend';
import { NoteView } from './NoteView';
import { Overview } from './Overview';
import { nodeAt } from './picture';
import { QuickAdd } from './QuickAdd';
import { Stroke, useStrokes } from './Strokes';
import { useClipboard, useShortcuts } from './useShortcuts';
import { useWiring } from './useWiring';
import { WireView } from './WireView';

export const KIND_TYPE = 'application/x-tundish-kind';
const NODE_TYPES = { flow: FlowNodeView, note: NoteView, area: GroupView };
const EDGE_TYPES = { wire: WireView };
const FAR = 0.6;

export function Canvas() {
  const { t } = useTranslation('editor');
  const nodes = useEditor((state) => state.nodes);
  const edges = useEditor((state) => state.edges);
  const deployed = useEditor((state) => (state.deploying ? state.deployedDocument : null));
  const kinds = useEditor((state) => state.kinds);
  const readOnly = useEditor((state) => state.readOnly || state.deploying);
  const onNodesChange = useEditor((state) => state.onNodesChange);
  const onEdgesChange = useEditor((state) => state.onEdgesChange);
  const far = useStore((state) => state.transform[2] <= FAR);
  const showAll = useFit();
  const wiring = useWiring();
  const { box, pointer, middle, onDrop, onDoubleClick, onMapClick, onMove } = usePlaces();
  useShortcuts(middle);
  useClipboard(pointer);
  const map = useIsMap();
  const strokes = useStrokes(map);
  const shown = useMemo(() => {
    if (map) return { nodes: onlySelected(nodes), edges: [] };
    return deployed ? withGhosts({ nodes, edges }, deployed, kinds) : { nodes, edges };
  }, [map, deployed, nodes, edges, kinds]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only tracks where the pointer is, for paste.
    <div
      ref={box}
      className={far ? 'canvas far' : 'canvas'}
      onDrop={onDrop}
      onDragOver={(event) => event.preventDefault()}
      onPointerMove={onMove}
      onDoubleClick={onDoubleClick}
      {...strokes.handlers}
    >
      <ReactFlow<CanvasNode, WireEdge>
        {...shown}
        {...wiring}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        onNodesChange={onNodesChange}
        onEdgesChange={onEdgesChange}
        connectionLineComponent={ConnectionLine}
        connectionRadius={24}
        nodesDraggable={!readOnly}
        nodesConnectable={!readOnly}
        snapToGrid
        snapGrid={[GRID, GRID]}
        onInit={() => showAll(true)}
        onNodeDoubleClick={(event, node) =>
          (event.target as Element).closest('b, input') ? undefined : openBlock(node.id)
        }
        onMoveStart={() => box.current?.setAttribute('data-moving', '')}
        onMoveEnd={() => box.current?.removeAttribute('data-moving')}
        onPaneClick={map ? onMapClick : undefined}
        minZoom={MIN_ZOOM}
        maxZoom={2}
        deleteKeyCode={null}
        multiSelectionKeyCode={['Shift', 'Control', 'Meta']}
        zoomOnDoubleClick={false}
        disableKeyboardA11y
        onlyRenderVisibleElements
        proOptions={{ hideAttribution: true }}
        aria-label={t('canvas.label')}
      >
        <Background variant={BackgroundVariant.Dots} gap={16} size={1.5} color="var(--grid)" />
        {map && <FarView />}
        <RefusalHint />
      </ReactFlow>
      <Legend />
      <Overview />
      <CanvasControls />
      <QuickAdd />
      <Stroke line={strokes.line} />
    </div>
  );
}

/** Where things go: under the pointer, in the middle of the view, where a kind is dropped. */
function usePlaces() {
  const { screenToFlowPosition } = useReactFlow();
  const box = useRef<HTMLDivElement>(null);
  const last = useRef<{ x: number; y: number } | null>(null);
  const toFlow = useCallback(
    (x: number, y: number): [number, number] => {
      const at = screenToFlowPosition({ x, y });
      return [at.x, at.y];
    },
    [screenToFlowPosition],
  );
  const middle = useCallback((): [number, number] => {
    const area = box.current?.getBoundingClientRect();
    return area ? toFlow(area.left + area.width / 2 - 72, area.top + area.height / 2 - 24) : [0, 0];
  }, [toFlow]);
  const pointer = useCallback((): [number, number] | null => {
    return last.current ? toFlow(last.current.x, last.current.y) : null;
  }, [toFlow]);
  const onDrop = (event: DragEvent) => {
    const kind = event.dataTransfer.getData(KIND_TYPE);
    const spec = useEditor.getState().kinds.get(kind);
    if (!spec && !kind.startsWith('block:')) return;
    event.preventDefault();
    const [x, y] = toFlow(event.clientX, event.clientY);
    if (!spec) return void addBlock(kind.slice('block:'.length), [x - 72, y - 24]);
    const under = wireAt(event.clientX, event.clientY);
    if (under && spliceKind(spec, under.wire, [x - 72, y - 24])) return;
    addKind(spec, [x - 72, y - 24]);
  };
  const onDoubleClick = (event: MouseEvent) => {
    const { readOnly, deploying, setUi } = useEditor.getState();
    if (readOnly || deploying || !(event.target as Element).closest('.react-flow__pane')) return;
    const [x, y] = toFlow(event.clientX, event.clientY);
    setUi({ quickAdd: { x, y, from: null } });
  };
  /** In the view from far away a click selects what is drawn there. */
  const onMapClick = (event: MouseEvent) => {
    const { nodes, select } = useEditor.getState();
    const found = nodeAt(nodes, ...toFlow(event.clientX, event.clientY));
    select(found ? [found.id] : []);
  };
  const onMove = (event: { clientX: number; clientY: number }) => {
    last.current = { x: event.clientX, y: event.clientY };
  };
  return { box, pointer, middle, onDrop, onDoubleClick, onMapClick, onMove };
}
