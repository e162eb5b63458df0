import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { api, path } from '../../../api/client';
import type { Config } from '../../../api/types';
import { useResource } from '../../../api/useResource';
import { useMay } from '../../../app/session';
import { toastError } from '../../../app/toasts';
import { dateTime, settingText } from '../../../flow/format';
import { useEditor } from '../../../store';

interface Waiting {
  number: number;
  time: string;
  point: string;
  why: string;
  /** What was to be sent. */
  data: Config;
}

const EVERY = 5_000;

const whatOf = ({ point, data }: Waiting): string =>
  [point, ...Object.entries(data).map(([key, value]) => `${key}: ${settingText(value)}`)]
    .filter(Boolean)
    .join(' · ');

/** What an action could not send and has set aside, for a person to have it tried again or to discard it. */
export function SetAsideTable({ id }: { id: string }) {
  const { t } = useTranslation('editor');
  const flow = useEditor((state) => state.document?.id ?? '');
  const { data, reload } = useResource<Waiting[]>(path`/flows/${flow}/outbox?node=${id}`);
  const mayDecide = useMay('engineer');
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  useEffect(() => {
    const timer = setInterval(reload, EVERY);
    return () => clearInterval(timer);
  }, [reload]);
  if (!data?.length) return null;
  const numbers = data.map((one) => one.number).filter((number) => chosen.has(number));
  const decide = (what: 'retry' | 'discard') =>
    void api
      .post(path`/flows/${flow}/outbox`, { node: id, do: what, numbers })
      .then(() => setChosen(new Set()))
      .catch(toastError)
      .finally(reload);
  const mark = (number: number, on: boolean) =>
    setChosen((old) => new Set(on ? [...old, number] : [...old].filter((one) => one !== number)));
  return (
    <section className="set-aside" aria-label={t('outbox.title')}>
      <h4 className="sec-h" title={t('outbox.help')}>
        {t('outbox.title')} <span className="mut">{data.length}</span>
        <span className="sp" />
        {mayDecide && (
          <>
            <button
              type="button"
              className="btn sm"
              disabled={!numbers.length}
              onClick={() => decide('retry')}
            >
              {t('outbox.retry')}
            </button>
            <button
              type="button"
              className="btn sm"
              disabled={!numbers.length}
              onClick={() => decide('discard')}
            >
              {t('outbox.discard')}
            </button>
          </>
        )}
      </h4>
      <table className="t">
        <thead>
          <tr>
            {mayDecide && (
              <th>
                <input
                  type="checkbox"
                  className="check"
                  aria-label={t('outbox.all')}
                  checked={numbers.length === data.length}
                  onChange={(event) =>
                    setChosen(new Set(event.target.checked ? data.map((one) => one.number) : []))
                  }
                />
              </th>
            )}
            <th>{t('data.time')}</th>
            <th className="wide">{t('outbox.what')}</th>
          </tr>
        </thead>
        <tbody>
          {data.map((one) => (
            <tr key={one.number}>
              {mayDecide && (
                <td>
                  <input
                    type="checkbox"
                    className="check"
                    aria-label={`${t('outbox.select')} ${one.point} ${dateTime(one.time)}`}
                    checked={chosen.has(one.number)}
                    onChange={(event) => mark(one.number, event.target.checked)}
                  />
                </td>
              )}
              <td className="tn mut">{dateTime(one.time)}</td>
              <td>
                <span className="what">{whatOf(one)}</span>
                <span className="why">{one.why}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
