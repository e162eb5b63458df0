/** Reading what somebody pastes: a part of a flow, made safe, or why it is none. */

import type { Config, DocNode, Group, Note, Position, Wire } from '../api/types';
import type { Part } from '../commands/part';
import { areBlocks, BUNDLE } from './bundle';

/** `nothing` is a text of another kind; `newer` was copied from a newer version; `broken` says that it is a flow and is not. */
export type Refused = 'nothing' | 'newer' | 'broken';

const FORMATS = new Set(['tundish.part/1', 'tundish.flow/1']);

export function readPart(text: string): Part | Refused {
  const whole = parsed(text);
  const found = isRecord(whole) && whole['format'] === BUNDLE ? whole['flow'] : whole;
  if (!isRecord(found) || typeof found['format'] !== 'string') return 'nothing';
  if (!FORMATS.has(found['format']))
    return /^tundish\.(part|flow|bundle)\/\d+$/.test(found['format']) ? 'newer' : 'nothing';
  const { nodes, wires = [], notes = [], groups = [], blocks = {} } = found;
  if (!isRecord(nodes) || !Object.values(nodes).every(isNode)) return 'broken';
  if (!isListOf(wires, isWire) || !isListOf(notes, isNote) || !isListOf(groups, isGroup)) return 'broken';
  if (!areBlocks(blocks)) return 'broken';
  const known = (id: string) => Object.hasOwn(nodes, id);
  return {
    nodes: nodes as Record<string, DocNode>,
    wires: wires.filter(({ from, to }) => known(from[0]) && known(to[0])),
    notes,
    groups: groups.map((group) => ({ ...group, nodes: group.nodes.filter(known) })),
    ...(found['blocks'] ? { blocks: blocks as NonNullable<Part['blocks']> } : {}),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string';
const isPair = (value: unknown): value is Position =>
  Array.isArray(value) && value.length === 2 && value.every(Number.isFinite);
const isEnd = (value: unknown): boolean => Array.isArray(value) && value.length === 2 && value.every(isText);
const isListOf = <T>(value: unknown, is: (item: unknown) => item is T): value is T[] =>
  Array.isArray(value) && value.every(is);

function isNode(value: unknown): value is DocNode {
  if (!isRecord(value)) return false;
  const { kind, name, config, position } = value;
  return isText(kind) && isText(name) && isRecord(config as Config) && isPair(position);
}

const isWire = (value: unknown): value is Wire =>
  isRecord(value) && isEnd(value['from']) && isEnd(value['to']);
const isNote = (value: unknown): value is Note =>
  isRecord(value) &&
  isText(value['id']) &&
  isText(value['text']) &&
  isPair(value['position']) &&
  isPair(value['size']);
const isGroup = (value: unknown): value is Group =>
  isRecord(value) &&
  isText(value['id']) &&
  isText(value['name']) &&
  Array.isArray(value['nodes']) &&
  value['nodes'].every(isText);
