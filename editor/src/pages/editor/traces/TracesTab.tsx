import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { path } from '../../../api/client';
import { OUTCOMES, type Outcome, type TracePage } from '../../../api/traces';
import { useResource } from '../../../api/useResource';
import { Waiting } from '../../../components/Waiting';
import { useEditor } from '../../../store';
import { TraceList } from './TraceList';
import { TraceSteps } from './TraceSteps';
import './traces.css';

const REFRESH = 5_000;

/** What events have set off in this flow: a list, and beside it the steps of one of them. */
export function TracesTab() {
  const flow = useEditor((state) => state.document?.id ?? '');
  const [outcome, setOutcome] = useState<Outcome | ''>('');
  const [chosen, setChosen] = useState('');
  const page = useResource<TracePage>(path`/traces?flow=${flow}&limit=100&outcome=${outcome}`);
  const { reload } = page;
  useEffect(() => {
    const timer = setInterval(reload, REFRESH);
    return () => clearInterval(timer);
  }, [reload]);
  return (
    <div className="traces">
      <div className="traces-list">
        <OutcomeFilter value={outcome} onChange={setOutcome} />
        <Waiting of={page}>
          {({ traces }) => (
            <TraceList traces={traces} chosen={chosen} filtered={outcome !== ''} onChoose={setChosen} />
          )}
        </Waiting>
      </div>
      <div className="traces-steps">
        <TraceSteps id={chosen} known={page.data?.traces.find((one) => one.id === chosen)?.steps ?? 0} />
      </div>
    </div>
  );
}

interface FilterProps {
  value: Outcome | '';
  onChange: (outcome: Outcome | '') => void;
}

function OutcomeFilter({ value, onChange }: FilterProps) {
  const { t } = useTranslation('traces');
  return (
    <div className="traces-filter" role="radiogroup" aria-label={t('filter')}>
      {(['', ...OUTCOMES] as const).map((one) => (
        // biome-ignore lint/a11y/useSemanticElements: buttons in a row, as elsewhere in the editor.
        <button
          key={one}
          type="button"
          role="radio"
          aria-checked={value === one}
          className={value === one ? 'btn sm on' : 'btn ghost sm'}
          onClick={() => onChange(one)}
        >
          {one === '' ? t('all') : t(`outcome.${one}`)}
        </button>
      ))}
    </div>
  );
}
