import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';

import type { Alarm } from '../../../api/types';
import { SidePanel } from '../../../components/SidePanel';
import { Icon } from '../../../look/Icon';
import { AlarmGlyph, AlarmState } from '../AlarmState';
import { ActButtons } from '../act/ActButtons';
import { ActMenu } from '../act/ActMenu';
import { ActPopup } from '../act/ActPopup';
import type { Action } from '../act/actions';
import { CommentBox } from './CommentBox';
import { Comparison } from './Comparison';
import { Facts } from './Facts';
import { History } from './History';
import { Knowledge } from './Knowledge';
import { Overlays } from './Overlays';
import { Trend } from './Trend';
import { usePast } from './usePast';
import { useStory, useTimesActive } from './useStory';

interface Props {
  alarm: Alarm;
  flowName: string;
  onClose: () => void;
}

const ACTIONS: readonly Action[] = ['ack', 'reset', 'unshelve', 'in-service', 'unsuppress', 'shelve'];
const MORE: readonly Action[] = ['comment', 'out-of-service'];

/** One alarm: state, value against limit, what can be done, trend, what is known about it, history, comment. */
export function AlarmPanel({ alarm, flowName, onClose }: Props) {
  const { t } = useTranslation('operations');
  const [span, setSpan] = useState(1200);
  const [comment, setComment] = useState('');
  const { samples, latest, asked } = usePast(alarm, span);
  const { events, known } = useStory(alarm);
  const times = useTimesActive(alarm);
  return (
    <SidePanel
      label={t('panel.label', { message: alarm.message })}
      onClose={onClose}
      head={
        <>
          <AlarmGlyph alarm={alarm} />
          <b className="al-priority">{t(`common:priority.${alarm.priority}`)}</b>
          <AlarmState alarm={alarm} show="word" />
          {times > 0 && <span className="ell">{t('panel.times', { count: times })}</span>}
        </>
      }
    >
      <section>
        <h2>{alarm.message}</h2>
        <p className="al-where">
          {alarm.point} · {flowName}
        </p>
        <Comparison alarm={alarm} latest={latest} />
        <Overlays alarm={alarm} />
        <div className="al-actions">
          <ActButtons
            actions={ACTIONS}
            alarms={[alarm]}
            place="panel"
            comment={comment.trim()}
            onDone={() => setComment('')}
          />
          <ActMenu actions={MORE} alarm={alarm} />
          <Link
            className="btn icon"
            href={`/flows/${encodeURIComponent(alarm.flow)}`}
            aria-label={t('panel.openFlow', { name: flowName })}
            title={t('panel.openFlow', { name: flowName })}
          >
            <Icon name="flow" />
          </Link>
        </div>
        <ActPopup place="panel" />
      </section>
      <section>
        <Trend alarm={alarm} samples={samples} asked={asked} events={events} span={span} onSpan={setSpan} />
      </section>
      <Knowledge alarm={alarm} />
      <section>
        <Facts alarm={alarm} />
      </section>
      <section>
        <h3>{t('panel.history')}</h3>
        <History alarm={alarm} events={events} known={known} />
      </section>
      <CommentBox alarm={alarm} value={comment} onChange={setComment} />
    </SidePanel>
  );
}
