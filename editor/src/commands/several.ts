/** Several commands that are one gesture. */

import type { Command, Label } from './command';

/** Done one after the other, taken back in the opposite order. Each must be made for what the ones before leave. */
export function several(commands: readonly Command[], label: Label): Command {
  return {
    label,
    execute: (document) => commands.reduce((known, command) => command.execute(known), document),
    revert: (document) => commands.reduceRight((known, command) => command.revert(known), document),
  };
}
