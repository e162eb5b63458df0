/** Whatever is pasted: a part of a flow or a reason, never an exception, and never half of it. */

import fc from 'fast-check';
import { expect, test } from 'vitest';

import { copyPart, withFreeIds } from '../../src/commands/ids';
import { addPart } from '../../src/commands/part';
import { readPart } from '../../src/flow/part';
import { toGraph } from '../../src/store/graph';
import { kinds, pump } from '../documents';

const part = (change: Record<string, unknown> = {}) =>
  JSON.stringify({
    format: 'tundish.part/1',
    ...copyPart(pump(), new Set(['plc', 'filter']), new Set(['n'])),
    ...change,
  });

test('what is no part is told from one of a newer version and from a damaged one', () => {
  for (const text of ['hello', '', '[]', '7', 'null', '{"format":7}', '{"nodes":{}}', '{"format":"n8n"}'])
    expect(readPart(text), text).toBe('nothing');
  for (const format of ['tundish.part/2', 'tundish.flow/9', 'tundish.bundle/2'])
    expect(readPart(part({ format })), format).toBe('newer');
  const damaged = [
    { nodes: [] },
    { nodes: { a: null } },
    { nodes: { a: { kind: 'x', name: 'x', config: {}, position: ['1', 2] } } },
    { nodes: { a: { kind: 'x', name: 'x', config: [], position: [1, 2] } } },
    { wires: [{ from: 'plc', to: [] }] },
    { notes: [{ id: 'n' }] },
    { groups: {} },
    { blocks: { a: null } },
    { blocks: { a: { nodes: { b: 7 } } } },
  ];
  for (const change of damaged) expect(readPart(part(change)), JSON.stringify(change)).toBe('broken');
});

test('a part, a flow and a bundle are read; wires and members that lead nowhere are left out', () => {
  expect(readPart(part())).toMatchObject({ nodes: { plc: { name: 'PLC' } }, wires: [pump().wires[0]] });
  const loose = { from: ['plc', 'samples'], to: ['__proto__', 'samples'] };
  expect(readPart(part({ wires: [loose] }))).toMatchObject({ wires: [] });
  const flow = JSON.stringify({
    format: 'tundish.bundle/1',
    tundish: '0.1.0',
    flow: pump(),
    connections: [],
  });
  expect(readPart(flow)).toMatchObject({ wires: pump().wires, groups: pump().groups });
});

test('random JSON is refused or added, drawn and taken back without a trace', () => {
  const position = fc.oneof(fc.tuple(fc.integer(), fc.integer()), fc.anything());
  const node = fc.record({
    kind: fc.string(),
    name: fc.string(),
    config: fc.dictionary(fc.string(), fc.jsonValue()),
    position,
  });
  const some = fc.record(
    {
      format: fc.constantFrom('tundish.part/1', 'tundish.flow/1', 'x'),
      nodes: fc.dictionary(fc.string(), node, { maxKeys: 4 }),
      wires: fc.array(
        fc.record({ from: fc.tuple(fc.string(), fc.string()), to: fc.tuple(fc.string(), fc.string()) }),
        { maxLength: 3 },
      ),
      notes: fc.jsonValue(),
      groups: fc.jsonValue(),
    },
    { requiredKeys: ['format', 'nodes'] },
  );
  fc.assert(
    fc.property(fc.oneof(some, fc.jsonValue()), (value) => {
      const text = JSON.stringify(value);
      const found = text === undefined ? 'nothing' : readPart(text);
      if (typeof found === 'string') return;
      const command = addPart(withFreeIds(found, pump(), [0, 0]));
      const after = command.execute(pump());
      toGraph(after, kinds, { nodes: [], edges: [] });
      expect(JSON.stringify(command.revert(after))).toBe(JSON.stringify(pump()));
    }),
    { numRuns: 300 },
  );
});
