import { useTranslation } from 'react-i18next';

import { fillLevel, percent } from '../../../flow/cost';
import { useEditor } from '../../../store';

/** How full the flow's inbox is, at what a source puts into it; nothing while there is nothing to see. */
export function InboxFill({ node }: { node: string }) {
  const { t } = useTranslation('cost');
  const fill = useEditor((state) => (isSource(state.document?.nodes[node]?.kind) ? state.fill : 0));
  const level = fillLevel(fill);
  if (level === 'calm') return null;
  const text = t(level === 'full' ? 'inboxFull' : 'inbox', { fill: percent(fill) });
  return (
    <span className="fill" data-level={level} title={text} role="img" aria-label={text}>
      <i>
        <b style={{ width: percent(fill).replace(' ', '') }} />
      </i>
      {percent(fill)}
    </span>
  );
}

const isSource = (kind: string | undefined): boolean => kind?.startsWith('source.') ?? false;
