import { useTranslation } from 'react-i18next';

import type { Trace } from '../../../api/traces';
import { clockTime, dateTime } from '../../../flow/format';
import { useEditor } from '../../../store';
import { OutcomeMark } from './OutcomeMark';
import { milliseconds } from './text';

interface Props {
  traces: Trace[];
  filtered: boolean;
  onChoose: (id: string) => void;
}

/** The newest traces; a click shows one on the canvas. */
export function TraceList({ traces, filtered, onChoose }: Props) {
  const { t } = useTranslation('traces');
  if (traces.length === 0) return <p className="hint">{filtered ? t('noneFits') : t('none')}</p>;
  return (
    <table className="t list" aria-label={t('list')}>
      <thead>
        <tr>
          <th aria-label={t('result')} />
          <th>{t('time')}</th>
          <th>{t('began')}</th>
          <th>{t('error')}</th>
          <th className="num">{t('steps')}</th>
          <th className="num">{t('duration')}</th>
        </tr>
      </thead>
      <tbody>
        {traces.map((trace) => (
          <Row key={trace.id} trace={trace} onChoose={onChoose} />
        ))}
      </tbody>
    </table>
  );
}

interface RowProps {
  trace: Trace;
  onChoose: (id: string) => void;
}

function Row({ trace, onChoose }: RowProps) {
  const { t } = useTranslation('traces');
  const node = useEditor((state) => state.document?.nodes[trace.node]?.name ?? trace.node);
  return (
    <tr data-trace={trace.id} data-outcome={trace.outcome} onClick={() => onChoose(trace.id)}>
      <td title={trace.error || t(`outcome.${trace.outcome}`)}>
        <OutcomeMark outcome={trace.outcome} />
      </td>
      <td className="tn mut" title={clockTime(trace.time)}>
        {dateTime(trace.time)}:{clockTime(trace.time).slice(6)}
      </td>
      <td className="cut">
        <button type="button" className="link" onClick={() => onChoose(trace.id)}>
          {trace.kind} {trace.point}
        </button>{' '}
        <span className="mut">{node}</span>
      </td>
      <td className="step-error" title={trace.error}>
        {trace.error}
      </td>
      <td className="num tn">{trace.steps}</td>
      <td className="num tn">{milliseconds(trace.duration_ms)}</td>
    </tr>
  );
}
