import { useTranslation } from 'react-i18next';
import type { Performance } from '../../../api/alarmPerformance';
import { When } from '../../../components/Age';
import { Scroll } from '../../../components/Scroll';
import { useSpan } from '../act/span';

export function Floods({ data }: { data: Performance }) {
  const { t } = useTranslation('performance');
  const span = useSpan();
  const floods = [...data.floods].sort((a, b) => b.begin.localeCompare(a.begin));
  const whole = floods.reduce((sum, flood) => sum + secondsOf(flood, data.to), 0);
  return (
    <section className="panel" aria-label={t('table', { of: t('floods') })}>
      <header>
        <h2>{t('floods')}</h2>
        <span className="sec">
          {t('floodsOf', { count: floods.length })} {floods.length > 0 && `· ${span(Math.round(whole))}`}
        </span>
      </header>
      {floods.length === 0 ? (
        <p className="pf-none">{t('noFloods')}</p>
      ) : (
        <Scroll className="pf-scroll" label={t('table', { of: t('floods') })}>
          <table className="t">
            <thead>
              <tr>
                <th scope="col">{t('start')}</th>
                <th scope="col" className="num">
                  {t('length')}
                </th>
                <th scope="col" className="num">
                  {t('number')}
                </th>
                <th scope="col" className="num">
                  {t('peak')}
                </th>
                <th scope="col">{t('first')}</th>
              </tr>
            </thead>
            <tbody>
              {floods.map((flood) => (
                <tr key={flood.begin}>
                  <td>
                    <When time={flood.begin} />
                  </td>
                  <td className="num sec">
                    {flood.end ? span(secondsOf(flood, data.to)) : <b>{t('open')}</b>}
                  </td>
                  <td className="num">
                    <b>{flood.count}</b>
                  </td>
                  <td className="num sec">{flood.peak}</td>
                  <td className="ell" title={flood.first?.point}>
                    {flood.first?.point}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </section>
  );
}

const secondsOf = (flood: Performance['floods'][number], to: string) =>
  (Date.parse(flood.end ?? to) - Date.parse(flood.begin)) / 1000;
