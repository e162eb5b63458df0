import { act, render } from '@testing-library/react';
import { ReactFlowProvider, useReactFlow, type Viewport } from '@xyflow/react';
import { expect, test } from 'vitest';

import { takeView, useKeptView } from '../../src/pages/editor/canvas/kept';

let flow: ReturnType<typeof useReactFlow>;

function Canvas() {
  flow = useReactFlow();
  useKeptView('pumps');
  return null;
}

/** A canvas that was moved and goes away while this is the address. */
function leave(address: string): Viewport {
  const shown = render(
    <ReactFlowProvider>
      <Canvas />
    </ReactFlowProvider>,
  );
  const view = flow.getViewport();
  act(() => window.history.replaceState(null, '', address));
  shown.unmount();
  return view;
}

test('a trace of the same flow, and nothing else, brings back where the canvas stood, once', () => {
  const view = leave('/flows/pumps?trace=t1');
  expect([takeView('pumps'), takeView('pumps')]).toEqual([view, null]);
  leave('/flows/pumps?trace=t1');
  expect(takeView('tanks')).toBeNull();
  leave('/');
  expect(takeView('pumps')).toBeNull();
});
