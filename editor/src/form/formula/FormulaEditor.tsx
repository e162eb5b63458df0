import { acceptCompletion, autocompletion, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap } from '@codemirror/commands';
import { type Diagnostic, setDiagnostics } from '@codemirror/lint';
import { Compartment, EditorState } from '@codemirror/state';
import { Decoration, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { useEffect, useLayoutEffect, useRef } from 'react';

import { styleNonce } from '../../app/theme';
import type { EventPart } from '../sample/paths';
import { complete } from './completion';
import { completeEvent } from './eventCompletion';
import { expressionLanguage, formulaLanguage, templateLanguage } from './language';
import { formulaTheme } from './theme';

export type Wrong = { line: number; column: number; message: string };

interface Props {
  /** What is written: a formula over points, or an expression or a template over an event. */
  mode?: 'formula' | 'expression' | 'template';
  /** Of the event that is tried. */
  parts?: readonly EventPart[];
  labelledBy: string;
  describedBy?: string;
  value: string;
  disabled: boolean;
  wrong: Wrong | null;
  /** A known way to mend what is wrong: Mod+. */
  onFix?: (() => void) | undefined;
  /** Gives a way to put a text where the caret is. */
  onReady?: (insert: (text: string) => void) => void;
  onCaret?: (text: string, at: number) => void;
  /** What lines give, by their number: shown at their ends. */
  results?: ReadonlyMap<number, string>;
  onChange: (text: string) => void;
  onLeave: () => void;
}

/** CodeMirror, loaded when the first formula is opened. Undo belongs to the flow, so it has no history of its own. */
export default function FormulaEditor(props: Props) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const editable = useRef(new Compartment());
  const beside = useRef(new Compartment());
  const last = useRef(props);
  last.current = props;

  useEffect(() => {
    if (!place.current) return;
    const mode = last.current.mode ?? 'formula';
    const source = mode === 'formula' ? complete : completeEvent(mode, () => last.current.parts ?? []);
    const made = new EditorView({
      parent: place.current,
      state: EditorState.create({
        doc: last.current.value,
        extensions: [
          EditorView.cspNonce.of(styleNonce()),
          mode === 'expression' ? EditorView.lineWrapping : [lineNumbers(), highlightActiveLine()],
          mode === 'template' ? EditorView.lineWrapping : [],
          autocompletion({ override: [source], icons: false }),
          keymap.of([
            { key: 'Tab', run: acceptCompletion },
            { key: 'Mod-.', run: () => fix(last.current) },
            ...completionKeymap,
            ...defaultKeymap,
          ]),
          LANGUAGES[mode],
          formulaTheme,
          EditorView.contentAttributes.of(labels(last.current)),
          editable.current.of([]),
          beside.current.of([]),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) last.current.onChange(update.state.doc.toString());
            if (update.docChanged || update.selectionSet)
              last.current.onCaret?.(update.state.doc.toString(), update.state.selection.main.head);
            if (update.focusChanged && !update.view.hasFocus) last.current.onLeave();
          }),
        ],
      }),
    });
    view.current = made;
    last.current.onReady?.((text) => {
      made.dispatch(made.state.replaceSelection(text));
      made.focus();
    });
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
    if (now) now.dispatch({ effects: beside.current.reconfigure(resultsOf(now.state, props.results)) });
  }, [props.results]);

  useEffect(() => {
    const now = view.current;
    if (now) now.dispatch(setDiagnostics(now.state, marks(now.state, props.wrong)));
  }, [props.wrong]);

  return <div ref={place} className={`formula-place ${props.mode ?? 'formula'}`} />;
}

const LANGUAGES = { formula: formulaLanguage, expression: expressionLanguage, template: templateLanguage };

function resultsOf(state: EditorState, results: ReadonlyMap<number, string> = new Map()) {
  const marked = [...results].filter(([line]) => line <= state.doc.lines);
  return EditorView.decorations.of(
    Decoration.set(
      marked
        .sort(([a], [b]) => a - b)
        .map(([line, text]) =>
          Decoration.line({ attributes: { 'data-result': text } }).range(state.doc.line(line).from),
        ),
    ),
  );
}

function fix({ onFix }: Props): boolean {
  onFix?.();
  return onFix !== undefined;
}

function labels({ labelledBy, describedBy }: Props): Record<string, string> {
  return { 'aria-labelledby': labelledBy, ...(describedBy ? { 'aria-describedby': describedBy } : {}) };
}

/** The word at the error, or the end of the line. */
function marks(state: EditorState, check: Wrong | null): Diagnostic[] {
  if (!check || check.line < 1 || check.line > state.doc.lines) return [];
  const line = state.doc.line(check.line);
  const from = Math.min(line.from + Math.max(0, check.column - 1), line.to);
  const word = /^[\w.{}]+|^\S/.exec(state.doc.sliceString(from, line.to));
  const to = word ? from + word[0].length : from;
  return [
    { from: to > from ? from : Math.max(line.from, from - 1), to, severity: 'error', message: check.message },
  ];
}
