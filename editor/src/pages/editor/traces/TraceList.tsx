import { useTranslation } from 'react-i18next';

import type { Outcome, Trace } from '../../../api/traces';
import { clockTime, dateTime } from '../../../flow/format';
import { Icon } from '../../../look/Icon';
import { Status } from '../../../look/Status';
import { useEditor } from '../../../store';
import { milliseconds } from './text';

interface Props {
  traces: Trace[];
  chosen: string;
  filtered: boolean;
  onChoose: (id: string) => void;
}

/** The newest traces; a click shows the steps of one. */
export function TraceList({ traces, chosen, filtered, onChoose }: Props) {
  const { t } = useTranslation('traces');
  if (traces.length === 0) return <p className="hint">{filtered ? t('noneFits') : t('none')}</p>;
  return (
    <table className="t list" aria-label={t('list')}>
      <thead>
        <tr>
          <th aria-label={t('result')} />
          <th>{t('time')}</th>
          <th className="wide">{t('began')}</th>
          <th className="num">{t('steps')}</th>
          <th className="num">{t('duration')}</th>
        </tr>
      </thead>
      <tbody>
        {traces.map((trace) => (
          <Row key={trace.id} trace={trace} current={trace.id === chosen} onChoose={onChoose} />
        ))}
      </tbody>
    </table>
  );
}

interface RowProps {
  trace: Trace;
  current: boolean;
  onChoose: (id: string) => void;
}

function Row({ trace, current, onChoose }: RowProps) {
  const { t } = useTranslation('traces');
  const node = useEditor((state) => state.document?.nodes[trace.node]?.name ?? trace.node);
  return (
    <tr
      className={current ? 'cur' : undefined}
      data-trace={trace.id}
      data-outcome={trace.outcome}
      onClick={() => onChoose(trace.id)}
    >
      <td title={trace.error || t(`outcome.${trace.outcome}`)}>
        <OutcomeMark outcome={trace.outcome} />
      </td>
      <td className="tn mut" title={dateTime(trace.time)}>
        {clockTime(trace.time)}
      </td>
      <td className="cut">
        <button type="button" className="link" onClick={() => onChoose(trace.id)}>
          {trace.kind} {trace.point}
        </button>{' '}
        <span className="mut">{node}</span>
      </td>
      <td className="num tn">{trace.steps}</td>
      <td className="num tn">{milliseconds(trace.duration_ms)}</td>
    </tr>
  );
}

function OutcomeMark({ outcome }: { outcome: Outcome }) {
  const { t } = useTranslation('traces');
  if (outcome === 'failed') return <Status status="error" />;
  return (
    <span className="mut" role="img" aria-label={t(`outcome.${outcome}`)}>
      <Icon name={outcome === 'action' ? 'notify' : outcome === 'alarm' ? 'bell' : 'check'} small />
    </span>
  );
}
