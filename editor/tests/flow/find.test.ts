/** Search in a flow: by what people wrote, not by names of settings; by kind and point; inside blocks too. */

import { beforeEach, expect, test } from 'vitest';

import type { Config, FlowDocument, KindSpec, Problem, Schema } from '../../src/api/types';
import { specOf } from '../../src/flow/blocks';
import { found, type Known, type NodeFilter, searchable } from '../../src/flow/find';
import { pointsIn } from '../../src/flow/pointNames';
import { reveal, within } from '../../src/pages/editor/finder/useGoTo';
import { useEditor } from '../../src/store';
import { kinds, node, pump } from '../documents';

const LIMITS: Schema = {
  type: 'object',
  $defs: {
    Row: {
      type: 'object',
      properties: {
        points: { anyOf: [{ type: 'string' }, { type: 'null' }], 'x-widget': 'points' },
        h: { type: 'string', 'x-widget': 'formula' },
      },
    },
  },
  properties: {
    rows: { type: 'array', items: { $ref: '#/$defs/Row' } },
    many: { type: 'array', items: { type: 'string', 'x-widget': 'points' } },
    setpoint: { type: 'string', 'x-widget': 'point' },
    message: { type: 'string' },
  },
};
const titled = new Map<string, KindSpec>(kinds);
titled.set('alarm.limit', { ...(kinds.get('alarm.limit') as KindSpec), title: '限值报警', config: LIMITS });
titled.set('compute.deadband', { ...(kinds.get('compute.deadband') as KindSpec), title: '死区' });

/** The pump, with a block of a limit alarm in a block, and a limit alarm with a message. */
function plant(): FlowDocument {
  const flow = pump();
  const alarm = {
    deadband: 0.75,
    message: 'Too hot',
    on: true,
    rows: [{ points: 'TI*', h: 'limit.h + 5 degC' }],
  };
  flow.nodes.limits = node('alarm.limit', 'Limits', [480, 16], alarm);
  flow.nodes.pumps = node('block', 'Pumps', [0, 300], { block: 'outer', parameters: { band: 3.25 } });
  flow.blocks = {
    outer: {
      format: 'tundish.block/1',
      id: 'outer',
      name: 'Pump room',
      nodes: { one: node('block', 'First', [0, 0], { block: 'inner' }) },
    },
    inner: {
      format: 'tundish.block/1',
      id: 'inner',
      inputs: [{ name: 'level', carries: 'samples', wires: [['watch', 'samples']] }],
      nodes: {
        watch: node('alarm.limit', 'Watch', [0, 0], { setpoint: '{device}.flow', message: 'Dry run' }),
        spare: node('compute.scale', 'Spare'),
        again: node('block', 'Again', [0, 0], { block: 'inner' }),
      },
    },
  };
  return flow;
}

const known = (root: FlowDocument, more: Partial<Known> = {}): Known => ({
  root,
  scope: [],
  deployed: root,
  problems: [],
  spec: (one) => specOf(titled, one, root.blocks),
  title: (spec) => spec?.title ?? '',
  category: (spec) => ({ alarm: '报警', compute: '计算' })[spec.category as string] ?? '',
  ...more,
});
const find = (text: string, filters: NodeFilter[] = [], given = known(plant())): string[] =>
  found(searchable(given), given.scope, text, new Set(filters)).map(({ path }) => path);

test.each([
  ['the key of a setting finds nothing', 'message', []],
  ['a key that is the name of a kind too finds no alarm', 'deadband', []],
  ['its title finds the kind', '死区', ['filter']],
  ['a text that was written', 'too hot', ['limits']],
  ['a number that was written', '0.75', ['limits']],
  ['a switch is no word', 'true', []],
  ['a value for the parameter of a block', '3.25', ['pumps']],
  ['a point in a formula', 'limit.h', ['limits']],
  ['an id, in any case', 'PLC', ['plc']],
  ['words all of which it has', 'watch 限值', ['pumps/one/watch']],
  ['inside a block, in a block', 'dry', ['pumps/one/watch']],
  ['the name of a block', 'room', ['pumps']],
])('%s', (_, text, paths) => {
  expect(find(text)).toEqual(paths);
});

test.each([
  ['kind:alarm.limit', ['limits', 'pumps/one/watch']],
  ['kind:限值', ['limits', 'pumps/one/watch']],
  ['KIND:Deadband', ['filter']],
  ['kind：死区', ['filter']],
  ['kind:计算', ['filter', 'pumps/one/spare']],
  ['kind:alarm dry', ['pumps/one/watch']],
  ['point:TI', ['limits']],
  ['point:TI7', ['limits']],
  ['point:limit.h', ['limits']],
  ['point:P1.flow', ['pumps/one/watch']],
  ['point:hot', []],
  ['point:degC', []],
])('%s', (text, paths) => {
  expect(find(text)).toEqual(paths);
});

test('a prefix without a word yet: all nodes, and all that name a point', () => {
  expect(find('kind:')).toContain('plc');
  expect(find('point:')).toEqual(['limits', 'pumps/one/watch']);
});

test('points that the directory knows of a node count, of one beside others for devices too', () => {
  const points = new Map([['pumps/one/watch', ['P7.level']]]);
  expect(find('point:p7.level', [], known(plant(), { points }))).toEqual(['pumps/one/watch']);
});

test('before anything is asked for the open block alone; what is in it comes first, its ports too', () => {
  expect(find('')).toEqual(['plc', 'filter', 'limits', 'log', 'pumps']);
  const inside = known(plant(), { scope: ['pumps', 'one'] });
  expect(find('', [], inside).sort()).toEqual(
    ['again', 'in:level', 'spare', 'watch'].map((id) => `pumps/one/${id}`).sort(),
  );
  expect(find('kind:alarm', [], inside)).toEqual(['pumps/one/watch', 'limits']);
  expect(find('level')).toEqual([]);
  expect(find('level', [], inside)).toEqual(['pumps/one/in:level']);
});

test('filters look inside blocks; a block is as wrong as what is in it', () => {
  const wrong = { severity: 'error', code: '', message: '', node: 'pumps/one/watch~band=2' } as Problem;
  const root = plant();
  const old = plant();
  delete old.blocks?.inner?.nodes?.spare;
  const given = known(root, { problems: [wrong], deployed: old, unread: new Set(['pumps/one/spare']) });
  expect(find('', ['invalid'], given)).toEqual(['pumps', 'pumps/one', 'pumps/one/watch']);
  expect(find('', ['unused'], given)).toEqual(['pumps', 'pumps/one', 'pumps/one/spare', 'pumps/one/again']);
  expect(find('', ['changed'], given)).toEqual(['pumps/one/spare']);
  expect(find('spare', ['changed', 'unused', 'unread'], given)).toEqual(['pumps/one/spare']);
  expect(find('plc', ['changed'], given)).toEqual([]);
});

test('points of settings: patterns, lists, formulas with quotes, units, functions and comments', () => {
  const formula = 'max("line 1/TI", 80 degC) + {device}.power # of TI9\nand 一号炉.温度 > 3 kPa';
  const config: Config = {
    rows: [{ points: 'P1.*', h: formula }, { points: '=TI3 + 1' }],
    many: ['A', 'B'],
    message: 'X',
  };
  expect(pointsIn(config, LIMITS)).toEqual([
    'P1.*',
    'line 1/TI',
    '{device}.power',
    '一号炉.温度',
    'TI3',
    'A',
    'B',
  ]);
});

beforeEach(() => useEditor.setState({ kinds: titled, readOnly: false, deploying: false }));

test('going to a node inside a block opens the block and selects it', () => {
  const store = useEditor.getState;
  store().open({ document: plant(), revision: 1, deployed: null });
  reveal(within(['watch'], ['pumps', 'one']));
  expect([store().scope, store().selected]).toEqual([['pumps', 'one'], ['watch']]);
  reveal(within(['plc'], []));
  expect([store().scope, store().selected]).toEqual([[], ['plc']]);
});

test('while differences are shown the node that leads there is selected, and nothing opens', () => {
  const store = useEditor.getState;
  store().open({ document: plant(), revision: 1, deployed: null });
  store().setUi({ deploying: true });
  reveal(within(['watch'], ['pumps', 'one']));
  expect([store().scope, store().selected]).toEqual([[], ['pumps']]);
});
