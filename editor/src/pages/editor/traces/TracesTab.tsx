import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { messageOf } from '../../../api/errors';
import { useEditor } from '../../../store';
import { EVERYTHING, type Filter, hasText, isFiltered } from './filter';
import { TraceFilter } from './TraceFilter';
import { TraceList } from './TraceList';
import { TraceSteps } from './TraceSteps';
import { useTraces } from './useTraces';
import './traces.css';

/** What events have set off in this flow: a list that can be narrowed, and beside it the steps of one trace. */
export function TracesTab() {
  const { t } = useTranslation('traces');
  const flow = useEditor((state) => state.document?.id ?? '');
  const nodes = useEditor((state) => state.document?.nodes);
  const [filter, setFilter] = useState<Filter>(EVERYTHING);
  const [chosen, setChosen] = useState('');
  const { traces, error, atEnd, older } = useTraces(flow, filter);
  const text = filter.text.trim();
  const found = (traces ?? []).filter(
    (trace) => !text || hasText(trace, nodes?.[trace.node]?.name ?? '', text),
  );
  return (
    <div className="traces-tab">
      <TraceFilter filter={filter} onChange={(part) => setFilter({ ...filter, ...part })} />
      <div className="traces">
        <div className="traces-list">
          {error !== null && (
            <p className="hint" role="alert">
              {messageOf(error)}
            </p>
          )}
          {traces && (
            <TraceList traces={found} chosen={chosen} filtered={isFiltered(filter)} onChoose={setChosen} />
          )}
          {traces && !atEnd && (
            <button type="button" className="btn sm traces-older" onClick={older}>
              {text ? t('searchOlder', { count: traces.length }) : t('older')}
            </button>
          )}
        </div>
        <div className="traces-steps">
          <TraceSteps id={chosen} known={traces?.find((one) => one.id === chosen)?.steps ?? 0} />
        </div>
      </div>
    </div>
  );
}
