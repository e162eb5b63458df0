import type { TFunction } from 'i18next';

import type { Label } from '../../commands/command';

/** "move 3", "change Pump limits": what undo would take back. */
export function commandText(t: TFunction<'editor'>, label: Label): string {
  const what = t(`command.${label.what}` as never) as string;
  if (label.name) return `${what} ${label.name}`;
  return label.count && label.count > 1 ? `${what} (${label.count})` : what;
}
