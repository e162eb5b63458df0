/** One widget a kind of field. */

import type { ComponentType } from 'react';

import type { WidgetName } from '../schema';
import { Table } from '../table/Table';
import { Choice, Switch } from './Choice';
import { Connection } from './Connection';
import { Formula } from './Formula';
import { JsonText } from './JsonText';
import { Numeric } from './Numeric';
import { NameList, Point, Points } from './Points';
import { Secret } from './Secret';
import { MultiLine, Text } from './Text';
import type { WidgetProps } from './widget';

export const WIDGETS: Record<Exclude<WidgetName, 'object'>, ComponentType<WidgetProps>> = {
  text: Text,
  expression: Text,
  number: Numeric,
  duration: Numeric,
  choice: Choice,
  switch: Switch,
  'text-multiline': MultiLine,
  grid: MultiLine,
  template: MultiLine,
  formula: Formula,
  point: Point,
  points: Points,
  list: NameList,
  connection: Connection,
  secret: Secret,
  table: Table,
  json: JsonText,
};
