/** A small flow for tests. */

import type { DocNode, FlowDocument, KindSpec, Position } from '../src/api/types';

export function node(kind: string, name: string, position: Position = [0, 0], config = {}): DocNode {
  return { kind, version: 1, name, config, position };
}

export function pump(): FlowDocument {
  return {
    format: 'tundish.flow/1',
    id: 'pump',
    name: 'Pump',
    description: '',
    parameters: {},
    nodes: {
      plc: node('source.modbus', 'PLC', [16, 16]),
      filter: node('compute.deadband', 'Filter', [248, 16], { band: 0.5, x: [1, 2] }),
      limits: node('alarm.limit', 'Limits', [480, 16], { limits: [{ point: 'P1', h: 1 }] }),
      log: node('action.log', 'Log', [712, 16]),
    },
    wires: [
      { from: ['plc', 'samples'], to: ['filter', 'samples'] },
      { from: ['filter', 'samples'], to: ['limits', 'samples'] },
      { from: ['limits', 'events'], to: ['log', 'events'] },
    ],
    groups: [{ id: 'g', name: 'Group', nodes: ['filter', 'limits'] }],
    notes: [{ id: 'n', text: 'Note', position: [0, 200], size: [216, 80] }],
    tests: [],
  };
}

function spec(kind: string, inputs: string, outputs: string, extra: Partial<KindSpec> = {}): KindSpec {
  const ports = (letters: string) =>
    [...letters].map((letter) => {
      const carries = letter === 's' ? ('samples' as const) : ('events' as const);
      return { name: carries, carries, title: carries, help: '' };
    });
  return {
    kind,
    version: 1,
    category: kind.split('.')[0] as KindSpec['category'],
    title: kind,
    summary: '',
    help: '',
    inputs: ports(inputs),
    outputs: ports(outputs),
    outputs_from: null,
    config: { type: 'object', properties: {} },
    commands: [],
    connector: false,
    breaks_cycles: false,
    summary_field: null,
    points: 'none',
    ...extra,
  };
}

export const kinds = new Map(
  [
    spec('source.modbus', '', 's'),
    spec('compute.deadband', 's', 's'),
    spec('compute.scale', 's', 's'),
    spec('compute.switch', 'e', '', { outputs_from: { field: 'cases', name: 'port', carries: 'events' } }),
    spec('alarm.limit', 's', 'e'),
    spec('action.log', 'se', ''),
    spec('compute.delay', 's', 's', { breaks_cycles: true }),
  ].map((s) => [s.kind, s]),
);
