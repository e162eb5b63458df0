import { Modal } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';

import { useEditor } from '../../../store';
import { CommandList } from './CommandList';
import { NodeList } from './NodeList';
import { WireList } from './WireList';

const LISTS = { commands: CommandList, nodes: NodeList, wire: WireList };

/** A list above the canvas: commands, nodes of the flow, or where a wire can go. */
export function Finder() {
  const { t } = useTranslation('finder');
  const open = useEditor((state) => state.finder);
  const setUi = useEditor((state) => state.setUi);
  useFocusBack(open !== null);
  if (!open) return null;
  const List = LISTS[open];
  const close = () => setUi({ finder: null });
  return (
    <Modal
      opened
      onClose={close}
      title={t(`title.${open}`)}
      size={480}
      padding={12}
      yOffset="10vh"
      transitionProps={{ duration: 0 }}
      overlayProps={{ backgroundOpacity: 0.25 }}
      closeButtonProps={{ 'aria-label': t('common:close') }}
      classNames={{ title: 'dialog-title' }}
    >
      <List onDone={close} />
    </Modal>
  );
}

/** The keyboard goes back to where it was, unless what was chosen took it. */
function useFocusBack(open: boolean): void {
  const before = useRef<HTMLElement | null>(null);
  if (open) before.current ??= document.activeElement as HTMLElement | null;
  useEffect(() => {
    if (open) return;
    const place = before.current;
    before.current = null;
    if (place?.isConnected && document.activeElement === document.body) place.focus({ preventScroll: true });
  }, [open]);
}
