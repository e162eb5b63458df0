import { expect, test } from 'vitest';

import type { Block, FlowDocument, LiveValue, NodeStatus, Problem } from '../../src/api/types';
import { shownProblem, shownStatus, shownValues, specOf } from '../../src/flow/blocks';
import { refusal } from '../../src/flow/rules';
import { toGraph } from '../../src/store/graph';
import { seenProblems, seenStatus, seenValues } from '../../src/store/seen';
import { kinds, node, pump } from '../documents';

const BLOCK: Block = {
  format: 'tundish.block/1',
  id: 'pump',
  version: 2,
  name: 'Pump',
  inputs: [{ name: 'samples', carries: 'samples', wires: [['limits', 'samples']] }],
  outputs: [{ name: 'alarms', carries: 'events', wires: [['limits', 'events']] }],
  nodes: { limits: node('alarm.limit', 'Limits') },
  wires: [],
};

function withBlock(): FlowDocument {
  const document = pump();
  document.blocks = { pump: BLOCK };
  document.nodes['pumps'] = node('block', 'Pumps', [0, 300], { block: 'pump', version: 2 });
  return document;
}

const status = (word: NodeStatus['status'], errors: number, last_error: string | null): NodeStatus => ({
  status: word,
  in: 1,
  out: 2,
  rate: 3,
  errors,
  last_error,
});

test('a node that stands for a block has its ports, and a wire that does not fit is refused', () => {
  const document = withBlock();
  const pumps = document.nodes['pumps'];
  const spec = pumps && specOf(kinds, pumps, document.blocks);
  expect([spec?.title, spec?.inputs[0]?.name, spec?.outputs[0]?.carries]).toEqual([
    'Pump',
    'samples',
    'events',
  ]);
  const drawn = toGraph(document, kinds, { nodes: [], edges: [] }).nodes.find((one) => one.id === 'pumps');
  expect(drawn?.handles?.map((handle) => handle.id)).toEqual(['samples', 'alarms', 'error']);
  const out = { node: 'pumps', port: 'alarms', side: 'out' as const };
  expect(refusal(document, kinds, out, { node: 'limits', port: 'samples', side: 'in' })).not.toBeNull();
  expect(refusal(document, kinds, out, { node: 'log', port: 'events', side: 'in' })).toBeNull();
});

test('a block that is not there is drawn like a kind that is not installed', () => {
  const document = withBlock();
  document.blocks = {};
  const drawn = toGraph(document, kinds, { nodes: [], edges: [] }).nodes.find((one) => one.id === 'pumps');
  expect(drawn?.type === 'flow' && drawn.data.spec).toBe(undefined);
});

test('a problem inside a block is told at its node, with its place', () => {
  const problem: Problem = {
    severity: 'error',
    code: 'config',
    message: 'H must be a number',
    node: 'pumps/limits',
    field: 'rows/0/h',
    wire: null,
  };
  const shown = shownProblem(problem);
  expect([shown.node, shown.field, shown.message]).toEqual([
    'pumps',
    null,
    'limits, rows/0/h: H must be a number',
  ]);
  expect(shownProblem({ ...problem, node: 'limits' })).toEqual({ ...problem, node: 'limits' });
});

test('the worst of the nodes inside is the status of the block', () => {
  const shown = shownStatus({
    plc: status('ok', 0, null),
    'pumps/calm': status('ok', 0, null),
    'pumps/limits': status('error', 2, 'it broke'),
    'pumps/limits~band=2': status('warn', 1, 'hm'),
  });
  expect(Object.keys(shown)).toEqual(['plc', 'pumps']);
  expect([
    shown['pumps']?.status,
    shown['pumps']?.errors,
    shown['pumps']?.in,
    shown['pumps']?.last_error,
  ]).toEqual(['error', 3, 3, 'limits: it broke']);
});

test('a port of a block shows the value of the node inside', () => {
  const value: LiveValue = { carries: 'events', event: {} as never, count: 7 };
  expect(shownValues({ 'pumps/limits/events': value }, withBlock())['pumps/alarms']).toEqual(value);
  expect(shownValues({ 'pumps/limits~band=2/events': value }, withBlock())['pumps/alarms']).toEqual(value);
  expect(shownValues({}, withBlock())).toEqual({});
});

test('in an open block paths are those of its nodes; what is wrong elsewhere stays in the list', () => {
  const problem = { severity: 'error' as const, code: 'x', message: 'bad', field: 'h', wire: null };
  const seen = seenProblems(
    [
      { ...problem, node: 'pumps/limits~band=2' },
      { ...problem, node: 'plc' },
    ],
    ['pumps'],
  );
  expect(seen.map(({ node: at, field, message }) => [at, field, message])).toEqual([
    ['limits', 'h', 'bad'],
    [null, null, 'plc: bad'],
  ]);
  const inside = seenStatus({ plc: status('ok', 0, null), 'pumps/limits': status('warn', 1, 'hm') }, [
    'pumps',
  ]);
  expect(Object.keys(inside)).toEqual(['limits']);
  const value: LiveValue = { carries: 'events', event: {} as never, count: 7 };
  const values = seenValues({ 'pumps/limits/events': value, 'plc/samples': value }, withBlock(), ['pumps']);
  expect(values).toEqual({ 'limits/events': value });
});
