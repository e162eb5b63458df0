import { Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { useEditor } from '../../store';

const KEYS: readonly (readonly [keys: string, what: string])[] = [
  ['/', 'search'],
  ['/', 'after'],
  ['Double-click', 'quickAdd'],
  ['W', 'wire'],
  ['Ctrl+K', 'commands'],
  ['Ctrl+F', 'find'],
  ['L', 'layout'],
  ['1', 'fit'],
  ['?', 'help'],
  ['Ctrl+Z', 'undo'],
  ['Ctrl+Shift+Z · Ctrl+Y', 'redo'],
  ['Ctrl+C · Ctrl+X · Ctrl+V', 'clipboard'],
  ['Ctrl+D', 'duplicate'],
  ['Ctrl+A', 'all'],
  ['Ctrl+G', 'group'],
  ['Ctrl+Shift+G', 'collapse'],
  ['Ctrl+Shift+E', 'expand'],
  ['O', 'open'],
  ['U', 'leave'],
  ['N', 'note'],
  ['S', 'spark'],
  ['F2', 'rename'],
  ['Delete', 'remove'],
  ['← ↑ → ↓', 'nudge'],
  ['Shift+← ↑ → ↓', 'nudgeFar'],
  ['Shift+drag', 'box'],
  ['Enter', 'select'],
  ['Esc', 'clear'],
  ['Alt+↑ · Alt+↓', 'row'],
];

export function KeyHelp() {
  const { t } = useTranslation('editor');
  const open = useEditor((state) => state.helpOpen);
  const setUi = useEditor((state) => state.setUi);
  return (
    <Modal
      opened={open}
      onClose={() => setUi({ helpOpen: false })}
      title={t('keys.title')}
      size={520}
      centered
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <dl className="keys">
        {KEYS.map(([keys, what]) => (
          <div key={what}>
            <dt>
              <span className="kbd">{keys}</span>
            </dt>
            <dd>{t(`keys.${what}` as never)}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
