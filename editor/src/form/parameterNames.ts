import { useEditor } from '../store';

/** Names that can stand between braces in the settings of the canvas that is open. */
export function offeredNames(begun: string): string[] {
  const { document, scope } = useEditor.getState();
  const names = [...Object.keys(document?.parameters ?? {}), ...(scope.length ? ['device'] : [])];
  return names.filter((name) => name.startsWith(begun));
}
