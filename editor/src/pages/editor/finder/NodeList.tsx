import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { PointInfo } from '../../../api/types';
import { ChooseList } from '../../../components/ChooseList';
import { FILTERS, found, type NodeFilter } from '../../../flow/find';
import { kindText } from '../../../i18n';
import { Icon } from '../../../look/Icon';
import { categoryOf, iconOf } from '../../../look/kinds';
import { useEditor } from '../../../store';
import { usePoints } from '../../../store/points';
import { useGoTo } from './useGoTo';

/** Nodes of the flow by name, kind or point; invalid, unused or changed ones alone. */
export function NodeList({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation('finder');
  const document = useEditor((state) => state.document);
  const deployed = useEditor((state) => state.deployedDocument);
  const problems = useEditor((state) => state.problems);
  const kinds = useEditor((state) => state.kinds);
  const points = usePoints((state) => state.byName);
  const [text, setText] = useState('');
  const [filters, setFilters] = useState<ReadonlySet<NodeFilter>>(new Set());
  const goTo = useGoTo();
  const ids = useMemo(() => {
    const title = (kind: string) => kindText(kinds.get(kind)?.title ?? '');
    return document
      ? found({ document, deployed, problems, title, unread: unreadBy(points, document.id) }, text, filters)
      : [];
  }, [document, deployed, problems, kinds, points, text, filters]);
  const toggle = (filter: NodeFilter) =>
    setFilters(
      (old) => new Set(old.has(filter) ? [...old].filter((one) => one !== filter) : [...old, filter]),
    );
  const go = (chosen: readonly string[]) => {
    onDone();
    goTo(chosen);
  };
  return (
    <>
      <ChooseList
        label={t('search.nodes')}
        none={t('none.nodes')}
        choices={ids.map((id) => {
          const kind = document?.nodes[id]?.kind ?? '';
          return {
            key: id,
            text: document?.nodes[id]?.name ?? id,
            more: kindText(kinds.get(kind)?.title ?? kind),
            icon: <Icon name={iconOf(kind)} />,
            look: `k-${categoryOf(kind)}`,
          };
        })}
        text={text}
        onText={setText}
        onChoose={(id) => go([id])}
      />
      <div className="finder-foot">
        {FILTERS.map((filter) => (
          <button
            key={filter}
            type="button"
            className="btn sm"
            aria-pressed={filters.has(filter)}
            onClick={() => toggle(filter)}
          >
            {t(`filter.${filter}`)}
          </button>
        ))}
        <span className="sp" />
        <button type="button" className="btn sm" disabled={ids.length === 0} onClick={() => go(ids)}>
          {t('selectAll', { count: ids.length })}
        </button>
      </div>
    </>
  );
}

/** Nodes of a flow that own a point which no node of any flow reads. */
function unreadBy(points: Record<string, PointInfo>, flow: string): Set<string> {
  const unread = Object.values(points).filter((one) => one.owner?.flow === flow && one.readers.length === 0);
  return new Set(unread.flatMap((one) => one.owner?.node ?? []));
}
