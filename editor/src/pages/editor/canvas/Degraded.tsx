import { useTranslation } from 'react-i18next';

import { Status } from '../../../look/Status';
import { useEditor } from '../../../store';

/** A flow whose disk takes nothing says so above the canvas, with the reason. */
export function Degraded() {
  const { t } = useTranslation('flows');
  const degraded = useEditor((state) => state.degraded);
  const why = useEditor((state) => state.failure);
  if (!degraded) return null;
  return (
    <div className="banner degraded" role="status">
      <Status status="warn" />
      <b>{t('state.degraded')}</b>
      <span>{t('degradedHelp')}</span>
      <span className="why">{why}</span>
    </div>
  );
}
