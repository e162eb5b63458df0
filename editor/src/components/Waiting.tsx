import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { messageOf } from '../api/errors';
import type { Resource } from '../api/useResource';

interface Props<T> {
  of: Resource<T>;
  children: (data: T) => ReactNode;
}

/** What to show while an answer is awaited or did not come; old data stays on screen. */
export function Waiting<T>({ of, children }: Props<T>) {
  const { t } = useTranslation('common');
  if (of.data !== null) return children(of.data);
  if (of.error)
    return (
      <div className="empty" role="alert">
        <p>{messageOf(of.error)}</p>
        <button type="button" className="btn" onClick={of.reload}>
          {t('again')}
        </button>
      </div>
    );
  return (
    <div className="empty" role="status">
      {t('loading')}
    </div>
  );
}
