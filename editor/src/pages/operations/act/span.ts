import { useTranslation } from 'react-i18next';

/** "30 min", "2 h", "1 d": a span of time in words, the largest unit that fits. */
export function useSpan(): (seconds: number) => string {
  const { t } = useTranslation('operations');
  return (seconds) => {
    if (seconds >= 86_400 && seconds % 86_400 === 0) return t('span.d', { n: seconds / 86_400 });
    if (seconds >= 3600) return t('span.h', { n: Number((seconds / 3600).toFixed(1)) });
    if (seconds >= 60) return t('span.min', { n: Math.round(seconds / 60) });
    return t('span.s', { n: Math.round(seconds) });
  };
}
