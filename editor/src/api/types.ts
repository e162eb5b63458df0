/** The JSON forms of the HTTP API and the WebSocket. Times are ISO 8601 in UTC. */

import type { SetAside } from '../flow/setAside';

export type * from './catalogue';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type Config = Record<string, Json>;
export type Role = 'viewer' | 'operator' | 'engineer' | 'admin';
export type Priority = 'critical' | 'serious' | 'moderate' | 'advisory';
export type Quality = 'good' | 'uncertain' | 'bad';
export type Carries = 'samples' | 'events';

export interface Session {
  user: { name: string; role: Role };
  csrf: string;
  demo: boolean;
}

// Flow document ---------------------------------------------------------------------------------

export type Position = [x: number, y: number];
export type End = [node: string, port: string];

export interface DocNode {
  kind: string;
  version: number;
  name: string;
  config: Config;
  position: Position;
  disabled?: boolean;
  /** Whether the samples of the points that it owns go to the history. */
  record?: boolean;
  /** Of an action: what becomes of effects that cannot be sent yet; null as its kind has it. */
  delivery?: Delivery;
  /** Id of the node in the version before whose state it takes over. */
  was?: string;
  /** Of a block: the nodes inside that stood outside in the version before, with the ids they had there. */
  was_inside?: Record<string, string>;
}
export type WhenFull = 'wait' | 'drop_oldest' | 'refuse';
export interface Delivery {
  when_full: WhenFull | null;
  /** Seconds after which an effect is not sent any more. */
  lifetime: number | null;
}
export interface Wire {
  from: End;
  to: End;
}
export interface Group {
  id: string;
  name: string;
  nodes: string[];
  /** Shown as one box. */
  collapsed?: boolean;
}
export interface Note {
  id: string;
  text: string;
  position: Position;
  size: [w: number, h: number];
}
export interface BlockPort {
  name: string;
  carries: Carries;
  title?: string;
  help?: string;
  /** Where it lies on the canvas of the block; at the edge when left out. */
  position?: Position;
  wires?: End[];
}
/** A value that settings use as `{name}`. */
export interface Parameter {
  type?: ParameterType;
  title?: string;
  /** Durations in seconds. */
  default?: Scalar | null;
  /** Of a flow: the value in it; the default when null. */
  value?: Scalar | null;
  unit?: string;
  min?: number | null;
  max?: number | null;
  choices?: string[];
  description?: string;
}
export type Scalar = string | number | boolean;
export type ParameterType =
  | 'text'
  | 'number'
  | 'integer'
  | 'boolean'
  | 'choice'
  | 'point'
  | 'points'
  | 'duration'
  | 'connection';
export type Parameters = Record<string, Parameter>;
/** A flow within flows; see the flow format. What the editor does not read is kept as it is. */
export interface Block {
  format: 'tundish.block/1';
  id: string;
  version?: number;
  name?: string;
  description?: string;
  parameters?: Parameters;
  /** Which points are a device's; `{device}.*` when left out. */
  device_points?: string;
  inputs?: BlockPort[];
  outputs?: BlockPort[];
  nodes?: Record<string, DocNode>;
  wires?: Wire[];
  groups?: Group[];
  notes?: Note[];
}
export type Blocks = Record<string, Block>;
export const TRACINGS = ['off', 'problems', 'sampled', 'all'] as const;
export type Tracing = (typeof TRACINGS)[number];

export interface FlowDocument {
  format: 'tundish.flow/1';
  id: string;
  name: string;
  description: string;
  /** Isolation group; the default worker when empty or left out. */
  isolation?: string;
  /** Which traces are kept; `sampled` when left out. */
  tracing?: Tracing;
  parameters: Parameters;
  nodes: Record<string, DocNode>;
  wires: Wire[];
  blocks?: Blocks;
  groups: Group[];
  notes: Note[];
  tests: Json[];
}

export interface Version {
  version: number;
  time: string;
  author: string;
  comment: string;
}
/** Who has disabled a flow, when and why. */
export interface Disabled {
  by: string;
  time: string;
  why: string;
}
export interface FlowSummary {
  id: string;
  name: string;
  description: string;
  revision: number;
  deployed: Version | null;
  state: 'running' | 'degraded' | 'restarting' | 'stopped' | 'disabled' | 'failed' | 'draft';
  disabled: Disabled | null;
  /** Nobody else may change or deploy it. */
  locked?: Disabled | null;
  /** Where it stands in the list: "Water/Pumps"; empty at the top. */
  folder?: string;
  /** When the draft, or what is deployed, was saved. */
  saved?: string;
  /** Who has a draft with changes. */
  drafts?: { user: string; saved: string }[];
  /** Kinds and names of nodes, and points that settings name: for the search. */
  words?: string[];
  /** What is wrong with the flow as a whole while it runs. */
  problem: string;
  /** Nodes that are given nothing, because they threw, hung, crashed or ate the memory. */
  stopped_nodes: string[];
  nodes: number;
  problems: number;
  changed: boolean;
}
export interface FlowRecord {
  document: FlowDocument;
  revision: number;
  deployed: Version | null;
  deployed_document?: FlowDocument | null;
  /** Your own draft; null when you see what everybody sees. */
  draft?: { saved: string; base: number | null } | null;
  /** What your draft was made from, when something newer is deployed. */
  base_document?: FlowDocument | null;
  locked?: Disabled | null;
  folder?: string;
}
/** Somebody's draft of a flow. */
export interface DraftInfo {
  user: string;
  saved: string;
  base: number | null;
  revision: number;
  changes: number;
}
export interface DraftRecord extends DraftInfo {
  document: FlowDocument;
  base_document: FlowDocument;
}
export interface Problem {
  severity: 'error' | 'warning';
  code: string;
  message: string;
  hint?: string | null;
  node: string | null;
  field: string | null;
  wire: number | null;
  /** Lines of the text in the field that are concerned, from 1, and the column of the last of them. */
  lines?: number[];
  column?: number | null;
  /** Of a table in a text: columns and cells of a row that would put it right. */
  mend?: [column: string, cell: string][];
}

// Samples, events, points -------------------------------------------------------------------------

export interface Sample {
  time: string;
  point: string;
  value: number | null;
  quality: Quality;
  reason: string | null;
}
export interface FlowEvent {
  time: string;
  kind: string;
  point: string;
  data: Record<string, Json>;
  id: string;
  trace: string;
}
export type PortLast = { carries: 'samples'; samples: Sample[] } | { carries: 'events'; events: FlowEvent[] };
export interface NodeLast {
  ports: Record<string, PortLast>;
  problems: FlowEvent[];
}
export interface PointInfo {
  name: string;
  description: string;
  unit: string;
  low: number | null;
  high: number | null;
  digits: number | null;
  labels: Record<string, string> | null;
  area: string;
  /** Equipment that it belongs to. */
  device: string;
  /** Whether its samples go to the history in any case, or never; null: as the node says that owns it. */
  record: boolean | null;
  owner: { flow: string; node: string } | null;
  readers: { flow: string; node: string }[];
  last: Sample | null;
}

// Connections, alarms, the rest -------------------------------------------------------------------

export interface Connection {
  id: string;
  kind: string;
  name: string;
  settings: Record<string, Json>;
  status: { state: 'connected' | 'connecting' | 'failed' | 'unused'; message: string };
}
export interface TryResult {
  ok: boolean;
  message: string;
  ms: number;
}
export type AlarmStatus = 'unack' | 'ack' | 'rtn_unack' | 'latch_unack' | 'latch_ack' | 'normal';
export interface AlarmKey {
  flow: string;
  node: string;
  point: string;
}
/** Hidden for a time; `until` is null when only the end of the condition brings it back. */
export interface Shelved {
  until: string | null;
  once: boolean;
  by: string;
  reason: string;
}
export interface OutOfService {
  by: string;
  reason: string;
  since: string;
  /** When it returns to service by itself; missing: when somebody returns it. */
  until?: string;
}
/** What waits for a second person. */
export interface Waiting {
  command: string;
  by: string;
  since: string;
}
export interface Alarm extends AlarmKey {
  status: AlarmStatus;
  /** HH, H, L, LL, or the word of another condition. */
  level: string | null;
  value: number | null;
  limit: number | null;
  unit: string;
  priority: Priority;
  message: string;
  time: string;
  active_since: string | null;
  acked_by: string | null;
  /** What kind of condition: limit, deviation, rate… */
  type?: string;
  /** Where the condition ends. */
  returns?: number | null;
  shelved?: Shelved | null;
  /** Why the flow hides it. */
  suppressed?: string | null;
  out_of_service?: OutOfService | null;
  /** Activations since it was normal. */
  count?: number;
  class?: string;
  /** As the point directory had them when the flow was deployed. */
  area?: string;
  device?: string;
  group?: string | null;
  first_out?: boolean;
  /** Of a group's alarm: the point that came first, and those that are active. */
  first?: string | null;
  members?: string[];
  /** Seconds; 0: may not be shelved. */
  max_shelve?: number;
  comment_required?: boolean;
  second_person?: boolean;
  waiting?: Waiting | null;
  latched?: boolean;
}
export type FormulaCheck =
  | {
      ok: true;
      inputs: string[];
      /** Of the inputs, as the point directory has them. */
      units: Record<string, string>;
      /** Of the value: null where it is not known, empty for a plain number. */
      unit: string | null;
      /** What is converted, and what is not known. */
      notes: string[];
    }
  | { ok: false; line: number; column: number; message: string; hint: string | null };
export interface FunctionInfo {
  name: string;
  /** With what is used for an argument that is left out: `round(x, digits = 0)`. */
  signature: string;
  defaults: Record<string, number | string>;
  summary: string;
  summary_zh: string;
  example: string;
  result: number;
  /** What the arguments must be measured in, and the result: `bar, m -> kW`. */
  units: string;
  group: string;
}
/** What a formula gives right now; null while an input has no value. */
export interface FormulaPreview {
  ok: boolean;
  sample?: { value: number | null; quality: string; reason: string | null } | null;
}
export interface AuditEntry {
  number: number;
  time: string;
  user: string;
  action: string;
  object: string;
  detail: Json;
}
export type WorkerState = 'up' | 'down' | 'starting';
/** The worker process of an isolation group; the default group has no name. */
export interface GroupState {
  group: string;
  state: WorkerState;
  restarts: number;
  since: string;
  /** Bytes that it holds. */
  memory: number;
  /** Seconds of processor time since it was started. */
  processor: number;
  flows: string[];
}
export interface ServerStatus {
  /** `memory`: bytes that each worker may use; 0 for any. */
  worker: { state: WorkerState; restarts: number; since: string; memory?: number; groups?: GroupState[] };
  version: string;
}

// WebSocket ---------------------------------------------------------------------------------------

export type LiveValue =
  | {
      carries: 'samples';
      point: string;
      value: number | null;
      quality: Quality;
      reason: string | null;
      time: string;
      points: number;
      rate: number;
    }
  | { carries: 'events'; event: FlowEvent; count: number };
/** What a node cost lately, by sampling; `share` is of the time of all nodes of the flow. */
export interface NodeCost {
  share: number;
  ns_call: number;
  ns_sample: number | null;
  calls: number;
}
export interface Stopped {
  by: 'errors' | 'hang' | 'memory' | 'crash';
  why: string;
  since: string | null;
  until: string | null;
  set_aside: number;
}
export interface NodeStatus {
  status: 'idle' | 'ok' | 'warn' | 'error';
  in: number;
  out: number;
  rate: number;
  errors: number;
  last_error: string | null;
  detail?: string | null;
  /** The node is given nothing. */
  stopped?: Stopped;
  cost?: NodeCost;
}
/** Somebody who has a flow open, with the nodes that they have selected. */
export interface Person {
  name: string;
  nodes: string[];
}
export type LiveMessage =
  | { type: 'live'; flow: string; values: Record<string, LiveValue> }
  | ({
      type: 'status';
      flow: string;
      state: string;
      nodes: Record<string, NodeStatus>;
      fill?: number;
    } & SetAside)
  | { type: 'alarms'; number: number; changed: Alarm[]; removed: AlarmKey[]; snapshot?: boolean }
  | { type: 'worker'; state: WorkerState; restarts: number }
  | { type: 'people'; flow: string; people: Person[] }
  | { type: 'flows' };
