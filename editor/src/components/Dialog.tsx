import { Modal } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface Props {
  title: string;
  onClose: () => void;
  /** What Enter and the main button do. */
  onSubmit?: () => void;
  /** The buttons at the bottom right; Cancel is always there. */
  actions: ReactNode;
  wide?: boolean;
  /** Pixels, where wide is not enough. */
  size?: number;
  /** There is nothing left to cancel: the button closes. */
  done?: boolean;
  children: ReactNode;
}

/** A question that needs an answer now: keeps the focus inside, Esc closes, focus returns where it was. */
export function Dialog({
  title,
  onClose,
  onSubmit,
  actions,
  wide = false,
  size,
  done = false,
  children,
}: Props) {
  const { t } = useTranslation('common');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit?.();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      size={size ?? (wide ? 640 : 440)}
      radius={8}
      padding={16}
      yOffset="12vh"
      transitionProps={{ duration: 0 }}
      overlayProps={{ backgroundOpacity: 0.25 }}
      closeButtonProps={{ 'aria-label': t('close') }}
      classNames={{ title: 'dialog-title', header: 'dialog-head' }}
    >
      <form className="vform" onSubmit={submit} noValidate>
        {children}
        <div className="dialog-actions">
          <button type="button" className="btn" onClick={onClose}>
            {done ? t('close') : t('cancel')}
          </button>
          {actions}
        </div>
      </form>
    </Modal>
  );
}
