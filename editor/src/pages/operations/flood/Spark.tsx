import { useTranslation } from 'react-i18next';

import { STARTS_ABOVE } from './flood';

const HEIGHT = 32;
const STEP = 6;

/** Activations of every ten minutes; what is above the threshold is orange. */
export function Spark({ sums }: { sums: number[] }) {
  const { t } = useTranslation('operations');
  const width = sums.length * STEP;
  const most = Math.max(STARTS_ABOVE * 2, ...sums);
  const y = (n: number) => HEIGHT - (n / most) * (HEIGHT - 2);
  return (
    <div className="al-spark">
      <span className="sec">{t('flood.chart')}</span>
      <svg width={width + 24} height={HEIGHT} role="img" aria-label={t('flood.chart')}>
        {sums.map((n, i) => (
          <rect
            key={i}
            className={n > STARTS_ABOVE ? 'over' : undefined}
            x={i * STEP}
            y={y(n)}
            width={STEP - 2}
            height={HEIGHT - y(n)}
          />
        ))}
        <path d={`M0 ${Math.round(y(STARTS_ABOVE)) + 0.5}H${width}`} />
        <text x={width + 4} y={y(STARTS_ABOVE) + 4}>
          {STARTS_ABOVE}
        </text>
      </svg>
    </div>
  );
}
