import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';

import { alarmKey } from '../../../api/alarms';
import { Icon } from '../../../look/Icon';
import { Status } from '../../../look/Status';
import { useAct } from './useAct';

const READ = 6000;

/** How the last action went. Good news goes by itself; a refusal stays with its reason until closed. */
export function ActResult() {
  const { t } = useTranslation('operations');
  const { result, dismiss } = useAct();
  const bad = result !== null && (result.refused.length > 0 || result.failure !== '');
  useEffect(() => {
    if (!result || bad) return;
    const timer = setTimeout(dismiss, READ);
    return () => clearTimeout(timer);
  }, [result, bad, dismiss]);
  if (!result) return null;
  const { action, accepted, refused, failure } = result;
  return (
    <div className="al-result" role={bad ? 'alert' : 'status'}>
      <div>
        {bad ? <Status status="warn" /> : <Icon name="check" />}
        {(accepted > 0 || !bad) && <span>{t(`act.done.${action}`, { count: accepted })}</span>}
        {failure && <span>{t('act.failed', { reason: failure })}</span>}
        {refused.length > 0 && <span>{t('act.refused', { count: refused.length })}</span>}
        <button type="button" className="btn ghost icon sm" aria-label={t('common:close')} onClick={dismiss}>
          <Icon name="x" />
        </button>
      </div>
      {refused.length > 0 && (
        <ul>
          {refused.map((one) => (
            <li key={alarmKey(one)}>
              <b>{one.point}</b> {one.reason}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
