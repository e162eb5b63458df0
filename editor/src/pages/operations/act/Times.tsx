import { useTranslation } from 'react-i18next';

import { useSpan } from './span';

interface TimesProps {
  times: number[];
  seconds: number;
  once: boolean;
  mayOnce: boolean;
  onTime: (seconds: number) => void;
  onOnce: () => void;
}

/** How long, or until the alarm returns; 0 is until somebody returns it. */
export function Times({ times, seconds, once, mayOnce, onTime, onOnce }: TimesProps) {
  const { t } = useTranslation('operations');
  const span = useSpan();
  return (
    <fieldset className="plain al-times">
      <legend className="label">{t('act.for')}</legend>
      <div className="seg">
        {times.map((time) => (
          <button
            key={time}
            type="button"
            aria-pressed={!once && time === seconds}
            onClick={() => onTime(time)}
          >
            {time === 0 ? t('act.returned') : span(time)}
          </button>
        ))}
        {mayOnce && (
          <button type="button" aria-pressed={once} onClick={onOnce}>
            {t('act.once')}
          </button>
        )}
      </div>
    </fieldset>
  );
}
