/** Any sequence of commands, undone, gives the same document byte for byte; redone, the same result. */

import { readdirSync, readFileSync } from 'node:fs';

import fc from 'fast-check';
import { expect, test } from 'vitest';

import {
  type DocNode,
  type FlowDocument,
  type Group,
  type Position,
  TRACINGS,
  type Wire,
} from '../../src/api/types';
import {
  foldGroup,
  movePart,
  renameNode,
  replaceDocument,
  setConfig,
  setDelivery,
  setFlow,
  setGroup,
  setIsolation,
  setNote,
  setRecord,
  setTracing,
} from '../../src/commands/change';
import { collapsed } from '../../src/commands/collapse';
import { type Command, emptyHistory, push, stepBack, stepForward } from '../../src/commands/command';
import { expanded } from '../../src/commands/expand';
import { copyPart, freeId, withFreeIds } from '../../src/commands/ids';
import { inside } from '../../src/commands/inside';
import { addPart, addWire, removePart } from '../../src/commands/part';
import { setIn } from '../../src/commands/paths';
import { several } from '../../src/commands/several';
import { spliceNode } from '../../src/commands/splice';
import { swap } from '../../src/commands/swap';
import { ALIGNMENTS, aligned, distributed } from '../../src/flow/arrange';
import { BLOCK, viewOf } from '../../src/flow/blockView';
import { splicedChain } from '../../src/flow/chain';
import { spliced } from '../../src/flow/splice';
import { kinds, node, pump } from '../documents';

type Choice = [what: number, a: number, b: number, text: string];

const pick = <T>(list: readonly T[], n: number): T | undefined => list[n % list.length];

/** A command that makes sense for the document, chosen by numbers. */
function choose(document: FlowDocument, [what, a, b, text]: Choice): Command | null {
  const ids = Object.keys(document.nodes);
  const id = pick(ids, a);
  const other = pick(ids, b);
  const some = document.nodes[id ?? ''] as DocNode | undefined;
  switch (what) {
    case 0: {
      const fresh = freeId(text || 'node', new Set(ids));
      return addPart({ nodes: { [fresh]: node('compute.scale', text, [a, b]) }, wires: [] });
    }
    case 1:
      return id && other ? addWire({ from: [id, 'samples'], to: [other, 'samples'] }) : null;
    case 2:
      return removePart(document, {
        nodes: new Set(ids.filter((_, i) => (a >> (i % 8)) & 1)),
        wires: new Set(document.wires.filter((_, i) => (b >> (i % 8)) & 1)) as ReadonlySet<Wire>,
        notes: new Set(document.notes.slice(0, b % 2).map((n) => n.id)),
        groups: new Set(document.groups.slice(0, a % 2).map((g) => g.id)),
      });
    case 3:
      return id && some ? movePart({ before: { [id]: some.position }, after: { [id]: [a, b] } }) : null;
    case 4:
      return id && some ? renameNode(id, some.name, text) : null;
    case 5:
      return id && some
        ? setConfig(id, some, setIn(some.config, pick([['band'], ['x', 0], ['new']], b) ?? [], text), 'f')
        : null;
    case 6:
      return id && some ? setConfig(id, some, setIn(some.config, ['band'], undefined), 'band') : null;
    case 7: {
      const note = pick(document.notes, a);
      return note ? setNote(note, { ...note, text }) : null;
    }
    case 8:
      return setFlow(document, { name: text, description: document.description });
    case 9:
      return a % 2
        ? setIsolation(document.isolation, text)
        : setTracing(document.tracing, pick(TRACINGS, b) ?? 'off');
    case 10: {
      const wire = pick(document.wires, a);
      const fresh = freeId(text || 'node', new Set(ids));
      const spec = node('compute.scale', text, [a, b]);
      const two = wire && spliced(document, kinds, wire, fresh, spec);
      return wire && two ? spliceNode(document, wire, two, { [fresh]: spec }) : null;
    }
    case 11: {
      const wire = pick(document.wires, b);
      const two = wire && id && some ? spliced(document, kinds, wire, id, some) : null;
      const moved =
        id && some ? movePart({ before: { [id]: some.position }, after: { [id]: [b, a] } }) : null;
      return wire && two && moved ? spliceNode(document, wire, two, {}, moved) : null;
    }
    case 12: {
      const boxes = ids.map((one) => {
        const [x, y] = document.nodes[one]?.position ?? [0, 0];
        return { id: one, x, y, width: 144, height: 48 };
      });
      const after = b % 2 ? distributed(boxes, 'across') : aligned(boxes, pick(ALIGNMENTS, a) ?? 'left');
      const before = Object.fromEntries(boxes.map(({ id: one, x, y }) => [one, [x, y] as Position]));
      return Object.keys(after).length ? movePart({ before, after }) : null;
    }
    case 13: {
      const part = copyPart(document, new Set(ids.filter((_, i) => (a >> (i % 8)) & 1)), new Set(['n']));
      return addPart(withFreeIds(part, document, [b, b]), { what: 'paste' });
    }
    case 15:
      if (id && some && b % 5 === 0) return setRecord(id, some, a % 2 === 0);
      return id && some
        ? setDelivery(id, some, { when_full: pick(['wait', null], a) ?? null, lifetime: b % 3 || null })
        : null;
    case 17: {
      const some = ids.filter((_, i) => (a >> (i % 8)) & 1);
      const free = freeId(text || 'block', new Set(Object.keys(document.blocks ?? {})));
      const pick = { node: some[0] ?? '', path: ['band'], name: 'band', parameter: { default: 1 } };
      const wanted = { nodes: new Set(some), id: free, name: text, picks: b % 2 ? [pick] : [] };
      const made = some.length ? collapsed(document, { ...wanted, carries: () => 'samples' }) : null;
      return made && swap(document, made.document, { what: 'collapse' });
    }
    case 18: {
      const block = pick(
        ids.filter((one) => document.nodes[one]?.kind === BLOCK),
        a,
      );
      const made = block ? expanded(document, block) : 'missing';
      return typeof made === 'string' ? null : swap(document, made.document, { what: 'expand' });
    }
    case 19: {
      const block = pick(
        ids.filter((one) => document.nodes[one]?.kind === BLOCK),
        a,
      );
      const view = block ? viewOf(document, [block]) : null;
      const inner = view && choose(view, [b % 19, b, a, text]);
      return block && view && inner ? inside(document, [block], view, inner) : null;
    }
    case 14: {
      const free = freeId('group', new Set(document.groups.map((group) => group.id)));
      return addPart({
        nodes: {},
        wires: [],
        groups: [{ id: free, name: text, nodes: ids.slice(0, 1 + (a % 3)) }],
      });
    }
    case 21: {
      const group = pick(document.groups, a);
      return group
        ? several([foldGroup(group), setGroup(folded(group), { ...folded(group), name: text })], {
            what: 'fold',
          })
        : null;
    }
    case 22: {
      const wire = pick(document.wires, a);
      const some = ids.filter((_, i) => (b >> (i % 8)) & 1);
      const two = wire && some.length ? splicedChain(document, kinds, wire, some) : null;
      return wire && two ? spliceNode(document, wire, two, {}) : null;
    }
    default:
      return replaceDocument(document, { ...document, name: text, nodes: {}, wires: [] });
  }
}

const folded = ({ collapsed, ...rest }: Group): Group => (collapsed ? rest : { ...rest, collapsed: true });

const choices = fc.array(
  fc.tuple(
    fc.integer({ min: 0, max: 22 }),
    fc.nat(255),
    fc.nat(255),
    fc.string({ maxLength: 6 }),
    fc.boolean(),
  ),
  { maxLength: 40 },
);

test('a random session undone is as if it had never been, and redone as if never undone', () => {
  fc.assert(
    fc.property(choices, (session) => {
      const first = pump();
      let document = first;
      let history = emptyHistory;
      for (const [what, a, b, text, seal] of session) {
        const command = choose(document, [what, a, b, text]);
        if (!command) continue;
        document = command.execute(document);
        history = push({ ...history, sealed: seal }, command);
      }
      const last = JSON.stringify(document);
      for (let step = stepBack(history); step; step = stepBack(history)) {
        document = step.command.revert(document);
        history = step.history;
      }
      expect(JSON.stringify(document)).toBe(JSON.stringify(pump()));
      for (let step = stepForward(history); step; step = stepForward(history)) {
        document = step.command.execute(document);
        history = step.history;
      }
      expect(JSON.stringify(document)).toBe(last);
      expect(JSON.stringify(first)).toBe(JSON.stringify(pump()));
    }),
    { numRuns: 300 },
  );
});

test('every kind of command takes part in the random sessions', () => {
  const folder = `${process.cwd()}/src/commands`;
  const own = readFileSync(`${process.cwd()}/tests/commands/undo.test.ts`, 'utf8');
  const commands = readdirSync(folder).map((name) => readFileSync(`${folder}/${name}`, 'utf8'));
  const makers = commands.flatMap((text) =>
    [
      ...text.matchAll(/^export (?:function|const) (\w+)(?:(?!^export )[\s\S])*?\): (?:Command|Swap)\b/gm),
    ].map(([, name]) => name),
  );
  expect(makers).toEqual(expect.arrayContaining(['movePart', 'addPart', 'foldGroup', 'swap']));
  expect(makers.filter((name) => !own.includes(`${name}(`))).toEqual([]);
});

test('typing in one field is one command until the field is left', () => {
  let document = pump();
  let history = { ...emptyHistory };
  const type = (text: string) => {
    const before = document.nodes['filter'] as DocNode;
    const command = setConfig('filter', before, setIn(before.config, ['band'], text), 'band');
    document = command.execute(document);
    history = push(history, command);
  };
  type('1');
  type('12');
  expect(history.done.length).toBe(1);
  history = { ...history, sealed: true };
  type('123');
  expect(history.done.length).toBe(2);
});
