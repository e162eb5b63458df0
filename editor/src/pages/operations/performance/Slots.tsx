import { useTranslation } from 'react-i18next';

import type { Performance } from '../../../api/alarmPerformance';
import { formatTime } from '../../../components/format';
import { Bars } from './Bars';

const SLOT = 600_000;
const HOUR = 3600_000;
const STARTS = 10;
const ENDS = 5;

/** Alarms in ten minutes over the last day, floods tinted. */
export function Slots({ data }: { data: Performance }) {
  const { t } = useTranslation('performance');
  const to = Date.parse(data.to);
  const from = to - 24 * HOUR;
  const bars = data.slots
    .map(({ begin, count }) => ({ from: Date.parse(begin), to: Date.parse(begin) + SLOT, value: count }))
    .filter((bar) => bar.from >= from);
  const bands = data.floods
    .map((flood) => ({
      from: Math.max(from, Date.parse(flood.begin)),
      to: flood.end ? Date.parse(flood.end) : to,
    }))
    .filter((band) => band.to > from);
  const first = Math.ceil(from / (2 * HOUR)) * 2 * HOUR;
  const ticks = Array.from({ length: 12 }, (_, i) => first + i * 2 * HOUR).filter((at) => at <= to);
  return (
    <Bars
      label={t('slots')}
      bars={bars}
      from={from}
      to={to}
      threshold={STARTS}
      bands={bands}
      lines={[
        { value: STARTS, text: t('line.starts', { n: STARTS }) },
        { value: ENDS, text: t('line.ends', { n: ENDS }), dashed: true },
      ]}
      ticks={ticks.map((at) => ({ at, text: hourOf(at) }))}
      top={String}
    />
  );
}

const hourOf = (at: number) => formatTime(new Date(at).toISOString(), at).slice(0, 5);
