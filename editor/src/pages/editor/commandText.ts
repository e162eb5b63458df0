import type { TFunction } from 'i18next';

import type { Label } from '../../commands/command';

/** "move 3", "change Pump limits": what undo would take back. */
export function commandText(t: TFunction<'editor'>, label: Label): string {
  const what = t(`command.${label.what}` as never) as string;
  if (label.name) return `${what} ${short(label.name)}`;
  return label.count && label.count > 1 ? `${what} (${label.count})` : what;
}

const LONGEST = 60;

/** A name may be long, and may turn the direction of writing: it keeps to itself. */
function short(name: string): string {
  const cut = name.length > LONGEST ? `${[...name].slice(0, LONGEST).join('')}…` : name;
  return /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/.test(cut) ? `\u2068${cut}\u2069` : cut;
}
