import { useTranslation } from 'react-i18next';

import type { TryResult } from '../../api/types';
import { Icon } from '../../look/Icon';
import { Status } from '../../look/Status';

/** What came of trying: the sentence of the connector and the time it took. */
export function TryLine({ tried }: { tried: TryResult | 'trying' | null }) {
  const { t } = useTranslation('connections');
  if (tried === null) return <p className="field-help">{t('try.help')}</p>;
  if (tried === 'trying')
    return (
      <p className="note-line" role="status">
        {t('try.trying')}
      </p>
    );
  return (
    <p className="note-line cn-tried" role="status">
      {tried.ok ? <Icon name="check" /> : <Status status="error" />}
      <span>
        {tried.message}{' '}
        {tried.ms > 0 && <span className="tn mut">{t('try.ms', { ms: Math.round(tried.ms) })}</span>}
      </span>
    </p>
  );
}
