import { useReactFlow } from '@xyflow/react';
import { useCallback } from 'react';

import { foldGroup } from '../../../commands/change';
import { foldedNodes, groupKey } from '../../../flow/folded';
import { useEditor } from '../../../store';
import { locked } from '../actions';

/** Selects nodes and brings the first into view; the block and groups shown as a box that they are in are opened. */
export function useGoTo(): (ids: readonly string[], scope?: readonly string[]) => void {
  const { getZoom, setCenter } = useReactFlow();
  return useCallback(
    (ids, scope) => {
      const first = reveal(scope ? within(ids, scope) : ids);
      const at = useEditor.getState().nodes.find((node) => node.id === first)?.position;
      if (at) void setCenter(at.x + 72, at.y + 24, { zoom: Math.max(getZoom(), 0.8) });
    },
    [getZoom, setCenter],
  );
}

/** Opens the block; while differences are shown, the node of the flow that leads there stands for what is inside. */
export function within(ids: readonly string[], scope: readonly string[]): readonly string[] {
  const state = useEditor.getState();
  if (scope.join('/') === state.scope.join('/')) return ids;
  const [root] = scope;
  if (state.deploying && root !== undefined) return [root];
  state.enter(scope);
  return ids;
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
