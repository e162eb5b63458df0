import { useReactFlow } from '@xyflow/react';
import { useCallback } from 'react';

import { useEditor } from '../../../store';

/** Selects nodes and brings the first into view. */
export function useGoTo(): (ids: readonly string[]) => void {
  const { getNode, getZoom, setCenter } = useReactFlow();
  return useCallback(
    (ids) => {
      useEditor.getState().select(ids);
      const at = ids[0] === undefined ? undefined : getNode(ids[0])?.position;
      if (at) void setCenter(at.x + 72, at.y + 24, { zoom: Math.max(getZoom(), 0.8) });
    },
    [getNode, getZoom, setCenter],
  );
}
