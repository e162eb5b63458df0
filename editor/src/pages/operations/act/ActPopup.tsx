import { useTranslation } from 'react-i18next';

import { ActForm } from './ActForm';
import { type Place, useAsk } from './useAsk';

/** The form of an action, where it was asked for. */
export function ActPopup({ place }: { place: Place }) {
  const { t } = useTranslation('operations');
  const { open, close } = useAsk();
  if (open?.place !== place) return null;
  const { action, alarms } = open;
  const label = t(`act.title.${action}`, { count: alarms.length });
  return (
    <div className={`al-pop ${place}`} role="dialog" aria-label={label}>
      <ActForm key={action} action={action} alarms={alarms} onClose={close} />
    </div>
  );
}
