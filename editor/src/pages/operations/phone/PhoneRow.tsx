import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';

import { Age } from '../../../components/Age';
import { AlarmGlyph, AlarmState } from '../AlarmState';
import { AlarmLimit, AlarmValue, useUnit } from '../AlarmValue';
import { ActButtons } from '../act/ActButtons';
import { ActPopup } from '../act/ActPopup';
import type { Action } from '../act/actions';
import { asksForSomebody, isHidden } from '../order';
import { History } from '../panel/History';
import { RespondWithin, useKnowledgeOf } from '../panel/Knowledge';
import { Overlays } from '../panel/Overlays';
import { useStory } from '../panel/useStory';
import type { Row } from '../sections';
import { useSelection } from '../selection';

/** At least 64 px high; a tap opens the details and the actions inside the row. */
export function PhoneRow({ row, flowName }: { row: Row; flowName: string }) {
  const { key, alarm: known, gone } = row;
  const alarm = gone ? { ...known, status: 'normal' as const } : known;
  const current = useSelection((state) => state.current === key);
  const open = useSelection((state) => state.open);
  const unit = useUnit(alarm);
  const classes = [
    asksForSomebody(alarm) && 'un',
    isHidden(alarm) && 'hid',
    current && 'cur',
    gone && 'gone',
  ].filter(Boolean);
  return (
    <li className={classes.join(' ')} data-priority={alarm.priority}>
      <button type="button" aria-expanded={current} onClick={() => open(current ? null : key)}>
        <AlarmGlyph alarm={alarm} size={22} />
        <span className="al-phone-text">
          <span className="al-message ell">{alarm.message}</span>
          <span className="al-phone-value ell">
            <b className="tn">
              <AlarmValue alarm={alarm} />
            </b>{' '}
            <span className="u">{unit}</span> <AlarmLimit alarm={alarm} /> · {alarm.point}
          </span>
        </span>
        <span className="al-phone-right">
          {!gone && <Age since={alarm.active_since ?? alarm.time} />}
          <AlarmState alarm={alarm} show="icon" />
        </span>
      </button>
      {current && <Opened row={row} flowName={flowName} />}
    </li>
  );
}

const FIRST: readonly Action[] = ['ack', 'reset', 'unshelve', 'in-service', 'unsuppress', 'shelve'];
const MORE: readonly Action[] = ['comment', 'out-of-service'];

function Opened({ row, flowName }: { row: Row; flowName: string }) {
  const { t } = useTranslation('operations');
  const { alarm, gone } = row;
  const { events, known } = useStory(alarm);
  const knowledge = useKnowledgeOf(alarm);
  const [more, setMore] = useState(false);
  return (
    <div className="al-opened">
      <Overlays alarm={alarm} />
      {knowledge?.response && <p className="al-response">{knowledge.response}</p>}
      {knowledge?.respond_within && (
        <p>
          <span className="sec">{t('knowledge.within')}</span>{' '}
          <RespondWithin alarm={alarm} seconds={knowledge.respond_within} />
        </p>
      )}
      {!gone && (
        <div className="al-actions">
          <ActButtons actions={FIRST} alarms={[alarm]} place="phone" />
          <button type="button" className="btn" aria-expanded={more} onClick={() => setMore(!more)}>
            {t('more')}
          </button>
          {more && <ActButtons actions={MORE} alarms={[alarm]} place="phone" />}
        </div>
      )}
      <ActPopup place="phone" />
      {more && (
        <>
          <h3>{t('panel.history')}</h3>
          <History alarm={alarm} events={events} known={known} />
          <Link className="btn" href={`/flows/${encodeURIComponent(alarm.flow)}`}>
            {t('panel.openFlow', { name: flowName })}
          </Link>
        </>
      )}
    </div>
  );
}
