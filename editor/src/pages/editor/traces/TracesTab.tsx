import { useTranslation } from 'react-i18next';

import { messageOf } from '../../../api/errors';
import { useEditor } from '../../../store';
import { useRunPlace } from '../run/place';
import { hasText, isFiltered } from './filter';
import { useFilter } from './filterStore';
import { TraceFilter } from './TraceFilter';
import { TraceList } from './TraceList';
import { useTraces } from './useTraces';
import './traces.css';

/** What events have set off in this flow: a list that can be narrowed; one of them is shown on the canvas. */
export function TracesTab() {
  const { t } = useTranslation('traces');
  const flow = useEditor((state) => state.document?.id ?? '');
  const nodes = useEditor((state) => state.document?.nodes);
  const { filter, change } = useFilter(flow);
  const { open } = useRunPlace();
  const { traces, error, atEnd, older } = useTraces(flow, filter);
  const text = filter.text.trim();
  const found = (traces ?? []).filter(
    (trace) => !text || hasText(trace, nodes?.[trace.node]?.name ?? '', text),
  );
  return (
    <div className="traces-tab">
      <TraceFilter filter={filter} onChange={change} />
      <div className="traces-list">
        {error !== null && (
          <p className="hint" role="alert">
            {messageOf(error)}
          </p>
        )}
        {traces && <TraceList traces={found} filtered={isFiltered(filter)} onChoose={open} />}
        {traces && !atEnd && (
          <button type="button" className="btn sm traces-older" onClick={older}>
            {text ? t('searchOlder', { count: traces.length }) : t('older')}
          </button>
        )}
      </div>
    </div>
  );
}
