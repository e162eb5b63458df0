import type { KeyboardEvent } from 'react';

/** The key that was pressed; none while an input method composes, whose own Enter, Escape and arrows are. */
export const keyOf = (event: KeyboardEvent): string => (event.nativeEvent.isComposing ? '' : event.key);
