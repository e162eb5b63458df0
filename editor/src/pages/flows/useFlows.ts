import { useEffect } from 'react';

import { live } from '../../api/live';
import type { FlowSummary } from '../../api/types';
import { type Resource, useResource } from '../../api/useResource';
import { useLink } from '../../app/LinkBanner';

/** The list of flows, fetched again when the server says that it changed and after the link was lost. */
export function useFlows(): Resource<FlowSummary[]> {
  const flows = useResource<FlowSummary[]>('/flows');
  const { reload } = flows;
  const link = useLink();
  useEffect(() => live.on((message) => message.type === 'flows' && reload()), [reload]);
  useEffect(() => {
    if (link === 'open') reload();
  }, [link, reload]);
  return flows;
}
