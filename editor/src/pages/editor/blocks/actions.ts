/** What can be done with blocks; each change is one command. Used by keys, menus, palette and buttons alike. */

import i18next from 'i18next';

import type { Carries, Config, DocNode, End, FlowDocument, Position, Wire } from '../../../api/types';
import { toastError } from '../../../app/toasts';
import { type Collapsed, collapsed, collapsible, type Wanted } from '../../../commands/collapse';
import type { Label } from '../../../commands/command';
import { expanded } from '../../../commands/expand';
import { freeId } from '../../../commands/ids';
import { swap } from '../../../commands/swap';
import { specOf } from '../../../flow/blocks';
import { BLOCK, blockKeyAt, INPUT, OUTPUT, portNode } from '../../../flow/blockView';
import { carriesOf } from '../../../flow/ports';
import { useEditor } from '../../../store';
import { useLibrary } from '../../../store/library';
import { chosen, locked, snap } from '../actions';
import { withInner } from './fromLibrary';

/** One command that makes the document what `after` is. */
export function become(after: FlowDocument, label: Label): void {
  const { document, run, seal } = useEditor.getState();
  const command = document && swap(document, after, label);
  if (!command || locked()) return;
  seal();
  run(command);
  seal();
}

/** The same for the flow as a whole, whatever is open. */
export function becomeWhole(after: FlowDocument, label: Label): void {
  const { root, run, seal } = useEditor.getState();
  const command = root && swap(root, after, label);
  if (!command || locked()) return;
  seal();
  run({ ...command, whole: true });
  seal();
}

/** The selected nodes that can go into a block. */
export function toCollapse(): Set<string> {
  const { document } = useEditor.getState();
  return document ? collapsible(document, chosen().nodes) : new Set();
}

export function askCollapse(): void {
  if (!locked() && toCollapse().size > 0) useEditor.getState().setUi({ blockDialog: { kind: 'collapse' } });
}

/** Ids that are used by blocks of this flow or of the library. */
export function takenBlockIds(): Set<string> {
  const { root } = useEditor.getState();
  return new Set([
    ...Object.keys(root?.blocks ?? {}),
    ...useLibrary.getState().blocks.map((block) => block.id),
  ]);
}

type Answers = Omit<Wanted, 'nodes' | 'notes' | 'carries'>;

export function collapseSelection(answers: Answers): Collapsed | null {
  const { document, kinds, select } = useEditor.getState();
  if (!document || locked()) return null;
  const carries = ([id, port]: End): Carries => {
    const node = document.nodes[id];
    return (node && carriesOf(specOf(kinds, node, document.blocks), node, 'out', port)) || 'samples';
  };
  const made = collapsed(document, { ...answers, nodes: toCollapse(), notes: chosen().notes, carries });
  become(made.document, { what: 'collapse', name: answers.name });
  select([made.node]);
  return made;
}

/** The one selected node that stands for a block. */
export function selectedBlock(): string | null {
  const { document, selected } = useEditor.getState();
  const [id, ...others] = selected;
  return id && others.length === 0 && document?.nodes[id]?.kind === BLOCK ? id : null;
}

export function expandSelected(): void {
  const { document, select } = useEditor.getState();
  const id = selectedBlock();
  if (!document || !id || locked()) return;
  const made = expanded(document, id);
  if (typeof made === 'string') {
    toastError(i18next.t(`blocks:refused.${made}`));
    return;
  }
  become(made.document, { what: 'expand', name: document.nodes[id]?.name });
  select(made.nodes);
}

export function openBlock(id: string | null = selectedBlock()): void {
  const { document, scope, enter, deploying } = useEditor.getState();
  if (id && !deploying && document?.nodes[id]?.kind === BLOCK) enter([...scope, id]);
}

export function leaveBlock(): void {
  const { scope, enter, select } = useEditor.getState();
  if (scope.length === 0) return;
  enter(scope.slice(0, -1));
  select(scope.slice(-1));
}

/** Key in the flow of the block that is open. */
export function openKey(): string | null {
  const { root, scope } = useEditor.getState();
  return root && blockKeyAt(root, scope);
}

export function addPort(side: 'in' | 'out', carries: Carries): void {
  const { document, select, scope } = useEditor.getState();
  if (!document || locked() || scope.length === 0) return;
  const kind = side === 'in' ? INPUT : OUTPUT;
  const own = Object.entries(document.nodes).filter(([, node]) => node.kind === kind);
  const name = freeId(carries, new Set([...own.map(([id]) => id.slice(side.length + 1)), 'error']));
  const all = Object.values(document.nodes).map((node) => node.position);
  const xs = all.map(([x]) => x);
  const x =
    own[0]?.[1].position[0] ??
    (side === 'in' ? Math.min(0, ...xs) : Math.max(0, ...xs)) + (side === 'in' ? -232 : 232);
  const y = own.length ? Math.max(...own.map(([, node]) => node.position[1])) + 72 : (all[0]?.[1] ?? 0);
  const node: DocNode = {
    kind,
    version: 1,
    name,
    config: { carries, help: '' },
    position: [snap(x), snap(y)],
  };
  const id = portNode(side, name);
  become({ ...document, nodes: { ...document.nodes, [id]: node } }, { what: 'port', name });
  select([id]);
}

/** A node for a block that the flow holds, or that comes from the library with the blocks inside it. */
export async function addBlock(
  id: string,
  at: Position,
  wires: (node: string) => Wire[] = () => [],
): Promise<void> {
  const held = useEditor.getState().root?.blocks ?? {};
  const blocks = held[id] ? {} : await withInner(id, held).catch((error: unknown) => toastError(error));
  const { document, select, setUi } = useEditor.getState();
  const block = held[id] ?? blocks?.[id];
  if (!document || !block || locked()) return;
  const names = new Set(Object.values(document.nodes).map((node) => node.name));
  const title = block.name || id;
  let name = title;
  for (let n = 2; names.has(name); n += 1) name = `${title} ${n}`;
  const node = freeId(id, new Set(Object.keys(document.nodes)));
  const config: Config = { block: id, version: block.version ?? 1, parameters: {} };
  const own: DocNode = { kind: BLOCK, version: 1, name, config, position: [snap(at[0]), snap(at[1])] };
  become(
    {
      ...document,
      nodes: { ...document.nodes, [node]: own },
      wires: [...document.wires, ...wires(node)],
      ...(held[id] ? {} : { blocks: { ...document.blocks, ...blocks } }),
    },
    { what: 'add', name },
  );
  select([node]);
  setUi({ quickAdd: null, inspectorTab: 'settings' });
}
