import { useReactFlow } from '@xyflow/react';
import { useCallback } from 'react';

import { foldGroup } from '../../../commands/change';
import { foldedNodes, groupKey } from '../../../flow/folded';
import { useEditor } from '../../../store';
import { locked } from '../actions';

/** Selects nodes and brings the first into view; groups shown as a box that they are in are opened. */
export function useGoTo(): (ids: readonly string[]) => void {
  const { getZoom, setCenter } = useReactFlow();
  return useCallback(
    (ids) => {
      const first = reveal(ids);
      const at = useEditor.getState().nodes.find((node) => node.id === first)?.position;
      if (at) void setCenter(at.x + 72, at.y + 24, { zoom: Math.max(getZoom(), 0.8) });
    },
    [getZoom, setCenter],
  );
}

/** Selects nodes; answers the first of them. Where the draft cannot be changed, the box around a node stands for it. */
export function reveal(ids: readonly string[]): string | undefined {
  const { document, run, select } = useEditor.getState();
  if (!locked())
    for (const group of document?.groups ?? [])
      if (group.collapsed && ids.some((id) => group.nodes.includes(id))) run(foldGroup(group));
  const shut = foldedNodes(useEditor.getState().document?.groups ?? []);
  const shown = ids.map((id) => {
    const box = shut.get(id);
    return box ? groupKey(box.id) : id;
  });
  select([...new Set(shown)]);
  return shown[0];
}
