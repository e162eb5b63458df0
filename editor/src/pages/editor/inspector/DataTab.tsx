import { useTranslation } from 'react-i18next';

import { useEditor } from '../../../store';
import { CostLine } from './CostLine';
import { LastView } from './LastView';
import { SetAsideLine } from './SetAsideLine';
import { SetAsideTable } from './SetAsideTable';
import { useLast } from './useLast';

/** What last went in and came out of the running node. */
export function DataTab({ id }: { id: string }) {
  const { t } = useTranslation('editor');
  const { last, missing } = useLast(id);
  const isAction = useEditor((state) => state.document?.nodes[id]?.kind.startsWith('action.') ?? false);
  if (missing) return <p className="hint">{t('data.notRunning')}</p>;
  if (!last) return <p className="hint">{t('common:loading')}</p>;
  return (
    <>
      <CostLine id={id} />
      <SetAsideLine id={id} />
      {isAction && <SetAsideTable id={id} />}
      <LastView last={last} node={id} />
    </>
  );
}
