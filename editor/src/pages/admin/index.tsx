import { useTranslation } from 'react-i18next';

export default function Page() {
  const { t } = useTranslation('common');
  return (
    <div className="page">
      <h1>{t('nav.admin')}</h1>
    </div>
  );
}
