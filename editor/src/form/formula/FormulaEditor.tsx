import { acceptCompletion, autocompletion, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap } from '@codemirror/commands';
import { type Diagnostic, setDiagnostics } from '@codemirror/lint';
import { Compartment, EditorState } from '@codemirror/state';
import { EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { useEffect, useLayoutEffect, useRef } from 'react';

import type { FormulaCheck } from '../../api/types';
import { styleNonce } from '../../app/theme';
import { complete } from './completion';
import { formulaLanguage } from './language';
import { formulaTheme } from './theme';

interface Props {
  labelledBy: string;
  describedBy?: string;
  value: string;
  disabled: boolean;
  check: FormulaCheck | null;
  onChange: (text: string) => void;
  onLeave: () => void;
}

/** CodeMirror, loaded when the first formula is opened. Undo belongs to the flow, so it has no history of its own. */
export default function FormulaEditor(props: Props) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const editable = useRef(new Compartment());
  const last = useRef(props);
  last.current = props;

  useEffect(() => {
    if (!place.current) return;
    const made = new EditorView({
      parent: place.current,
      state: EditorState.create({
        doc: last.current.value,
        extensions: [
          EditorView.cspNonce.of(styleNonce()),
          lineNumbers(),
          highlightActiveLine(),
          autocompletion({ override: [complete], icons: false }),
          keymap.of([{ key: 'Tab', run: acceptCompletion }, ...completionKeymap, ...defaultKeymap]),
          formulaLanguage,
          formulaTheme,
          EditorView.contentAttributes.of(labels(last.current)),
          editable.current.of([]),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) last.current.onChange(update.state.doc.toString());
            if (update.focusChanged && !update.view.hasFocus) last.current.onLeave();
          }),
        ],
      }),
    });
    view.current = made;
    return () => made.destroy();
  }, []);

  // With the commit, not after it: what is typed in between would be taken back.
  useLayoutEffect(() => {
    const now = view.current;
    if (now && now.state.doc.toString() !== props.value)
      now.dispatch({ changes: { from: 0, to: now.state.doc.length, insert: props.value } });
  }, [props.value]);

  useEffect(() => {
    const still = [EditorView.editable.of(!props.disabled), EditorState.readOnly.of(props.disabled)];
    view.current?.dispatch({ effects: editable.current.reconfigure(still) });
  }, [props.disabled]);

  useEffect(() => {
    const now = view.current;
    if (now) now.dispatch(setDiagnostics(now.state, marks(now.state, props.check)));
  }, [props.check]);

  return <div ref={place} className="formula-place" />;
}

function labels({ labelledBy, describedBy }: Props): Record<string, string> {
  return { 'aria-labelledby': labelledBy, ...(describedBy ? { 'aria-describedby': describedBy } : {}) };
}

/** The word at the error, or the end of the line. */
function marks(state: EditorState, check: FormulaCheck | null): Diagnostic[] {
  if (!check || check.ok || check.line < 1 || check.line > state.doc.lines) return [];
  const line = state.doc.line(check.line);
  const from = Math.min(line.from + Math.max(0, check.column - 1), line.to);
  const word = /^[\w.{}]+|^\S/.exec(state.doc.sliceString(from, line.to));
  const to = word ? from + word[0].length : from;
  return [
    { from: to > from ? from : Math.max(line.from, from - 1), to, severity: 'error', message: check.message },
  ];
}
