import { useTranslation } from 'react-i18next';

import type { Sample } from '../api/types';
import { Forced } from '../look/Forced';
import { formatValue, qualityClass, type ValueLook } from './format';

interface Props {
  sample: Pick<Sample, 'value' | 'quality' | 'reason'> | null;
  unit?: string;
  look?: ValueLook;
}

/** A value with its unit. Bad quality is hatched, uncertain has a dashed frame, a forced one its mark; the reason is the tooltip. */
export function Value({ sample, unit, look }: Props) {
  const { t } = useTranslation('common');
  if (!sample) return <span className="mut">—</span>;
  const quality = t(`quality.${sample.quality}`);
  const why = sample.reason ? `${quality}: ${sample.reason}` : quality;
  const good = sample.quality === 'good';
  return (
    <span className={`tn value ${qualityClass(sample.quality)}`} title={good ? undefined : why}>
      {sample.reason === 'forced' && <Forced />}
      {formatValue(sample.value, look)}
      {unit && <span className="u"> {unit}</span>}
      {!good && <span className="sr"> {why}</span>}
    </span>
  );
}
