/** Short messages that need no answer. */

import { notifications } from '@mantine/notifications';

import { messageOf } from '../api/errors';

export function toast(message: string, title?: string): void {
  notifications.show({ message, title, color: 'accent', autoClose: 4000 });
}

/** A failure stays until it is read. */
export function toastError(error: unknown, title?: string): void {
  notifications.show({ message: messageOf(error), title, color: 'danger', autoClose: 12_000 });
}
