/** Another version of a block in a flow: what changes, what goes, and the flow with it. */

import type { Block, BlockPort, Config, DocNode, FlowDocument, Json, Parameter, Wire } from '../api/types';
import { BLOCK } from '../flow/blockView';
import { nodeFields } from '../flow/difference';
import { atVersion } from './versions';

export interface Upgrade {
  from: number;
  to: number;
  nodes: { what: 'added' | 'changed' | 'removed'; name: string }[];
  /** Nodes whose state goes on: those of the same id, and those that say which one they were. */
  kept: number;
  parameters: { what: 'added' | 'changed' | 'removed'; name: string; before?: string; after?: string }[];
  /** Wires at ports that the new version has not, as "pumps.events → log". */
  lostWires: string[];
  /** Values that were given to parameters that are gone. */
  lostValues: string[];
  /** Overrides in tables of devices, and values, that go on. */
  keptValues: number;
  document: FlowDocument;
}

/** `inner`: blocks that the new version uses and the flow does not hold. */
export function upgraded(
  root: FlowDocument,
  key: string,
  next: Block,
  inner: FlowDocument['blocks'] = {},
): Upgrade {
  const old = root.blocks?.[key];
  const held: FlowDocument = { ...root, blocks: { ...inner, ...root.blocks } };
  const lost: Pick<Upgrade, 'lostWires' | 'lostValues' | 'keptValues'> = {
    lostWires: [],
    lostValues: [],
    keptValues: 0,
  };
  const fitted = fittedTo(atVersion(held, key, next), key, next, lost);
  return {
    from: old?.version ?? 1,
    to: next.version ?? 1,
    ...nodeChanges(old, next),
    parameters: parameterChanges(old, next),
    ...lost,
    document: fitted,
  };
}

function nodeChanges(old: Block | undefined, next: Block): Pick<Upgrade, 'nodes' | 'kept'> {
  const [before, after] = [old?.nodes ?? {}, next.nodes ?? {}];
  const nodes: Upgrade['nodes'] = [];
  const taken = new Set<string>();
  let kept = 0;
  for (const [id, node] of Object.entries(after)) {
    const was = before[id] ? id : (node.was ?? '');
    const known = before[was];
    if (known) {
      taken.add(was);
      kept += 1;
      if (was !== id || nodeFields(known, node).length)
        nodes.push({ what: 'changed', name: node.name || id });
    } else nodes.push({ what: 'added', name: node.name || id });
  }
  for (const [id, node] of Object.entries(before))
    if (!taken.has(id)) nodes.push({ what: 'removed', name: node.name || id });
  return { nodes, kept };
}

function parameterChanges(old: Block | undefined, next: Block): Upgrade['parameters'] {
  const [before, after] = [old?.parameters ?? {}, next.parameters ?? {}];
  const made: Upgrade['parameters'] = [];
  for (const [name, one] of Object.entries(after))
    if (!before[name]) made.push({ what: 'added', name });
    else if (JSON.stringify(before[name]) !== JSON.stringify(one))
      made.push({ what: 'changed', name, before: valueText(before[name]), after: valueText(one) });
  for (const name of Object.keys(before)) if (!after[name]) made.push({ what: 'removed', name });
  return made;
}

const valueText = (one: Parameter | undefined): string =>
  [one?.default ?? '–', one?.unit].filter(Boolean).join(' ');

type Lost = Pick<Upgrade, 'lostWires' | 'lostValues' | 'keptValues'>;

/** Without wires at ports that are gone and values of parameters that are gone, wherever the block is used. */
function fittedTo(root: FlowDocument, key: string, next: Block, lost: Lost): FlowDocument {
  const names = (ports: BlockPort[] | undefined) => new Set((ports ?? []).map((port) => port.name));
  const [ins, outs] = [names(next.inputs), names(next.outputs).add('error')];
  const known = new Set(Object.keys(next.parameters ?? {}));
  const fitting = <T extends { nodes?: Record<string, DocNode>; wires?: Wire[] }>(holder: T): T => {
    const nodes = holder.nodes ?? {};
    const uses = (id: string) => nodes[id]?.kind === BLOCK && nodes[id].config?.['block'] === key;
    if (!Object.keys(nodes).some(uses)) return holder;
    const name = (id: string) => nodes[id]?.name || id;
    const wires = (holder.wires ?? []).filter(({ from, to }) => {
      const stays = !(uses(from[0]) && !outs.has(from[1])) && !(uses(to[0]) && !ins.has(to[1]));
      if (!stays) lost.lostWires.push(`${name(from[0])} · ${from[1]} → ${name(to[0])} · ${to[1]}`);
      return stays;
    });
    const fitted = Object.entries(nodes).map(([id, node]) => [
      id,
      uses(id) ? valuesFor(node, known, lost) : node,
    ]);
    return { ...holder, nodes: Object.fromEntries(fitted), wires };
  };
  const blocks = Object.entries(root.blocks ?? {}).map(([id, block]) => [id, fitting(block)] as const);
  return { ...fitting(root), blocks: Object.fromEntries(blocks) };
}

function valuesFor(node: DocNode, known: ReadonlySet<string>, lost: Lost): DocNode {
  const kept = (row: Json, what: string): Json => {
    if (!row || typeof row !== 'object' || Array.isArray(row)) return row;
    const entries = Object.entries(row).filter(([name]) => {
      if (name === 'device') return true;
      if (known.has(name)) lost.keptValues += 1;
      else lost.lostValues.push(`${what} · ${name}`);
      return known.has(name);
    });
    return entries.length < Object.keys(row).length ? Object.fromEntries(entries) : row;
  };
  const { parameters, devices } = node.config;
  const config: Config = { ...node.config };
  if (parameters !== undefined) config['parameters'] = kept(parameters, node.name);
  if (Array.isArray(devices))
    config['devices'] = devices.map((row) =>
      kept(row, String((row as { device?: Json } | null)?.device ?? '')),
    );
  return { ...node, config };
}
