import { useTranslation } from 'react-i18next';

import { useDifference } from './useDifference';

/** How many nodes are added, changed, removed, untouched. */
export function Summary() {
  const { t } = useTranslation('editor');
  const { nodes, untouched } = useDifference();
  const count = (what: string) => nodes.filter((change) => change.what === what).length;
  const cells = [
    [count('added'), t('deploy.added')],
    [count('changed'), t('deploy.changed')],
    [count('removed'), t('deploy.removed')],
    [untouched, t('deploy.untouched')],
  ] as const;
  return (
    <div className="sum">
      {cells.map(([n, text]) => (
        <div key={text}>
          <b className="tn">{n}</b>
          {text}
        </div>
      ))}
    </div>
  );
}
