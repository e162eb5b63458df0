import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { NodeLast } from '../../../api/types';
import { LastTables } from './LastTables';
import { useSeen } from './useSeen';

interface Props {
  last: NodeLast;
  /** Whose it is. */
  node: string;
  /** Only this port; all when left out. */
  port?: string | undefined;
}

/** What went through a node lately, as tables and trends of the same data; it can be held still. */
export function LastView({ last, node, port }: Props) {
  const { t } = useTranslation('spark');
  const [paused, setPaused] = useState(false);
  const shown = useSeen(last, paused) ?? last;
  const hold = (
    <>
      {paused && <span className="chip">{t('paused')}</span>}
      <button
        type="button"
        className="btn ghost sm"
        aria-pressed={paused}
        title={t('pauseHelp')}
        onClick={() => setPaused(!paused)}
      >
        {t('pause')}
      </button>
    </>
  );
  return <LastTables last={shown} node={node} port={port} tools={hold} />;
}
