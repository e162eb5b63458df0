/** Keys of texts that are put together, with what can stand in them. Who writes a new one lists its values here. */

import { MEASURES } from '../../src/api/alarmPerformance';
import { ROLES } from '../../src/api/people';
import { OUTCOMES } from '../../src/api/traces';
import { TRACINGS } from '../../src/api/types';
import { ALIGNMENTS } from '../../src/flow/arrange';
import { FILTERS } from '../../src/flow/find';
import { LANGUAGES } from '../../src/i18n';
import { CATEGORIES } from '../../src/look/kinds';
import * as audit from '../../src/pages/admin/auditText';
import { OFFERS } from '../../src/pages/editor/finder/commands';
import { STEPS } from '../../src/pages/editor/tour/tour';
import { SPANS } from '../../src/pages/editor/traces/filter';
import { ACTIONS } from '../../src/pages/operations/act/actions';
import { PRIORITIES, STATES } from '../../src/pages/operations/order';
import { CHANGES } from '../../src/pages/operations/story/change';
import * as story from '../../src/pages/operations/story/storyFilter';
import { COLUMNS, GROUPINGS } from '../../src/pages/operations/view';

const CHANGED = ['added', 'changed', 'removed'];
const FLOW_STATES = ['running', 'degraded', 'restarting', 'stopped', 'disabled', 'failed', 'draft'];
const LINK_STATES = ['connected', 'connecting', 'failed', 'unused'];
const MERGES = ['saved', 'deployed', 'draft', 'local'];
const STOPS = ['errors', 'hang', 'memory', 'crash'];
const steps = STEPS.map(([name]) => name);
/** What the pairs of two lists are. */
const both = (first: readonly string[], second: readonly string[]) =>
  first.flatMap((one) => second.map((other) => [one, other]));

export const COMPUTED: Record<string, readonly (string | number | readonly string[])[]> = {
  'admin:audit.kinds.{}': audit.ACTIONS.map(({ name }) => name),
  'admin:audit.{}': audit.SPANS,
  'admin:engine.states.{}': ['up', 'down', 'starting'],
  'admin:tab.{}': ['writes', 'users', 'sessions', 'tokens', 'audit', 'groups', 'keeping', 'engine'],
  'admin:writes.{}': ['connection', 'point', 'address', 'low', 'high', 'rate', 'outside', 'mode'],
  'beside:{}Help': ['in', 'out'],
  'blocks:port.{}.{}': both(['in', 'out'], ['samples', 'events']),
  'blocks:refused.{}': ['devices', 'missing'],
  'blocks:type.{}': [
    'text', 'number', 'integer', 'boolean', 'choice', 'point', 'points', 'duration', 'connection',
  ],
  'blocks:upgrade.{}': CHANGED,
  'bundle:state.{}': ['new', 'same', 'different'],
  'common:languages.{}': LANGUAGES,
  'common:nav.{}': ['flows', 'operations', 'points', 'connections', 'admin'],
  'common:priority.{}': PRIORITIES,
  'common:quality.{}': ['good', 'uncertain', 'bad'],
  'common:role.{}': ROLES,
  'common:status.{}': ['idle', 'ok', 'warn', 'error', 'disabled'],
  'connections:state.{}': LINK_STATES,
  'delivery:policy.{}': ['wait', 'drop_oldest', 'refuse'],
  'deploying:action.{}.{}': both(['equipment', 'other'], CHANGED),
  'deploying:alarms.{}': CHANGED,
  'deploying:entry.{}': ['kind', 'version', 'name', 'disabled', 'record', 'delivery'],
  'deploying:meaning.{}': [
    'added', 'removed', 'kind', 'nodeOff', 'nodeOn', 'recorded', 'notRecorded', 'on', 'off', 'order', 'row', 'rowGone',
    'rowOther', 'set', 'unset', 'up', 'down', 'upPercent', 'downPercent',
  ],
  'deploying:points.{}': ['madeAdded', 'madeRemoved', 'readAdded', 'readRemoved'],
  'drafts:merge.text.{}': MERGES,
  'drafts:merge.title.{}': MERGES,
  'drafts:merge.whole.{}': ['base', 'mine', 'theirs'],
  'editor:arrange.{}': ALIGNMENTS,
  'editor:carries.{}': ['samples', 'events'],
  'editor:category.{}': CATEGORIES,
  'editor:command.{}': [
    'add', 'align', 'collapse', 'cut', 'distribute', 'duplicate', 'expand', 'fold', 'group', 'isolation', 'layout',
    'library', 'local', 'merge', 'move', 'note', 'parameters', 'paste', 'port', 'remove', 'rename', 'restore', 'set',
    'slice', 'splice', 'theirs', 'tracing', 'upgrade', 'wire',
  ],
  'editor:diff.of.{}': ['parameters', 'blocks', 'isolation', 'tracing'],
  'editor:drawer.{}': ['problems', 'live', 'traces', 'versions', 'differences', 'json'],
  'editor:inspector.tracing.{}': TRACINGS,
  'editor:inspector.{}': ['settings', 'data', 'help'],
  'editor:keys.{}': [
    'search', 'after', 'quickAdd', 'wire', 'commands', 'find', 'layout', 'fit', 'help', 'undo', 'redo', 'clipboard',
    'duplicate', 'all', 'group', 'collapse', 'expand', 'open', 'leave', 'note', 'spark', 'rename', 'remove', 'nudge',
    'nudgeFar', 'box', 'select', 'clear', 'row',
  ],
  'editor:refused.{}': [
    'sameNode', 'twoInputs', 'twoOutputs', 'samplesToEvents', 'eventsToSamples', 'duplicate', 'cycle', 'noPort',
    'through',
  ],
  'editor:save.{}': ['saved', 'pending', 'saving', 'offline', 'conflict', 'failed'],
  'editor:stopped.short.{}': STOPS,
  'editor:stopped.{}': STOPS,
  'fields:grid.is.{}': ['when', 'then', 'key', 'other'],
  'fields:tried.is.{}': ['boolean', 'number', 'text', 'list', 'record', 'nothing'],
  'finder:command.{}': OFFERS.map(({ name }) => name),
  'finder:filter.{}': FILTERS,
  'finder:title.{}': ['commands', 'nodes', 'wire'],
  'flows:column.{}': ['name', 'state', 'deployed', 'draft', 'problems', 'nodes'],
  'flows:state.{}': FLOW_STATES,
  'form:connection.{}': LINK_STATES,
  'gestures:paste.{}': ['nothing', 'newer', 'broken'],
  'gestures:tour.{}.text': steps,
  'gestures:tour.{}.title': steps,
  'keeping:class.{}': [
    'keep-alarms', 'keep-commands', 'keep-actions', 'keep-verdicts', 'keep-problems', 'keep-events', 'keep-traces',
    'keep-alarm-traces', 'keep-action-traces', 'keep-failed-traces', 'keep-history',
  ],
  'operations:act.do.{}': ACTIONS,
  'operations:act.done.{}': ACTIONS,
  'operations:act.field.{}': ['comment', 'reason', 'text'],
  'operations:act.name.{}': ACTIONS,
  'operations:act.title.{}': ACTIONS,
  'operations:column.{}': COLUMNS,
  'operations:filter.states.{}': STATES,
  'operations:history.{}': [...CHANGES, 'in_service_expired'],
  'operations:keys.{}': ['move', 'open', 'tick', 'ack', 'shelve', 'comment', 'close', 'help'],
  'operations:knowledge.{}': ['cause', 'consequence', 'response'],
  'operations:level.{}': ['HH', 'H', 'L', 'LL'],
  'operations:state.{}': [
    'unack', 'ack', 'rtn_unack', 'latch_unack', 'latch_ack', 'normal', 'shelved', 'suppressed', 'out_of_service',
  ],
  'operations:tab.{}': ['alarms', 'performance', 'history', 'forced', 'knowledge'],
  'operations:type.{}': [
    'limit', 'deviation', 'rate', 'discrepancy', 'stale', 'flatline', 'bad', 'state', 'formula', 'absence',
    'statistical', 'count', 'group',
  ],
  'operations:view.by.{}': GROUPINGS,
  'operations:waiting.command.{}': ['shelve', 'remove_from_service', 'reset'],
  'people:may.{}': ROLES,
  'performance:about.{}': ['standing', 'shelved', 'out_of_service', 'suppressed'],
  'performance:name.{}': MEASURES,
  'performance:span.d{}': [1, 7, 30, 90],
  'performance:verdicts.{}': ['met', 'manageable', 'over', 'none'],
  'pins:unreadable.{}': ['sample', 'value', 'quality', 'json', 'kind'],
  'points:field.{}': ['description', 'unit', 'area', 'device', 'low', 'high', 'digits'],
  'points:record.help.{}': ['asNode', 'on', 'off'],
  'points:record.{}': ['asNode', 'on', 'off'],
  'rationale:column.{}': [
    'point', 'node', 'flow', 'cause', 'consequence', 'response', 'within', 'basis', 'approver', 'setting', 'approved',
    'running',
  ],
  'rationale:shows.{}': ['table', 'compare'],
  'sound:state.{}': ['off', 'blocked', 'on'],
  'story:kinds.{}': Object.keys(story.KINDS),
  'story:span.h{}': story.SPANS,
  'traces:cause.{}': ['source', 'timer', 'command', 'attempt', 'result', 'config', 'start', 'remove'],
  'traces:outcome.{}': OUTCOMES,
  'traces:span.{}': SPANS,
}; // biome-ignore format: lists
