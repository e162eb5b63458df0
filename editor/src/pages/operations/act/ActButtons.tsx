import { useTranslation } from 'react-i18next';

import type { Alarm } from '../../../api/types';
import { atLeast, useSession } from '../../../app/session';
import { Icon } from '../../../look/Icon';
import { ACTION_ICONS, type Action, applies, roleFor } from './actions';
import { useAct } from './useAct';
import { type Place, useAsk } from './useAsk';

interface Props {
  actions: readonly Action[];
  alarms: Alarm[];
  place: Place;
  /** Goes with an acknowledgement. */
  comment?: string;
  /** Says how many. */
  counted?: boolean;
  onDone?: () => void;
}

const KEYS: Partial<Record<Action, string>> = { ack: 'A', shelve: 'S', comment: 'C' };
/** These ask for more before anything happens. */
const ASKING: readonly Action[] = ['shelve', 'out-of-service', 'in-service', 'unsuppress'];

/** A button for each action that applies to one of the alarms at least; it is done to those. */
export function ActButtons({ actions, alarms, place, comment, counted = false, onDone }: Props) {
  const { t } = useTranslation('operations');
  const { name, role } = useSession((state) => state.session?.user) ?? { name: '', role: undefined };
  const busy = useAct((state) => state.busy);
  const ask = useAsk((state) => state.ask);
  if (!atLeast(role, 'operator')) return <span className="sec">{t('act.role')}</span>;
  const possible = actions
    .filter((action) => atLeast(role, roleFor(action)))
    .map((action) => ({ action, on: alarms.filter((alarm) => applies(action, alarm, name)) }))
    .filter(({ on }) => on.length > 0);
  return possible.map(({ action, on }, i) => (
    <button
      key={action}
      type="button"
      className={i === 0 && (action === 'ack' || action === 'confirm') ? 'btn prim' : 'btn'}
      disabled={busy}
      title={KEYS[action] && t('act.key', { key: KEYS[action] })}
      onClick={() => void ask(action, on, place, comment).then(onDone)}
    >
      <Icon name={ACTION_ICONS[action]} />
      {t(`act.name.${action}`)}
      {counted && (action === 'ack' || on.length < alarms.length) && ` ${on.length}`}
      {ASKING.includes(action) && '…'}
      {counted && action === 'ack' && <span className="kbd">A</span>}
    </button>
  ));
}
