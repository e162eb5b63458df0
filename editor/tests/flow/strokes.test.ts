/** Lines drawn by hand, groups as boxes, chains put into wires, what goes along with a layout, and what is offered next. */

import fc from 'fast-check';
import { expect, test } from 'vitest';

import type { FlowDocument } from '../../src/api/types';
import { useSession } from '../../src/app/session';
import { foldGroup } from '../../src/commands/change';
import { besides, laidOutInGroups } from '../../src/flow/arrange';
import { chainOf, splicedChain } from '../../src/flow/chain';
import { bent, crosses, inside } from '../../src/flow/stroke';
import { withGhosts } from '../../src/pages/editor/canvas/ghosts';
import { reveal } from '../../src/pages/editor/finder/useGoTo';
import { useEditor } from '../../src/store';
import { byUse, counted } from '../../src/store/follows';
import { toGraph } from '../../src/store/graph';
import { kinds, node, pump } from '../documents';

test('a loop of any shape holds what lies inside and leaves out what does not', () => {
  const hollow = [
    [0, 0],
    [100, 0],
    [100, 100],
    [60, 100],
    [60, 40],
    [40, 40],
    [40, 100],
    [0, 100],
  ] as const;
  const places = [
    [20, 80],
    [50, 20],
    [50, 80],
    [101, 50],
  ] as const;
  expect(places.map((place) => inside(hollow, place))).toEqual([true, true, false, false]);
  expect(inside([], [0, 0])).toBe(false);
});

test('a line cuts the wires that it crosses, however they bend', () => {
  const wire = bent([0, 0], [90, 0], [10, 100], [100, 100]);
  expect(wire[0]).toEqual([0, 0]);
  expect(wire.at(-1)).toEqual([100, 100]);
  expect(
    crosses(
      [
        [50, 0],
        [50, 100],
      ],
      wire,
    ),
  ).toBe(true);
  expect(
    crosses(
      [
        [50, -50],
        [120, 60],
      ],
      wire,
    ),
  ).toBe(false);
  expect(crosses([[50, 50]], wire)).toBe(false);
});

test('a group as a box hides its nodes, keeps the wires that lead out, and undoes byte for byte', () => {
  const before = pump();
  const [group] = before.groups;
  if (!group) throw new Error('the document has a group');
  const fold = foldGroup(group);
  const folded = fold.execute(before);
  const graph = toGraph(folded, kinds, toGraph(before, kinds, { nodes: [], edges: [] }));
  expect(graph.nodes.map((one) => one.id).sort()).toEqual(['group:g', 'log', 'note:n', 'plc']);
  expect(graph.edges.map((edge) => [edge.source, edge.sourceHandle, edge.target, edge.targetHandle])).toEqual(
    [
      ['plc', 'samples', 'group:g', 'filter/samples'],
      ['group:g', 'limits/events', 'log', 'events'],
    ],
  );
  expect(graph.edges.map((edge) => edge.data?.wire)).toEqual([before.wires[0], before.wires[2]]);
  expect(JSON.stringify(fold.revert(folded))).toBe(JSON.stringify(pump()));
  const open = foldGroup({ ...group, collapsed: true });
  expect(JSON.stringify(open.execute(folded))).toBe(JSON.stringify(pump()));
  const again = toGraph(before, kinds, graph);
  expect(again.nodes.find((one) => one.id === 'group:g')?.dragHandle).toBe('.group-title');
});

test('nodes that make one chain go into a wire together; a branch or a wire elsewhere does not', () => {
  const flow = pump();
  flow.nodes['a'] = node('compute.scale', 'A');
  flow.nodes['b'] = node('compute.deadband', 'B');
  flow.wires.push({ from: ['a', 'samples'], to: ['b', 'samples'] });
  const [wire] = flow.wires;
  if (!wire) throw new Error('the document has wires');
  expect(chainOf(flow.wires, ['b', 'a'])).toEqual(['a', 'b']);
  expect(splicedChain(flow, kinds, wire, ['b', 'a'])).toEqual([
    { from: ['plc', 'samples'], to: ['a', 'samples'] },
    { from: ['b', 'samples'], to: ['filter', 'samples'] },
  ]);
  expect(splicedChain(flow, kinds, wire, ['a'])).toBe(null);
  expect(chainOf(flow.wires, ['filter'])).toBe(null);
  expect(chainOf([], ['a', 'b'])).toBe(null);
  const round = [...flow.wires, { from: ['b', 'samples'], to: ['a', 'samples'] } as const];
  expect(chainOf(round as never, ['a', 'b'])).toBe(null);
});

test('a layout keeps groups together and apart, and a note beside what it stood by', async () => {
  const box = (id: string, x: number, y: number) => ({ id, x, y, width: 144, height: 48 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(7), fc.nat(7)), { maxLength: 12 }),
      fc.nat(3),
      async (pairs, cut) => {
        const boxes = Array.from({ length: 8 }, (_, i) => box(`n${i}`, (i * 83) % 400, (i * 157) % 300));
        const wires = pairs.filter(([a, b]) => a < b).map(([a, b]) => [`n${a}`, `n${b}`] as const);
        const group = ['n0', 'n3', 'n6'].slice(0, cut);
        const places = await laidOutInGroups(boxes, wires, [group, ['n1', 'n7', 'n0']]);
        const second = ['n1', 'n7', ...(group.includes('n0') ? [] : ['n0'])];
        for (const own of [group, second].filter((one) => one.length > 0)) {
          const xs = own.map((id) => places[id]?.[0] ?? 0);
          const ys = own.map((id) => places[id]?.[1] ?? 0);
          const [left, right] = [Math.min(...xs), Math.max(...xs) + 144];
          const [top, bottom] = [Math.min(...ys), Math.max(...ys) + 48];
          for (const { id } of boxes) {
            const [x, y] = places[id] ?? [0, 0];
            const apart = x + 144 <= left || x >= right || y + 48 <= top || y >= bottom;
            expect(own.includes(id) || apart, `${id} lies in the group of ${own}`).toBe(true);
          }
        }
      },
    ),
    { numRuns: 30 },
  );
  const notes = [{ id: 'note', x: 500, y: 100, width: 100, height: 40 }];
  const moved = besides(notes, [box('near', 400, 160), box('far', 0, 0)], {
    near: [40, 60],
    far: [900, 900],
  });
  expect(moved).toEqual({ note: [140, 0] });
});

test('a note that goes along lies over no node and no other note', () => {
  const box = (id: string, x: number, y: number) => ({ id, x, y, width: 144, height: 48 });
  const place = fc.tuple(fc.nat(600), fc.nat(400));
  fc.assert(
    fc.property(
      fc.array(place, { minLength: 1, maxLength: 8 }),
      fc.array(place, { maxLength: 4 }),
      (was, at) => {
        const boxes = was.map(([x, y], i) => box(`n${i}`, x, y));
        const after = Object.fromEntries(
          boxes.map(({ id }, i) => [id, [(i % 3) * 160, Math.floor(i / 3) * 64]]),
        );
        const notes = at.map(([x, y], i) => ({ id: `note${i}`, x, y, width: 200, height: 60 }));
        const moved = besides(notes, boxes, after as never);
        const all = [
          ...boxes.map(({ id }) => box(id, after[id]?.[0] ?? 0, after[id]?.[1] ?? 0)),
          ...notes.map((one) => ({ ...one, x: moved[one.id]?.[0] ?? 0, y: moved[one.id]?.[1] ?? 0 })),
        ];
        const over = notes.flatMap(({ id }) => {
          const note = all.find((one) => one.id === id);
          return all.filter(
            (b) =>
              note &&
              b !== note &&
              note.x < b.x + b.width &&
              b.x < note.x + note.width &&
              note.y < b.y + b.height &&
              b.y < note.y + note.height,
          );
        });
        expect(over).toEqual([]);
      },
    ),
  );
});

test('what follows a kind most often in the flows here is offered first, the rest in the order of the catalogue', () => {
  const follows = counted([pump(), pump()]);
  const list = [...kinds.values()];
  expect(byUse(list, follows, 'compute.deadband', 'out')[0]?.kind).toBe('alarm.limit');
  expect(byUse(list, follows, 'alarm.limit', 'in')[0]?.kind).toBe('compute.deadband');
  expect(byUse(list, follows, undefined, 'out')).toEqual(list);
  expect(byUse(list, follows, 'compute.delay', 'out')).toEqual(list);
});

test('going to a node inside a box opens every box it is in; where nothing can be changed the box is chosen', () => {
  const flow = pump();
  flow.groups = [
    { id: 'g', name: 'Group', nodes: ['filter', 'limits'], collapsed: true },
    { id: 'h', name: 'Other', nodes: ['limits', 'log'], collapsed: true },
  ];
  useSession.setState({ session: { user: { name: 'li', role: 'admin' }, csrf: '', demo: false } as never });
  useEditor.setState({ kinds, readOnly: false, deploying: false });
  useEditor.getState().open({ document: flow, revision: 1, deployed: null });
  useEditor.setState({ readOnly: true });
  expect(reveal(['limits'])).toBe('group:g');
  expect(useEditor.getState().selected).toEqual(['group:g']);
  useEditor.setState({ readOnly: false });
  expect(reveal(['limits', 'plc'])).toBe('limits');
  expect(useEditor.getState().selected).toEqual(['limits', 'plc']);
  expect(useEditor.getState().document?.groups.some((group) => group.collapsed)).toBe(false);
  expect(useEditor.getState().nodes.some((one) => one.id === 'limits')).toBe(true);
});

test('while deploying, nodes inside a box are no ghosts; what was taken out is one, beside the box', () => {
  const deployed = pump();
  const draft = pump();
  draft.groups = [{ id: 'g', name: 'Group', nodes: ['filter', 'limits'], collapsed: true }];
  const graph = (flow: FlowDocument) => toGraph(flow, kinds, { nodes: [], edges: [] });
  const ghosts = (flow: FlowDocument) => {
    const before = graph(flow);
    const after = withGhosts(before, deployed, kinds);
    return [after.nodes.slice(before.nodes.length), after.edges.slice(before.edges.length)].map((some) =>
      some.map((one) => one.id),
    );
  };
  expect(ghosts(draft)).toEqual([[], []]);
  const { plc: _, ...nodes } = draft.nodes;
  const less = { ...draft, nodes, wires: draft.wires.slice(1) };
  // Its wire led into the box, which has no port for it any more.
  expect(ghosts(less)).toEqual([['plc'], []]);
  const { limits: __, ...others } = draft.nodes;
  const inside = {
    ...draft,
    nodes: others,
    wires: draft.wires.slice(0, 1),
    groups: [{ id: 'g', name: 'Group', nodes: ['filter'], collapsed: true }],
  };
  expect(ghosts(inside)).toEqual([['limits'], ['limits/events>log/events']]);
});
