import { useTranslation } from 'react-i18next';

import { nanoseconds, percent } from '../../../flow/cost';
import { useEditor } from '../../../store';

/** What the node costs: its share of the flow's time, and how long a sample and a call take it. */
export function CostLine({ id }: { id: string }) {
  const { t } = useTranslation('cost');
  const cost = useEditor((state) => state.status[id]?.cost);
  if (!cost) return null;
  const parts = [
    t('share', { share: percent(cost.share) }),
    cost.ns_sample !== null && t('sample', { time: nanoseconds(cost.ns_sample) }),
    t('call', { time: nanoseconds(cost.ns_call) }),
  ];
  return (
    <p className="cost-line" title={t('label')}>
      {parts.filter(Boolean).join(' · ')}
    </p>
  );
}
