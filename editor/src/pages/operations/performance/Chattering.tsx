import { useTranslation } from 'react-i18next';

import type { Named, Performance } from '../../../api/alarmPerformance';
import { Age } from '../../../components/Age';

/** Alarms that say nothing: they come and go, are gone at once, or stay for days. */
export function Chattering({ data }: { data: Performance }) {
  const { t } = useTranslation('performance');
  return (
    <section className="panel" aria-label={t('chattering')}>
      <Part
        title={t('chattering')}
        hint={t('chatteringHint')}
        rows={data.chattering.map((one) => [one, t('worst', { n: one.worst })])}
      />
      <Part
        title={t('stale')}
        hint=""
        rows={data.stale.map((one) => [one, <Age key="age" since={one.since} />])}
      />
      <Part
        title={t('fleeting')}
        hint={t('fleetingHint')}
        rows={data.fleeting.map((one) => [one, one.count])}
      />
    </section>
  );
}

interface PartProps {
  title: string;
  hint: string;
  rows: [Named, React.ReactNode][];
}

function Part({ title, hint, rows }: PartProps) {
  const { t } = useTranslation('performance');
  return (
    <>
      <header>
        <h2>{title}</h2>
        <span className="sec">{hint}</span>
      </header>
      {rows.length === 0 ? (
        <p className="pf-none">{t('noneOfThem')}</p>
      ) : (
        <table className="t" aria-label={title}>
          <tbody>
            {rows.map(([one, said]) => (
              <tr key={`${one.flow}/${one.node}/${one.point}`}>
                <td className="ell" title={one.point}>
                  {one.point}
                </td>
                <td className="num">
                  <b>{said}</b>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}
