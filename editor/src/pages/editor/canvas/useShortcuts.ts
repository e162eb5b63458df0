import { useEffect } from 'react';

import { specOf } from '../../../flow/blocks';
import { NODE_WIDTH, outputsOf } from '../../../flow/ports';
import { useEditor } from '../../../store';
import type { Finder } from '../../../store/uiSlice';
import {
  addNote,
  chosen,
  duplicateSelection,
  foldSelection,
  groupSelection,
  nudge,
  pasteText,
  removeSelection,
  renameSelected,
  selectAll,
  selectionText,
} from '../actions';
import { layOut } from '../arranging';
import { askCollapse, expandSelected, leaveBlock, openBlock } from '../blocks/actions';
import { comboOf, pressOf, useKeymap, usualOf } from '../keymap';
import { toggleSparks } from '../spark/toggle';
import { useFit } from './fit';

/** Between columns of nodes, so that a value fits on the wire. */
const GAP = 88;

const ARROWS: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** True while a field has the keyboard, or a dialog is open: keys are theirs. */
function typing(target: EventTarget | null): boolean {
  const element = target as HTMLElement | null;
  if (element?.closest?.('input, textarea, select, [contenteditable="true"], .cm-editor')) return true;
  return document.querySelector('[role="dialog"][aria-modal="true"], [role="menu"]') !== null;
}

/** Keyboard of the canvas. Undo and redo work from anywhere but inside a text field that has its own. */
export function useShortcuts(middle: () => [number, number]): void {
  const showAll = useFit();
  useEffect(() => {
    const plain: Record<string, () => void> = {
      Delete: removeSelection,
      Backspace: removeSelection,
      F2: renameSelected,
      '1': () => showAll(),
      '?': () => useEditor.getState().setUi({ helpOpen: true }),
      '/': addAfterSelected,
      w: () => open('wire'),
      l: () => void layOut(),
      n: () => addNote(middle()),
      c: foldSelection,
      o: () => openBlock(),
      u: leaveBlock,
      s: toggleSparks,
      Escape: () => useEditor.getState().select([]),
      Enter: selectFocused,
      ' ': selectFocused,
    };
    const control: Record<string, () => void> = {
      z: () => step('undo'),
      y: () => step('redo'),
      Z: () => step('redo'),
      d: duplicateSelection,
      a: selectAll,
      g: groupSelection,
      G: askCollapse,
      E: expandSelected,
      k: () => open('commands'),
      f: () => open('nodes'),
    };
    const onKey = (event: KeyboardEvent) => {
      const usual = usualOf(useKeymap.getState().bound, comboOf(event));
      const press = usual === null ? null : pressOf(usual);
      const held = press !== null && (press.ctrlKey || press.metaKey);
      if (!press || (typing(event.target) && !(held && isUndo(event, press.key)))) return;
      const { key, shiftKey } = press;
      const arrow = held || press.altKey ? undefined : ARROWS[key];
      const action = held ? control[shiftKey ? key.toUpperCase() : key] : plain[key];
      if (arrow) nudge(arrow[0] * (shiftKey ? 4 : 1), arrow[1] * (shiftKey ? 4 : 1));
      else if (action) action();
      else return;
      if (event.key !== 'Enter' && event.key !== ' ') event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [showAll, middle]);
}

/** Settings are part of the one command stack, so undo means the same inside a form field. */
function isUndo(event: KeyboardEvent, key: string): boolean {
  const inForm = (event.target as HTMLElement).closest('[data-form]') !== null;
  return inForm && ['z', 'y', 'Z'].includes(key);
}

/** While deploying, what is shown is what is deployed. */
function step(way: 'undo' | 'redo'): void {
  if (!useEditor.getState().deploying) useEditor.getState()[way]();
}

function open(finder: Finder): void {
  const { deploying, readOnly, setUi } = useEditor.getState();
  if (deploying || (finder === 'wire' && (readOnly || chosen().nodes.size !== 1))) return;
  setUi({ finder });
}

/** What fits the output of the one selected node, beside it; else the search of the palette. */
function addAfterSelected(): void {
  const { document: flow, kinds, readOnly, deploying, setUi } = useEditor.getState();
  const [id, ...others] = chosen().nodes;
  const node = id && others.length === 0 ? flow?.nodes[id] : undefined;
  const port = node && outputsOf(specOf(kinds, node, flow?.blocks), node)[0];
  if (!node || !id || !port || readOnly || deploying) document.getElementById('palette-search')?.focus();
  else {
    const [x, y] = node.position;
    setUi({
      quickAdd: { x: x + NODE_WIDTH + GAP, y: y + 24, from: { node: id, port: port.name, side: 'out' } },
    });
  }
}

/** Enter on a node that has the focus selects it. */
function selectFocused(): void {
  const id = document.activeElement?.closest('.react-flow__node')?.getAttribute('data-id');
  if (id) useEditor.getState().select([id]);
}

/** Copy, cut and paste as JSON through the system's clipboard, between tabs and installations. */
export function useClipboard(place: () => [number, number] | null): void {
  useEffect(() => {
    const give = (event: ClipboardEvent) => {
      const text = typing(event.target) || hasTextSelection() ? '' : selectionText();
      if (!text || !event.clipboardData) return;
      event.clipboardData.setData('text/plain', text);
      event.preventDefault();
      if (event.type === 'cut') removeSelection('cut');
    };
    const accept = (event: ClipboardEvent) => {
      if (typing(event.target)) return;
      event.preventDefault();
      pasteText(event.clipboardData?.getData('text/plain') ?? '', place());
    };
    document.addEventListener('copy', give);
    document.addEventListener('cut', give);
    document.addEventListener('paste', accept);
    return () => {
      document.removeEventListener('copy', give);
      document.removeEventListener('cut', give);
      document.removeEventListener('paste', accept);
    };
  }, [place]);
}

const hasTextSelection = () => (window.getSelection()?.toString() ?? '') !== '';
