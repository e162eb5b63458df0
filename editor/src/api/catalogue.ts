/** Kinds of nodes and connections as the server describes them; schemas are JSON Schema with our x- keywords. */

import type { Carries, Json, Role, WhenFull } from './types';

export interface Schema {
  type?: string | string[];
  title?: string;
  description?: string;
  default?: Json;
  enum?: Json[];
  const?: Json;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  additionalProperties?: boolean | Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  $ref?: string;
  $defs?: Record<string, Schema>;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  pattern?: string;
  examples?: Json[];
  'x-widget'?: string;
  'x-unit'?: string;
  'x-connection-kinds'?: string[];
  'x-only-if'?: { field: string; is: Json[] };
  'x-hidden'?: boolean;
  'x-titles'?: Record<string, string>;
  writeOnly?: boolean;
}
export interface PortSpec {
  name: string;
  carries: Carries;
  title: string;
  help: string;
}
export interface CommandSpec {
  name: string;
  title: string;
  role: Role;
  args: Schema;
}
export type Category = 'source' | 'compute' | 'qc' | 'alarm' | 'action';
/** How a kind of action delivers unless its node says otherwise. */
export interface KindDelivery {
  when_full: WhenFull;
  lifetime: number | null;
  at_most_once: boolean;
}
export interface KindSpec {
  kind: string;
  version: number;
  category: Category;
  title: string;
  summary: string;
  help: string;
  inputs: PortSpec[];
  outputs: PortSpec[];
  /** Of actions alone. */
  delivery?: KindDelivery | null;
  outputs_from: { field: string; name: string; carries: Carries } | null;
  config: Schema;
  commands: CommandSpec[];
  connector: boolean;
  breaks_cycles: boolean;
  summary_field: string | null;
  points: 'owns' | 'reads' | 'none';
}
export interface ConnectionKind {
  kind: string;
  title: string;
  settings: Schema;
}
export interface Catalogue {
  kinds: KindSpec[];
  connections: ConnectionKind[];
  texts: Record<string, Record<string, string>>;
}
