import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { type LinkState, live } from '../api/live';
import type { WorkerState } from '../api/types';
import { Status } from '../look/Status';

/** One line under the top bar while the engine or the link to the server is away. */
export function LinkBanner() {
  const { t } = useTranslation('common');
  const link = useLink();
  const worker = useWorker();
  if (link === 'lost') return <Line text={t('link.lost')} />;
  if (worker !== 'up') return <Line text={t('link.worker')} />;
  return null;
}

function Line({ text }: { text: string }) {
  return (
    <div className="banner" role="status">
      <Status status="warn" />
      {text}
    </div>
  );
}

export function useLink(): LinkState {
  const [state, setState] = useState<LinkState>(live.state);
  useEffect(() => live.onState(setState), []);
  return state;
}

function useWorker(): WorkerState {
  const [state, setState] = useState<WorkerState>('up');
  useEffect(
    () =>
      live.on((message) => {
        if (message.type === 'worker') setState(message.state);
      }),
    [],
  );
  return state;
}
