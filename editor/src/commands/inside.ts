/** A command made on the inside of a block, as one on the flow that holds it. */

import type { FlowDocument } from '../api/types';
import { lifted } from '../flow/blockView';
import type { Command } from './command';
import { type Swap, swap } from './swap';

export interface Scoped extends Command {
  /** Where it was made: undo shows it there. */
  scope: readonly string[];
}

type Inside = Swap & Scoped & { inner: Command };

/** `view` is what the canvas shows of `root`. Null when the command changes nothing. */
export function inside(
  root: FlowDocument,
  scope: readonly string[],
  view: FlowDocument,
  inner: Command,
): Command | null {
  const made = swap(root, lifted(root, scope, view, inner.execute(view)), inner.label);
  return made && asOne(made, scope, inner);
}

function asOne(made: Swap, scope: readonly string[], inner: Command): Inside {
  return {
    ...made,
    scope,
    inner,
    merge: (next) => {
      const other = next as Partial<Inside>;
      if (!other.inner || !other.after || other.scope?.join('/') !== scope.join('/')) return null;
      const merged = inner.merge?.(other.inner);
      const both = merged && swap(made.before, other.after, merged.label);
      return both ? asOne(both, scope, merged) : null;
    },
  };
}

export const scopeOf = (command: Command): readonly string[] => (command as Partial<Scoped>).scope ?? [];
