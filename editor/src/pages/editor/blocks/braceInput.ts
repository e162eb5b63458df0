/** Where a name of a parameter is being typed, and putting one there. */

export interface Typing {
  input: HTMLInputElement | HTMLTextAreaElement;
  /** What stands after the brace up to the caret. */
  begun: string;
}

/** The field in which `{na` stands before the caret; null when there is none. */
export function typingIn(target: EventTarget | null): Typing | null {
  const input = target as HTMLInputElement | HTMLTextAreaElement | null;
  if (!input?.matches?.('.settings [data-form] input, .settings [data-form] textarea')) return null;
  if (input.matches('[type="checkbox"], [type="search"]')) return null;
  const before = input.value.slice(0, input.selectionStart ?? 0);
  const begun = /(?<!\{)\{([a-z0-9_]*)$/.exec(before)?.[1];
  return begun === undefined ? null : { input, begun };
}

/** As if the rest of the name and the closing brace had been typed. */
export function putName({ input, begun }: Typing, name: string): void {
  const at = input.selectionStart ?? input.value.length;
  const rest = input.value.slice(at).replace(/^\}/, '');
  const text = `${input.value.slice(0, at - begun.length)}${name}}`;
  const kind = input instanceof HTMLTextAreaElement ? HTMLTextAreaElement : HTMLInputElement;
  Object.getOwnPropertyDescriptor(kind.prototype, 'value')?.set?.call(input, text + rest);
  input.dispatchEvent(new Event('input', { bubbles: true }));
  input.focus();
  input.setSelectionRange(text.length, text.length);
}
