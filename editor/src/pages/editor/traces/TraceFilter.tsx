import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

import { OUTCOMES } from '../../../api/traces';
import { SearchBox } from '../../../components/SearchBox';
import { useEditor } from '../../../store';
import { type Filter, SPANS, type Span } from './filter';

interface Props {
  filter: Filter;
  onChange: (part: Partial<Filter>) => void;
}

/** Result, node, time and text of the traces that are listed. */
export function TraceFilter({ filter, onChange }: Props) {
  const { t } = useTranslation('traces');
  const nodes = useEditor((state) => state.document?.nodes);
  const names = useMemo(
    () => Object.entries(nodes ?? {}).sort(([, a], [, b]) => a.name.localeCompare(b.name)),
    [nodes],
  );
  return (
    <div className="traces-filter">
      <div className="outcomes" role="radiogroup" aria-label={t('filter')}>
        {(['', ...OUTCOMES] as const).map((one) => (
          // biome-ignore lint/a11y/useSemanticElements: buttons in a row, as elsewhere in the editor.
          <button
            key={one}
            type="button"
            role="radio"
            aria-checked={filter.outcome === one}
            className={filter.outcome === one ? 'btn sm on' : 'btn ghost sm'}
            onClick={() => onChange({ outcome: one })}
          >
            {one === '' ? t('all') : t(`outcome.${one}`)}
          </button>
        ))}
      </div>
      <select
        className="inp"
        aria-label={t('through')}
        value={filter.node}
        onChange={(event) => onChange({ node: event.target.value })}
      >
        <option value="">{t('anyNode')}</option>
        {names.map(([id, node]) => (
          <option key={id} value={id}>
            {node.name}
          </option>
        ))}
      </select>
      <select
        className="inp"
        aria-label={t('time')}
        value={filter.span}
        onChange={(event) => onChange({ span: event.target.value as Span })}
      >
        {SPANS.map((span) => (
          <option key={span} value={span}>
            {t(`span.${span}`)}
          </option>
        ))}
      </select>
      {filter.span === 'between' &&
        (['from', 'to'] as const).map((end) => (
          <input
            key={end}
            type="datetime-local"
            className="inp"
            aria-label={t(end)}
            title={t(end)}
            value={filter[end]}
            onChange={(event) => onChange({ [end]: event.target.value })}
          />
        ))}
      <SearchBox
        label={t('search')}
        value={filter.text}
        onChange={(text) => onChange({ text })}
        width={200}
      />
    </div>
  );
}
