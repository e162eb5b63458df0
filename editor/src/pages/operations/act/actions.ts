/** What can be done with alarms: when it applies, what it has to be told. */

import type { Alarm, Role } from '../../../api/types';
import type { IconName } from '../../../look/icons';
import { isActive, isUnacked } from '../order';

export const ACTIONS = [
  'ack',
  'reset',
  'shelve',
  'comment',
  'out-of-service',
  'unshelve',
  'in-service',
  'unsuppress',
  'confirm',
  'withdraw',
] as const;
/** As the address of the server has it. */
export type Action = (typeof ACTIONS)[number];

export const ACTION_ICONS: Record<Action, IconName> = {
  ack: 'check',
  reset: 'undo',
  shelve: 'clock',
  comment: 'note',
  'out-of-service': 'wrench',
  unshelve: 'bell',
  'in-service': 'bell',
  unsuppress: 'bell',
  confirm: 'check',
  withdraw: 'x',
};

/** Of what a server says nothing about. */
const USUAL_SHELF = 8 * 3600;
export const maxShelve = (alarm: Alarm): number => alarm.max_shelve ?? USUAL_SHELF;

/** The row that tells of a node all of whose alarms are suppressed. */
export const WHOLE_NODE = '*';
/** These change what is watched. */
const ENGINEERING: readonly Action[] = ['out-of-service', 'in-service', 'unsuppress'];
export const roleFor = (action: Action): Role => (ENGINEERING.includes(action) ? 'engineer' : 'operator');

/** True when the action makes sense for the alarm as it is, for this user. */
export function applies(action: Action, alarm: Alarm, user: string): boolean {
  if (alarm.point === WHOLE_NODE) return action === 'unsuppress' && Boolean(alarm.suppressed);
  switch (action) {
    case 'ack':
      return isUnacked(alarm);
    case 'reset':
      return alarm.status === 'latch_ack';
    case 'shelve':
      return !alarm.shelved && !alarm.out_of_service && maxShelve(alarm) > 0;
    case 'unshelve':
      return Boolean(alarm.shelved);
    case 'out-of-service':
      return !alarm.out_of_service;
    case 'in-service':
      return Boolean(alarm.out_of_service);
    case 'comment':
      return true;
    case 'unsuppress':
      return false;
    case 'confirm':
      return Boolean(alarm.waiting) && alarm.waiting?.by !== user;
    case 'withdraw':
      return Boolean(alarm.waiting);
  }
}

/** What a form asks for; `reason` and `comment` have to be filled in where they are asked for. */
export type Asked = 'comment' | 'reason' | 'text' | 'time';

export function asks(action: Action, alarms: Alarm[]): readonly Asked[] {
  switch (action) {
    case 'ack':
    case 'reset':
      return alarms.some((alarm) => alarm.comment_required) ? ['comment'] : [];
    case 'shelve':
    case 'out-of-service':
      return ['time', 'reason'];
    case 'in-service':
    case 'unsuppress':
      return ['reason'];
    case 'comment':
      return ['text'];
    default:
      return [];
  }
}

/** Waits for a second person afterwards. */
export function needsSecond(action: Action, alarms: Alarm[]): boolean {
  const kinds: Action[] = ['shelve', 'out-of-service', 'reset'];
  return kinds.includes(action) && alarms.some((alarm) => alarm.second_person);
}

const TIMES = [900, 1800, 3600, 7200, 14_400, 28_800, 86_400];

/** Seconds to choose from: never beyond what the most careful of the alarms allows. */
export function shelfTimes(alarms: Alarm[]): number[] {
  const most = Math.min(...alarms.map(maxShelve));
  const times = TIMES.filter((seconds) => seconds <= most).slice(-5);
  return times.length > 0 ? times : [most];
}

/** Seconds out of service to choose from; 0: until somebody returns it. */
export const OUT_TIMES = [0, 14_400, 28_800, 86_400, 604_800];

/** "Until it returns" says something only of alarms that are active. */
export const mayShelveOnce = (alarms: Alarm[]): boolean => alarms.every(isActive);
