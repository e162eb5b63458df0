/** Text to the clipboard, on pages without https too, where browsers have no `navigator.clipboard`. */

import i18next from 'i18next';

import { toast, toastError } from './toasts';

/** Copies and says `said`; says so too when the browser lets nobody copy. Whether it was copied. */
export async function copyText(text: string, said?: string): Promise<boolean> {
  const copied = await written(text);
  if (!copied) toastError(i18next.t('fields:noClipboard'));
  else if (said) toast(said);
  return copied;
}

async function written(text: string): Promise<boolean> {
  if (!navigator.clipboard) return selected(text);
  return navigator.clipboard.writeText(text).then(
    () => true,
    () => selected(text),
  );
}

/** The older way: a field that nobody sees is selected and copied; the keyboard stays where it was. */
function selected(text: string): boolean {
  const before = document.activeElement;
  const field = document.createElement('textarea');
  field.value = text;
  field.readOnly = true;
  field.setAttribute('aria-hidden', 'true');
  field.style.cssText = 'position: fixed; top: 0; opacity: 0;';
  document.body.append(field);
  try {
    field.focus({ preventScroll: true });
    field.select();
    return document.execCommand('copy');
  } catch {
    return false;
  } finally {
    field.remove();
    if (before instanceof HTMLElement) before.focus({ preventScroll: true });
  }
}
