import { useTranslation } from 'react-i18next';
import type { Performance } from '../../../api/alarmPerformance';
import { Scroll } from '../../../components/Scroll';

const BAR = 44;

/** The ten alarms that came most often. */
export function Top({ data }: { data: Performance }) {
  const { t } = useTranslation('performance');
  const most = Math.max(1, ...data.top.map((one) => one.count));
  const share = data.top.reduce((sum, one) => sum + one.share, 0);
  return (
    <section className="panel" aria-label={t('table', { of: t('top') })}>
      <header>
        <h2>{t('top')}</h2>
        <span className="sec tn">{t('topOf', { share: share.toFixed(1) })}</span>
      </header>
      <Scroll className="pf-scroll" label={t('table', { of: t('top') })}>
        <table className="t">
          <thead>
            <tr>
              <th scope="col">{t('alarm')}</th>
              <th scope="col">
                <span className="sr">{t('level')}</span>
              </th>
              <th scope="col" className="num">
                {t('count10')}
              </th>
              <th scope="col">{t('share')}</th>
            </tr>
          </thead>
          <tbody>
            {data.top.map((one) => (
              <tr key={`${one.flow}/${one.node}/${one.point}/${one.level}`}>
                <td className="ell" title={one.point}>
                  {one.point}
                </td>
                <td className="sec">{one.level}</td>
                <td className="num">
                  <b>{one.count}</b>
                </td>
                <td className="tn">
                  <svg className="pf-chart" width={BAR + 4} height={10} aria-hidden="true">
                    <rect className="bar" y={2} width={(one.count / most) * BAR} height={6} />
                  </svg>
                  {one.share.toFixed(1)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}
