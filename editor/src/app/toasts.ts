/** Short messages that need no answer. */

import { notifications } from '@mantine/notifications';

import i18next from 'i18next';

import { messageOf } from '../api/errors';

/** The cross has a name too. */
const cross = () => ({ closeButtonProps: { 'aria-label': i18next.t('common:close') } });

export function toast(message: string, title?: string): void {
  notifications.show({ message, title, color: 'accent', autoClose: 4000, ...cross() });
}

/** A failure stays until it is read. */
export function toastError(error: unknown, title?: string): void {
  notifications.show({ message: messageOf(error), title, color: 'danger', autoClose: 12_000, ...cross() });
}
