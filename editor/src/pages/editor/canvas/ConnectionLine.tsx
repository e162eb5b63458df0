import { type ConnectionLineComponentProps, Position, useConnection, ViewportPortal } from '@xyflow/react';
import { useTranslation } from 'react-i18next';

import { ERROR_PORT } from '../../../flow/ports';
import { refusal } from '../../../flow/rules';
import { useEditor } from '../../../store';
import { curve } from './curve';
import { carriedBy, gripOf } from './grips';

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
  const document = useEditor((state) => state.document);
  const kinds = useEditor((state) => state.kinds);
  if (!inProgress || !fromHandle || !toHandle || !to || !document) return null;
  const reason = refusal(document, kinds, gripOf(fromHandle), gripOf(toHandle));
  if (!reason) return null;
  return (
    <ViewportPortal>
      <div
        className="refusal"
        role="status"
        style={{ transform: `translate(${to.x + 12}px, ${to.y + 12}px)` }}
      >
        {t(`refused.${reason}`)}
      </div>
    </ViewportPortal>
  );
}
