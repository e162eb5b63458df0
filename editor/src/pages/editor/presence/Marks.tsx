import './presence.css';

import { ViewportPortal } from '@xyflow/react';
import { useTranslation } from 'react-i18next';

import { NODE_WIDTH } from '../../../flow/ports';
import { useEditor } from '../../../store';
import { initials, usePeople } from './people';

const SIZE = 18;

/** At the corner of a node: who else has it selected. */
export function Marks() {
  const { t } = useTranslation('drafts');
  const people = usePeople((state) => state.people);
  const nodes = useEditor((state) => (people.length && !state.deploying ? state.nodes : null));
  const scope = useEditor((state) => state.scope);
  if (!nodes) return null;
  const prefix = scope.map((id) => `${id}/`).join('');
  const places = new Map(nodes.map((node) => [prefix + node.id, node.position]));
  const taken = new Map<string, number>();
  return (
    <ViewportPortal>
      {people.flatMap(({ name, nodes: selected }) =>
        selected.map((id) => {
          const at = places.get(id);
          if (!at) return null;
          const before = taken.get(id) ?? 0;
          taken.set(id, before + 1);
          const x = at.x + NODE_WIDTH - SIZE - 4 - before * (SIZE + 2);
          return (
            <span
              key={`${name} ${id}`}
              className="person-mark"
              role="img"
              title={t('people.selected', { name })}
              aria-label={t('people.selected', { name })}
              style={{ transform: `translate(${x}px, ${at.y - SIZE / 2 - 4}px)` }}
            >
              {initials(name)}
            </span>
          );
        }),
      )}
    </ViewportPortal>
  );
}
