import { useMemo } from 'react';

import { type Difference, difference } from '../../../flow/difference';
import { useEditor } from '../../../store';

export function useDifference(): Difference {
  const before = useEditor((state) => state.deployedDocument);
  const after = useEditor((state) => state.document);
  return useMemo(
    () =>
      after
        ? difference(before, after)
        : { nodes: [], wiresAdded: [], wiresRemoved: [], untouched: 0, whole: [], looks: false },
    [before, after],
  );
}
