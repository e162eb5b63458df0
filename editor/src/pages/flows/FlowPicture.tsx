import type { FlowDocument, Position } from '../../api/types';
import { categoryOf } from '../../look/kinds';

const [WIDTH, HEIGHT] = [184, 44];
const MARGIN = 8;

/** A flow seen from afar: its nodes by category, and its wires. */
export function FlowPicture({ flow }: { flow: FlowDocument }) {
  const nodes = Object.entries(flow.nodes);
  const xs = nodes.map(([, node]) => node.position[0]);
  const ys = nodes.map(([, node]) => node.position[1]);
  const [left, top] = [Math.min(...xs) - MARGIN, Math.min(...ys) - MARGIN];
  const size = [Math.max(...xs) + WIDTH + MARGIN - left, Math.max(...ys) + HEIGHT + MARGIN - top];
  return (
    <svg className="fl-picture" viewBox={`${left} ${top} ${size[0]} ${size[1]}`} aria-hidden="true">
      {flow.wires.map((wire) => {
        const [from, to] = [flow.nodes[wire.from[0]], flow.nodes[wire.to[0]]];
        if (!from || !to) return null;
        return <path key={`${wire.from}>${wire.to}`} d={curve(from.position, to.position)} />;
      })}
      {nodes.map(([id, { kind, position }]) => (
        <rect
          key={id}
          data-category={categoryOf(kind)}
          x={position[0]}
          y={position[1]}
          width={WIDTH}
          height={HEIGHT}
          rx={8}
        />
      ))}
    </svg>
  );
}

function curve([fromX, fromY]: Position, [toX, toY]: Position): string {
  const [x, y] = [fromX + WIDTH, fromY + HEIGHT / 2];
  const middle = (x + toX) / 2;
  return `M ${x} ${y} C ${middle} ${y} ${middle} ${toY + HEIGHT / 2} ${toX} ${toY + HEIGHT / 2}`;
}
