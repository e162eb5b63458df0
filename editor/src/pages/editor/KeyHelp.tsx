import { Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { useEditor } from '../../store';
import { KeyButton } from './KeyButton';
import { useKeymap } from './keymap';
import { useTour } from './tour/tour';

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
  ['Ctrl+Shift+Z', 'redo'],
  ['Ctrl+C · Ctrl+X · Ctrl+V', 'clipboard'],
  ['Ctrl+D', 'duplicate'],
  ['Ctrl+A', 'all'],
  ['Ctrl+G', 'group'],
  ['C', 'gestures:fold'],
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
  ['Ctrl+drag', 'gestures:lasso'],
  ['Alt+drag', 'gestures:slice'],
  ['Enter', 'select'],
  ['Esc', 'clear'],
  ['Alt+↑ · Alt+↓', 'row'],
];

/** Keys that have their place: those of the system, of the pointer, and those that every page has. */
const FIXED = /[·←]|drag|click|^Enter$|^Esc$/;
const usualKeys = [...new Set(KEYS.map(([keys]) => keys).filter((keys) => !FIXED.test(keys)))];

export function KeyHelp() {
  const { t } = useTranslation('editor');
  const open = useEditor((state) => state.helpOpen);
  const setUi = useEditor((state) => state.setUi);
  const changed = useKeymap((state) => Object.keys(state.bound).length > 0);
  const reset = useKeymap((state) => state.reset);
  const touring = useTour((state) => state.step !== null);
  const close = () => setUi({ helpOpen: false });
  const text = (what: string) =>
    (what.includes(':') ? t(what as never) : t(`keys.${what}` as never)) as string;
  const nameOf = (usual: string) => text(KEYS.find(([keys]) => keys === usual)?.[1] ?? '');
  return (
    <Modal
      opened={open}
      onClose={close}
      title={t('keys.title')}
      size={620}
      centered
      returnFocus={!touring}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <p className="mut keys-hint">{t('gestures:rebind.hint')}</p>
      <dl className="keys">
        {KEYS.map(([keys, what]) => (
          <div key={what}>
            <dt>
              {FIXED.test(keys) ? (
                <span className="kbd">
                  {keys
                    .replace('Double-click', t('gestures:doubleClick'))
                    .replace('drag', t('gestures:drag'))}
                </span>
              ) : (
                <KeyButton usual={keys} what={text(what)} all={usualKeys} nameOf={nameOf} />
              )}
            </dt>
            <dd>{text(what)}</dd>
          </div>
        ))}
      </dl>
      <div className="keys-foot">
        <button type="button" className="btn" disabled={!changed} onClick={reset}>
          {t('gestures:rebind.reset')}
        </button>
        <span className="sp" />
        <button
          type="button"
          className="btn"
          onClick={() => {
            close();
            useTour.getState().start();
          }}
        >
          {t('gestures:tour.again')}
        </button>
      </div>
    </Modal>
  );
}
