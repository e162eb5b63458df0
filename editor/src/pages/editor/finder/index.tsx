import { Modal } from '@mantine/core';
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
