/** How the server calls a node of the canvas: in an open block its id comes after the nodes that lead there. */

import { useEditor } from './index';

export const nodePath = (id: string): string => [...useEditor.getState().scope, id].join('/');
