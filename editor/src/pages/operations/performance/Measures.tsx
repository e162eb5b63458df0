import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Measure, MeasureName, Performance } from '../../../api/alarmPerformance';
import { useMay } from '../../../app/session';
import { Scroll } from '../../../components/Scroll';
import { across, down, polyline } from './chart';
import { LimitsDialog } from './LimitsDialog';
import { limitText, short, targetText } from './limits';

interface Props {
  data: Performance;
  days: number;
  onChanged: () => void;
}

/** Measured beside target and maximum, with the last weeks and a word. */
export function Measures({ data, days, onChanged }: Props) {
  const { t } = useTranslation('performance');
  const mayEdit = useMay('engineer');
  const [edited, setEdited] = useState<Measure | null>(null);
  const own = data.measures.some((measure) => measure.set_by);
  return (
    <>
      <header>
        <h2>{t('measures')}</h2>
        <span className="sec">{t('position', { count: days })}</span>
      </header>
      <Scroll className="pf-scroll" label={t('table', { of: t('measures') })}>
        <table className="t pf-measures">
          <thead>
            <tr>
              <th scope="col">{t('measure')}</th>
              <th scope="col" className="num">
                {t('measured')}
              </th>
              <th scope="col" className="num">
                {t('target')}
              </th>
              <th scope="col" className="num">
                {t('maximum')}
              </th>
              <th scope="col">
                <span className="sr">{t('bullet')}</span>
              </th>
              <th scope="col">{t('weeks')}</th>
              <th scope="col">{t('verdict')}</th>
            </tr>
          </thead>
          <tbody>
            {data.measures.map((measure) => (
              <MeasureRow
                key={measure.name}
                measure={measure}
                onEdit={mayEdit ? () => setEdited(measure) : undefined}
                past={(data.trend ?? []).map((week) => week[measure.name] ?? null)}
              />
            ))}
          </tbody>
        </table>
      </Scroll>
      <footer>
        <p>{[t('source'), own && t('limits.own')].filter(Boolean).join(' ')}</p>
        <p>{t('atEnd')}</p>
      </footer>
      {edited && (
        <LimitsDialog
          measure={edited}
          onClose={() => setEdited(null)}
          onDone={() => {
            setEdited(null);
            onChanged();
          }}
        />
      )}
    </>
  );
}

interface RowProps {
  measure: Measure;
  past: (number | null)[];
  onEdit: (() => void) | undefined;
}

function MeasureRow({ measure, past, onEdit }: RowProps) {
  const { t } = useTranslation('performance');
  const { name, value, unit, maximum, verdict } = measure;
  return (
    <tr>
      <th scope="row" title={t(`about.${name as MeasureName}`, { defaultValue: '' })}>
        {t(`name.${name as MeasureName}`, { defaultValue: name })}
      </th>
      <td className="num">
        <b>{short(value)}</b> <span className="u pf-unit">{unit}</span>
      </td>
      <td className="num sec">
        <Target measure={measure} onEdit={onEdit} />
      </td>
      <td className="num sec">{short(maximum)}</td>
      <td>
        <Bullet measure={measure} />
      </td>
      <td>
        <Past values={past} />
      </td>
      <td>
        {verdict === 'none' ? (
          <span className="sec">{t('verdicts.none')}</span>
        ) : (
          <span className={`pf-verdict ${verdict}`}>
            <i />
            {t(`verdicts.${verdict}`)}
          </span>
        )}
      </td>
    </tr>
  );
}

/** A click changes it; one that is not the published one has a mark, and says what that was. */
function Target({ measure, onEdit }: { measure: Measure; onEdit: (() => void) | undefined }) {
  const { t } = useTranslation('performance');
  const { name, target, below, set_by } = measure;
  const why = set_by
    ? t('limits.setBy', { user: set_by, limits: limitText(measure) })
    : t('limits.asPublished');
  const said = (
    <>
      {set_by && <span className="pf-own" />}
      {targetText(target, below)}
    </>
  );
  if (!onEdit) return <span title={why}>{said}</span>;
  return (
    <button
      type="button"
      className="link"
      title={why}
      aria-label={`${t('limits.title', { measure: t(`name.${name}`) })}: ${targetText(target, below)}. ${why}`}
      onClick={onEdit}
    >
      {said}
    </button>
  );
}

const BULLET = 92;

/** A bar against the target (dotted) and the maximum. */
function Bullet({ measure: { value, target, maximum } }: { measure: Measure }) {
  if (value === null || target === null) return null;
  const limit = maximum ?? target;
  const x = across(0, Math.max(limit * 1.4, Math.min(value, limit * 3), 1), 0, BULLET);
  const at = (n: number) => Math.min(BULLET - 1, Math.round(x(n))) + 0.5;
  return (
    <svg className="pf-chart" width={BULLET} height={14} aria-hidden="true">
      <rect className="ground" y={4} width={BULLET} height={6} />
      <rect className="within" y={4} width={Math.min(BULLET, x(target))} height={6} />
      <rect className="value" y={5} width={Math.min(BULLET, x(value))} height={4} />
      {limit !== target && <path className="dotted" d={`M${at(target)} 2v10`} />}
      <path className="line" d={`M${at(limit)} 1v12`} />
    </svg>
  );
}

function Past({ values }: { values: (number | null)[] }) {
  const known = values.filter((value) => value !== null);
  if (known.length < 2) return null;
  const x = across(0, values.length - 1, 2, 64);
  const y = down(Math.min(...known), Math.max(...known), 2, 14);
  const points = values.flatMap((value, i) => (value === null ? [] : [[x(i), y(value)] as const]));
  const last = points.at(-1);
  return (
    <svg className="pf-chart" width={68} height={16} aria-hidden="true">
      <path className="past" d={polyline(points)} />
      {last && <circle cx={last[0]} cy={last[1]} r={2} />}
    </svg>
  );
}
