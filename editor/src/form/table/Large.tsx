import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { Icon } from '../../look/Icon';

export function LargeButton({ onClick }: { onClick: () => void }) {
  const { t } = useTranslation('form');
  return (
    <button
      type="button"
      className="btn ghost icon sm"
      aria-label={t('table.large')}
      title={t('table.large')}
      onClick={onClick}
    >
      <Icon name="expand" />
    </button>
  );
}

/** A field that needs more room than the inspector has. */
export function Large({
  title,
  onClose,
  children,
}: {
  title: string;
  onClose: () => void;
  children: ReactNode;
}) {
  const { t } = useTranslation('common');
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      size="min(1280px, 94vw)"
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <div className="schema-form large-form" data-form>
        {children}
      </div>
    </Modal>
  );
}
