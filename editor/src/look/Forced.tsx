import { useTranslation } from 'react-i18next';

/** Marks a value that somebody holds by hand. The letter is the one of controllers, the same in every language. */
export function Forced({ how }: { how?: string }) {
  const { t } = useTranslation('common');
  const title = how ?? t('forced.mark');
  return (
    <span className="forced" role="img" aria-label={title} title={title}>
      F
    </span>
  );
}
