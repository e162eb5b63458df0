import { useEffect } from 'react';

import { useEditor } from '../../../store';
import { useLibrary } from '../../../store/library';
import { CollapseDialog } from './CollapseDialog';
import { LibraryDialog } from './LibraryDialog';
import { ParametersDialog } from './ParametersDialog';
import { UpgradeDialog } from './UpgradeDialog';
import { UsedDialog } from './UsedDialog';

/** The question about blocks that is open, if any. */
export function BlockDialogs() {
  const dialog = useEditor((state) => state.blockDialog);
  const setUi = useEditor((state) => state.setUi);
  useEffect(() => void useLibrary.getState().load(), []);
  const close = () => setUi({ blockDialog: null });
  switch (dialog?.kind) {
    case 'collapse':
      return <CollapseDialog onClose={close} />;
    case 'parameters':
      return <ParametersDialog onClose={close} />;
    case 'used':
      return <UsedDialog block={dialog.block} onClose={close} />;
    case 'upgrade':
      return <UpgradeDialog block={dialog.block} onClose={close} />;
    case 'library':
      return <LibraryDialog block={dialog.block} onClose={close} />;
    default:
      return null;
  }
}
