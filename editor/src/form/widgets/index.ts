/** One widget a kind of field. */

import type { ComponentType } from 'react';
import { GridField } from '../grid/GridField';
import { ExpressionField, TemplateField } from '../sample/EventField';
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
  expression: ExpressionField,
  number: Numeric,
  duration: Numeric,
  choice: Choice,
  switch: Switch,
  'text-multiline': MultiLine,
  grid: GridField,
  template: TemplateField,
  formula: Formula,
  point: Point,
  points: Points,
  list: NameList,
  connection: Connection,
  secret: Secret,
  table: Table,
  json: JsonText,
};
