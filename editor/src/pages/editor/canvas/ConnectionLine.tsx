import { type ConnectionLineComponentProps, Position, useConnection, useReactFlow } from '@xyflow/react';
import { useTranslation } from 'react-i18next';

import { ERROR_PORT } from '../../../flow/ports';
import { refusal } from '../../../flow/rules';
import { useEditor } from '../../../store';
import { curve } from './curve';
import { carriedBy, gripOf } from './grips';

const HINT_WIDTH = 208;
const INSPECTOR = 384;

/** The wire while it is being drawn. */
export function ConnectionLine({
  fromX,
  fromY,
  toX,
  toY,
  fromHandle,
  connectionStatus,
}: ConnectionLineComponentProps) {
  const grip = gripOf(fromHandle);
  const carries = useEditor((state) => carriedBy(state, grip));
  const backwards = grip.side === 'in';
  const down = grip.port === ERROR_PORT && fromHandle.position === Position.Bottom;
  const { path } = backwards
    ? curve({ x1: toX, y1: toY, x2: fromX, y2: fromY })
    : curve({ x1: fromX, y1: fromY, x2: toX, y2: toY, down });
  return (
    <path
      className="wire drawing"
      d={path}
      data-carries={carries}
      data-refused={connectionStatus === 'invalid' || undefined}
    />
  );
}

/** Why the wire cannot end where the cursor is, beside the cursor. */
export function RefusalHint() {
  const { t } = useTranslation('editor');
  const { inProgress, fromHandle, toHandle, to } = useConnection();
  const { flowToScreenPosition } = useReactFlow();
  const document = useEditor((state) => state.document);
  const kinds = useEditor((state) => state.kinds);
  if (!inProgress || !fromHandle || !toHandle || !to || !document) return null;
  const reason = refusal(document, kinds, gripOf(fromHandle), gripOf(toHandle));
  if (!reason) return null;
  const at = flowToScreenPosition(to);
  const left = at.x + HINT_WIDTH > window.innerWidth - INSPECTOR ? at.x - HINT_WIDTH - 12 : at.x + 12;
  return (
    <div className="refusal" role="status" style={{ left, top: at.y + 12, width: HINT_WIDTH }}>
      {t(`refused.${reason}`)}
    </div>
  );
}
