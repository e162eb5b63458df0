import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { DocNode, FlowDocument, KindSpec, PointInfo } from '../../../api/types';
import { ChooseList } from '../../../components/ChooseList';
import { specOf } from '../../../flow/blocks';
import { viewOf } from '../../../flow/blockView';
import { FILTERS, found, type NodeFilter, plainPath, searchable } from '../../../flow/find';
import { kindText } from '../../../i18n';
import { Icon } from '../../../look/Icon';
import { categoryOf, iconOf } from '../../../look/kinds';
import { useEditor } from '../../../store';
import { usePoints } from '../../../store/points';
import { useGoTo } from './useGoTo';

/** Nodes of the flow and inside its blocks by name, value, kind or point; invalid, unused or changed ones alone. */
export function NodeList({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation('finder');
  const root = useEditor((state) => state.root);
  const scope = useEditor((state) => state.scope);
  const [text, setText] = useState('');
  const [filters, setFilters] = useState<ReadonlySet<NodeFilter>>(new Set());
  const goTo = useGoTo();
  const entries = useEntries();
  const places = useMemo(() => found(entries, scope, text, filters), [entries, scope, text, filters]);
  const kinds = useEditor((state) => state.kinds);
  const here = places.filter((place) => place.scope.join('/') === scope.join('/')).map(({ id }) => id);
  const toggle = (filter: NodeFilter) =>
    setFilters(
      (old) => new Set(old.has(filter) ? [...old].filter((one) => one !== filter) : [...old, filter]),
    );
  const go = (chosen: readonly string[], where = scope) => {
    onDone();
    goTo(chosen, where);
  };
  return (
    <>
      <ChooseList
        label={t('search.nodes')}
        none={t('none.nodes')}
        choices={places.map(({ path, scope: around, node }) => ({
          key: path,
          text: node.name,
          more: [kindText(specOf(kinds, node, root?.blocks)?.title ?? node.kind), trail(root, around)]
            .filter(Boolean)
            .join(' · '),
          icon: <Icon name={iconOf(node.kind)} />,
          look: `k-${categoryOf(node.kind)}`,
        }))}
        text={text}
        onText={setText}
        onChoose={(path) => {
          const place = places.find((one) => one.path === path);
          if (place) go([place.id], place.scope);
        }}
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
        <button type="button" className="btn sm" disabled={here.length === 0} onClick={() => go(here)}>
          {t('selectAll', { count: here.length })}
        </button>
      </div>
    </>
  );
}

/** Names of the blocks around a node, from the outside in. */
const trail = (root: FlowDocument | null, scope: readonly string[]): string =>
  scope.map((id, i) => (root && viewOf(root, scope.slice(0, i))?.nodes[id]?.name) || id).join(' › ');

function useEntries() {
  const { t } = useTranslation('editor');
  const root = useEditor((state) => state.root);
  const scope = useEditor((state) => state.scope);
  const deployed = useEditor((state) => state.deployedRoot);
  const problems = useEditor((state) => state.allProblems);
  const kinds = useEditor((state) => state.kinds);
  const directory = usePoints((state) => state.byName);
  return useMemo(() => {
    if (!root) return [];
    const spec = (node: DocNode) => specOf(kinds, node, root.blocks);
    const title = (of: KindSpec | undefined) => kindText(of?.title ?? '');
    const category = (of: KindSpec) => t(`category.${of.category}`);
    return searchable({
      root,
      scope,
      deployed,
      problems,
      spec,
      title,
      category,
      ...told(directory, root.id),
    });
  }, [root, scope, deployed, problems, kinds, directory, t]);
}

/** What the directory says of the nodes of a flow: points that they own or read, and who owns one that no node of any flow reads. */
function told(directory: Record<string, PointInfo>, flow: string) {
  const unread = new Set<string>();
  const points = new Map<string, string[]>();
  for (const { name, owner, readers } of Object.values(directory)) {
    if (owner?.flow === flow && readers.length === 0) unread.add(plainPath(owner.node));
    for (const { flow: of, node } of owner ? [owner, ...readers] : readers)
      if (of === flow) points.set(plainPath(node), [...(points.get(plainPath(node)) ?? []), name]);
  }
  return { unread, points };
}
