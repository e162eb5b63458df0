import { useTranslation } from 'react-i18next';

import type { Performance } from '../../../api/alarmPerformance';
import { formatDay } from '../../../components/format';
import { formatNumber } from '../../../flow/format';
import { Bars } from './Bars';

const DAY = 86_400_000;
const TARGET = 6;
const MAXIMUM = 12;
const NAMED = 7;

/** Alarms an hour, by day: target and maximum of a position. */
export function Daily({ data }: { data: Performance }) {
  const { t } = useTranslation('performance');
  const bars = data.days.map((day) => {
    const from = Date.parse(day.begin);
    return { from, to: from + DAY, value: Number(day.per_hour.toPrecision(3)) };
  });
  const mean = data.measures.find((measure) => measure.name === 'per_hour')?.value;
  const every = Math.max(1, Math.ceil(bars.length / NAMED));
  return (
    <>
      <Bars
        label={t('daily')}
        bars={bars}
        from={bars[0]?.from ?? 0}
        to={bars.at(-1)?.to ?? 1}
        threshold={MAXIMUM}
        lines={[
          { value: MAXIMUM, text: t('line.maximum', { n: MAXIMUM }) },
          { value: TARGET, text: t('line.target', { n: TARGET }), dashed: true },
        ]}
        ticks={bars
          .filter((_, i) => i % every === 0)
          .map((bar) => ({ at: bar.from + DAY / 2, text: formatDay(new Date(bar.from).toISOString()) }))}
        top={(value) => formatNumber(value)}
      />
      {typeof mean === 'number' && (
        <p className="pf-note sec">{t('line.mean', { n: formatNumber(Number(mean.toPrecision(3))) })}</p>
      )}
    </>
  );
}
