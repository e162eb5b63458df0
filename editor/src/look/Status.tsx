import { useTranslation } from 'react-i18next';

export type StatusName = 'idle' | 'ok' | 'warn' | 'error' | 'disabled';

/** Status of a node: a healthy one is grey, only what needs a person has a colour and a shape. */
export function Status({ status }: { status: StatusName }) {
  const { t } = useTranslation('common');
  const calm = status !== 'warn' && status !== 'error';
  return (
    <svg className={calm ? 'st calm' : 'st'} viewBox="0 0 8 8" role="img" aria-label={t(`status.${status}`)}>
      <Shape status={status} />
    </svg>
  );
}

function Shape({ status }: { status: StatusName }) {
  const hollow = { cx: 4, cy: 4, r: 2.75, fill: 'none', stroke: 'var(--ink-3)', strokeWidth: 1.3 };
  switch (status) {
    case 'ok':
      return <circle cx="4" cy="4" r="3" fill="var(--ink-3)" />;
    case 'warn':
      return <path d="M4 .4L7.9 7.4H.1z" fill="var(--p3)" />;
    case 'error':
      return (
        <>
          <rect width="8" height="8" rx="1" fill="var(--p1)" />
          <path d="M4 1.6v2.9M4 6v.4" stroke="var(--on-p)" strokeWidth="1.3" />
        </>
      );
    case 'disabled':
      return (
        <>
          <circle {...hollow} />
          <path d="M1.5 6.5l5-5" stroke="var(--ink-3)" strokeWidth="1.3" />
        </>
      );
    default:
      return <circle {...hollow} />;
  }
}
