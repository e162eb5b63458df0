/** Blocks inside blocks go into the library and come out of it as they are used. */

import { beforeEach, expect, test } from 'vitest';

import type { Block, FlowDocument } from '../../src/api/types';
import { addBlock } from '../../src/pages/editor/blocks/actions';
import { innerOf } from '../../src/pages/editor/blocks/fromLibrary';
import { keepInLibrary } from '../../src/pages/editor/blocks/libraryActions';
import { upgradeOthers, withOlder } from '../../src/pages/editor/blocks/upgradeOthers';
import { useEditor } from '../../src/store';
import { kinds, node, pump } from '../documents';
import { as, refused, serve } from './place';

const store = useEditor.getState;
const use = (block: string, version = 1) => node('block', block, [0, 0], { block, version });
const block = (id: string, inner?: string, version = 1): Block => ({
  format: 'tundish.block/1',
  id,
  version,
  nodes: inner ? { [inner]: use(inner) } : {},
});

function open(blocks: Record<string, Block>): FlowDocument {
  const document = { ...pump(), blocks };
  useEditor.setState({ kinds, readOnly: false, deploying: false });
  store().open({ document, revision: 1, deployed: null });
  return document;
}

beforeEach(() => as('engineer'));

test('a block is kept after those inside it, however deep; each says the version that it has there', async () => {
  open({ plant: block('plant', 'pump'), pump: block('pump', 'seal'), seal: block('seal', undefined, 4) });
  const saved: Block[] = [];
  const put = (version: number) => (body: unknown) => {
    saved.push(body as Block);
    return { version };
  };
  serve({
    'GET /blocks': [],
    'PUT /blocks/plant': put(1),
    'PUT /blocks/pump': put(3),
    'PUT /blocks/seal': put(1),
  });
  await keepInLibrary('plant', 'first');
  expect(saved.map((one) => one.id)).toEqual(['seal', 'pump', 'plant']);
  expect(saved[2]?.nodes?.['pump']?.config['version']).toBe(3);
  expect(store().root?.blocks?.['seal']?.version).toBe(1);
});

test('a block that the library has otherwise is replaced neither from inside nor by a new one of its name', async () => {
  open({ plant: block('plant', 'pump'), pump: block('pump') });
  const other = { document: { ...block('pump'), name: 'Another' } };
  const answers = { 'GET /blocks': [{ id: 'pump' }, { id: 'plant' }], 'GET /blocks/pump/versions/1': other };
  const asked = serve(answers);
  await expect(keepInLibrary('plant', '')).rejects.toThrow(/is not in the library as it is here/);
  await expect(keepInLibrary('plant', '', true)).rejects.toThrow(/The library has another block plant/);
  expect(asked.filter((one) => one.method === 'PUT')).toEqual([]);
});

test('another flow that is opened meanwhile is left alone', async () => {
  open({ pump: block('pump') });
  const later = { ...pump(), id: 'later', blocks: { pump: block('pump') } };
  const put = () => {
    store().open({ document: later, revision: 1, deployed: null });
    return { version: 9 };
  };
  serve({ 'GET /blocks': [], 'PUT /blocks/pump': put });
  await keepInLibrary('pump', '');
  expect(store().root).toBe(later);
});

test('what is inside comes in the version that is used; what the library lacks is the own one', async () => {
  open({});
  serve({
    'GET /blocks/pump': { document: block('pump', 'seal', 2) },
    'GET /blocks/seal': { document: block('seal', undefined, 5) },
    'GET /blocks/seal/versions/1': { document: block('seal') },
    'GET /blocks/gone': refused(404),
    'GET /blocks/gone/versions/1': refused(404),
  });
  await addBlock('pump', [0, 0]);
  expect(store().root?.blocks?.['seal']?.version).toBe(1);
  expect(store().root?.nodes['pump']?.config['version']).toBe(2);
  const mine = { gone: block('gone'), seal: block('seal', undefined, 3) };
  expect(await innerOf(block('x', 'gone'), mine)).toEqual({ gone: mine.gone });
  expect((await innerOf(block('x', 'seal'), mine))['seal']?.version).toBe(1);
});

test('other flows are upgraded, but those that would lose wires or values; one that cannot be saved stops none', async () => {
  const flow = (id: string, parameters = {}): FlowDocument => ({
    ...pump(),
    id,
    nodes: { a: node('block', 'A', [0, 0], { block: 'pump', version: 1, parameters }) },
    wires: [],
    groups: [],
    blocks: { pump: { ...block('pump'), parameters: { old: { default: 1 } } } },
  });
  const without = { ...flow('without'), blocks: {} };
  const newer = { ...flow('newer'), blocks: { pump: block('pump', undefined, 2) } };
  const records = {
    away: flow('away'),
    loses: flow('loses', { old: 2 }),
    without,
    newer,
    plain: flow('plain'),
  };
  const answers = Object.entries(records).map(([id, document]) => [
    `GET /flows/${id}`,
    { document, revision: 1 },
  ]);
  const asked = serve({
    ...Object.fromEntries(answers),
    'PUT /flows/plain': { revision: 2 },
    'PUT /flows/away': refused(409, { title: 'Locked' }),
  });
  const next = block('pump', 'seal', 2);
  const made = await upgradeOthers(Object.keys(records), 'pump', next, { seal: block('seal') });
  expect(made).toMatchObject({ done: 1, left: ['loses'], failed: [expect.stringContaining('away: ')] });
  const saved = asked.find((one) => one.method === 'PUT' && one.path === '/flows/plain')
    ?.body as FlowDocument;
  expect(Object.keys(saved.blocks ?? {}).sort()).toEqual(['pump', 'seal']);
  for (const read of ['loses', 'without', 'newer'])
    expect(asked.filter((one) => one.path === `/flows/${read}`)).toHaveLength(1);
});

test('a flow that runs an older version counts, unless a draft of it says otherwise', () => {
  const used = (flow: string, version: number, deployed: boolean) => ({ flow, node: 'a', version, deployed });
  const upgraded = [used('upgraded', 1, true), used('upgraded', 2, false)];
  const both = [used('both', 1, true), used('both', 1, false), { ...used('both', 1, true), node: 'b' }];
  const uses = [used('runs', 1, true), used('drafted', 1, false), used('new', 2, true), ...upgraded, ...both];
  expect(withOlder(uses, 2)).toEqual(['runs', 'drafted', 'both']);
});
