/** What the command palette offers; the keys are those of the canvas. */

import { ALIGNMENTS } from '../../../flow/arrange';
import { useEditor } from '../../../store';
import {
  addNote,
  chosen,
  duplicateSelection,
  foldSelection,
  groupSelection,
  removeSelection,
  renameSelected,
  selectAll,
} from '../actions';
import { alignSelection, distributeSelection, layOut, selectReached } from '../arranging';
import {
  askCollapse,
  expandSelected,
  leaveBlock,
  openBlock,
  selectedBlock,
  toCollapse,
} from '../blocks/actions';
import { openSelected, selectedOutput } from '../pins/wireMenu';
import { useSparks } from '../spark/sparks';
import { sparkable, toggleSparks } from '../spark/toggle';

export interface Offer {
  /** Key under `finder:command`. */
  name: string;
  keys?: string;
  /** How many nodes must be selected for it, or of what else it is for. */
  least: number;
  /** How many at most. */
  most: number;
  count: () => number;
  /** It changes the flow: viewers are not offered it. */
  edits: boolean;
  run: (tools: Tools) => void;
}

export interface Tools {
  /** Middle of what is seen of the canvas. */
  middle: () => [number, number];
  showAll: () => void;
}

const offer = (name: string, run: Offer['run'], more: Partial<Offer> = {}): Offer => ({
  name,
  run,
  least: 0,
  most: Number.POSITIVE_INFINITY,
  count: () => chosen().nodes.size,
  edits: true,
  ...more,
});
const ui = () => useEditor.getState();
const copied = () => chosen().nodes.size + chosen().notes.size;
const anything = () => copied() + chosen().groups.size + chosen().wires.size;
const named = () => ui().selected.length;
const foldable = () => {
  const { groups, nodes } = chosen();
  return (
    ui().document?.groups.filter((one) => groups.has(one.id) || one.nodes.some((id) => nodes.has(id)))
      .length ?? 0
  );
};
const isBlock = () => (selectedBlock() ? 1 : 0);

export const OFFERS: readonly Offer[] = [
  offer('undo', () => ui().undo(), { keys: 'Ctrl+Z' }),
  offer('redo', () => ui().redo(), { keys: 'Ctrl+Shift+Z' }),
  offer('find', () => ui().setUi({ finder: 'nodes' }), { keys: 'Ctrl+F', edits: false }),
  offer('wire', () => ui().setUi({ finder: 'wire' }), { keys: 'W', least: 1, most: 1 }),
  offer('duplicate', duplicateSelection, { keys: 'Ctrl+D', least: 1, count: copied }),
  offer('group', groupSelection, { keys: 'Ctrl+G', least: 1 }),
  offer('collapse', askCollapse, { keys: 'Ctrl+Shift+G', least: 1, count: () => toCollapse().size }),
  offer('expand', expandSelected, { keys: 'Ctrl+Shift+E', least: 1, count: isBlock }),
  offer('openBlock', () => openBlock(), { keys: 'O', least: 1, count: isBlock, edits: false }),
  offer('leaveBlock', leaveBlock, { keys: 'U', least: 1, count: () => ui().scope.length, edits: false }),
  offer('parameters', () => ui().setUi({ blockDialog: { kind: 'parameters' } }), { edits: false }),
  offer('rename', renameSelected, { keys: 'F2', least: 1, most: 1, count: named }),
  offer('remove', () => removeSelection(), { keys: 'Delete', least: 1, count: anything }),
  offer('note', ({ middle }) => addNote(middle()), { keys: 'N' }),
  offer('fold', foldSelection, { keys: 'C', least: 1, count: foldable }),
  offer('layout', () => void layOut(), { keys: 'L' }),
  ...ALIGNMENTS.map((how) => offer(`align.${how}`, () => alignSelection(how), { least: 2 })),
  offer('distribute.across', () => distributeSelection('across'), { least: 3 }),
  offer('distribute.down', () => distributeSelection('down'), { least: 3 }),
  offer('upstream', () => selectReached('up'), { least: 1, edits: false }),
  offer('downstream', () => selectReached('down'), { least: 1, edits: false }),
  offer('all', selectAll, { keys: 'Ctrl+A', edits: false }),
  offer('fit', ({ showAll }) => showAll(), { keys: '1', edits: false }),
  offer('costs', () => ui().setUi({ costs: !ui().costs }), { edits: false }),
  offer('spark', toggleSparks, { keys: 'S', least: 1, count: sparkable, edits: false }),
  offer('value', openSelected, { least: 1, count: () => (selectedOutput() ? 1 : 0), edits: false }),
  offer('sparks', () => useSparks.getState().toggleAll(), { edits: false }),
  offer('deploy', () => ui().setUi({ deploying: true, drawerTab: 'differences', drawerOpen: true })),
  offer('keys', () => ui().setUi({ helpOpen: true }), { keys: '?', edits: false }),
];

/** Those that can be done now. */
export function offered(): Offer[] {
  const { readOnly } = ui();
  return OFFERS.filter(({ least, most, count, edits }) => {
    const selected = count();
    return selected >= least && selected <= most && !(edits && readOnly);
  });
}
