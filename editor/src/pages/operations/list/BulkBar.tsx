import { useTranslation } from 'react-i18next';

import { alarmKey, useAlarms } from '../../../api/alarms';
import { Icon } from '../../../look/Icon';
import { Priority } from '../../../look/Priority';
import { ActButtons } from '../act/ActButtons';
import { ActPopup } from '../act/ActPopup';
import type { Action } from '../act/actions';
import { useSelection } from '../selection';

const ACTIONS: readonly Action[] = [
  'ack',
  'shelve',
  'comment',
  'out-of-service',
  'reset',
  'unshelve',
  'in-service',
  'unsuppress',
  'confirm',
];

/** Docked at the bottom and always there, so that selecting moves nothing. */
export function BulkBar() {
  const { t } = useTranslation('operations');
  const { checked, check } = useSelection();
  const alarms = useAlarms((state) => state.alarms);
  const chosen = [...checked].flatMap((key) => alarms[key] ?? []);
  return (
    <footer className="al-bulk">
      <ActPopup place="bulk" />
      {chosen.length === 0 ? (
        <span className="sec">{t('bulk.none')}</span>
      ) : (
        <>
          <b className="tn">{t('bulk.selected', { count: chosen.length })}</b>
          <ActButtons actions={ACTIONS} alarms={chosen} place="bulk" counted onDone={keepKnown} />
          <button
            type="button"
            className="btn ghost icon"
            aria-label={t('bulk.clear')}
            onClick={() => check([])}
          >
            <Icon name="x" />
          </button>
        </>
      )}
      <Legend />
    </footer>
  );
}

/** Ticks on alarms that have gone would only hold the list. */
function keepKnown(): void {
  const known = new Set(Object.values(useAlarms.getState().alarms).map(alarmKey));
  const { checked, check } = useSelection.getState();
  check([...checked].filter((key) => known.has(key)));
}

function Legend() {
  const { t } = useTranslation('operations');
  return (
    <span className="al-legend" aria-hidden="true">
      <Priority priority="serious" /> {t('legend.active')}
      <Priority priority="serious" returned /> {t('legend.returned')}
      <Priority priority="serious" hidden /> {t('legend.hidden')}
      <span>{t('legend.blinking')}</span>
    </span>
  );
}
