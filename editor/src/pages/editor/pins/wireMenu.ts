/** The menu of a wire's value: which output it is of, and where it opens. */

import { create } from 'zustand';

import { useEditor } from '../../../store';
import { chosen } from '../actions';

export interface WireMenu {
  /** "node/port". */
  output: string;
  x: number;
  y: number;
}

export const useWireMenu = create<{ menu: WireMenu | null; forcing: string | null }>(() => ({
  menu: null,
  forcing: null,
}));

export const openMenu = (output: string, at: { clientX: number; clientY: number }): void =>
  useWireMenu.setState({ menu: { output, x: at.clientX, y: at.clientY } });

/** The output of the one selected wire, or the first output of the one selected node that is wired. */
export function selectedOutput(): string | undefined {
  const { wires, nodes } = chosen();
  const { edges } = useEditor.getState();
  if (wires.size === 1) return [...wires][0]?.from.join('/');
  const [id, ...others] = nodes;
  if (!id || others.length > 0 || wires.size > 0) return undefined;
  return edges.find((edge) => edge.data?.wire.from[0] === id)?.data?.wire.from.join('/');
}

export const labelOf = (output: string): HTMLElement | null =>
  document.querySelector(`.wl[data-output="${CSS.escape(output)}"]`);

/** By keys: where its value stands, else in the middle of the screen. */
export function openSelected(): void {
  const output = selectedOutput();
  if (!output) return;
  const label = labelOf(output)?.getBoundingClientRect();
  openMenu(output, {
    clientX: label ? label.left : window.innerWidth / 2,
    clientY: label ? label.bottom : window.innerHeight / 3,
  });
}
