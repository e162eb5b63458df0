/** Icons of node kinds; a kind that is not listed gets the one of its category. */

import type { Category } from '../api/types';
import type { IconName } from './icons';

const BY_KIND: Record<string, IconName> = {
  'source.inject': 'play',
  'source.file': 'file',
  'source.points': 'point',
  'source.modbus': 'plc',
  'source.opcua': 'opc',
  'source.mqtt': 'mqtt',
  'compute.formula': 'fx',
  'compute.deadband': 'filter',
  'compute.round': 'spc',
  'compute.scale': 'spc',
  'compute.switch': 'branch',
  'compute.template': 'note',
  'alarm.limit': 'limit',
  'qc.range': 'qc',
  'block.input': 'point',
  'block.output': 'out',
  'action.log': 'scene',
  'action.mqtt': 'notify',
  'action.write': 'write',
};

const BY_CATEGORY: Record<Category, IconName> = {
  source: 'point',
  compute: 'fx',
  qc: 'qc',
  alarm: 'bell',
  action: 'out',
};

export const CATEGORIES: readonly Category[] = ['source', 'compute', 'qc', 'alarm', 'action'];

export const categoryOf = (kind: string): Category | 'block' => {
  const first = kind.split('.')[0] as Category;
  return CATEGORIES.includes(first) ? first : 'block';
};

export function iconOf(kind: string): IconName {
  const category = categoryOf(kind);
  return BY_KIND[kind] ?? (category === 'block' ? 'block' : BY_CATEGORY[category]);
}
