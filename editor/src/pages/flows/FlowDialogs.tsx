import { useMemo } from 'react';

import type { FlowSummary } from '../../api/types';
import { CreateDialog } from './CreateDialog';
import { DeleteDialog } from './DeleteDialog';
import { DisableDialog } from './DisableDialog';
import { DuplicateDialog } from './DuplicateDialog';
import { useFlowDialog } from './dialogs';
import { ExampleDialog } from './ExampleDialog';
import { ImportDialog } from './ImportDialog';
import { LockDialog } from './LockDialog';
import { MoveDialog } from './MoveDialog';
import { StopDialog } from './StopDialog';

interface Props {
  flows: FlowSummary[];
  onChange: () => void;
}

/** The dialog that is open, if any. */
export function FlowDialogs({ flows, onChange }: Props) {
  const { dialog, close } = useFlowDialog();
  const taken = useMemo(() => new Set(flows.map((flow) => flow.id)), [flows]);
  const done = () => {
    close();
    onChange();
  };
  switch (dialog?.kind) {
    case 'create':
      return <CreateDialog taken={taken} onClose={close} />;
    case 'example':
      return <ExampleDialog taken={taken} onClose={close} />;
    case 'import':
      return <ImportDialog taken={taken} onClose={close} onDone={done} />;
    case 'duplicate':
      return <DuplicateDialog flow={dialog.flow} taken={taken} onClose={close} onDone={done} />;
    case 'stop':
      return <StopDialog flow={dialog.flow} onClose={close} onDone={done} />;
    case 'disable':
      return <DisableDialog flows={dialog.flows} onClose={close} onDone={done} />;
    case 'move':
      return <MoveDialog flows={dialog.flows} all={flows} onClose={close} onDone={done} />;
    case 'lock':
      return <LockDialog flow={dialog.flow} onClose={close} onDone={done} />;
    case 'delete':
      return <DeleteDialog flow={dialog.flow} onClose={close} onDone={done} />;
    default:
      return null;
  }
}
