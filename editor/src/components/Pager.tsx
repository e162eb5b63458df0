import { useTranslation } from 'react-i18next';

import { Icon } from '../look/Icon';

interface Props {
  offset: number;
  shown: number;
  total: number;
  step: number;
  onMove: (offset: number) => void;
}

/** "1–100 of 2,345" with a step back and forward. */
export function Pager({ offset, shown, total, step, onMove }: Props) {
  const { t } = useTranslation('pieces');
  if (total === 0) return null;
  return (
    <div className="pager">
      <span className="tn sec">{t('pager.range', { first: offset + 1, last: offset + shown, total })}</span>
      <button
        type="button"
        className="btn ghost icon"
        aria-label={t('pager.previous')}
        disabled={offset === 0}
        onClick={() => onMove(Math.max(0, offset - step))}
      >
        <Icon name="prev" />
      </button>
      <button
        type="button"
        className="btn ghost icon"
        aria-label={t('pager.next')}
        disabled={offset + shown >= total}
        onClick={() => onMove(offset + step)}
      >
        <Icon name="next" />
      </button>
    </div>
  );
}
