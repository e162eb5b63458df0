import { EditorView } from '@codemirror/view';

/** The editor in our tokens. */
export const formulaTheme = EditorView.theme({
  '&': {
    fontSize: 'var(--text-s)',
    backgroundColor: 'var(--surface)',
    minHeight: '84px',
    maxHeight: '360px',
  },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '18px', fontVariantLigatures: 'none' },
  '.cm-content': { padding: '6px 0', caretColor: 'var(--accent)' },
  '.cm-line': { padding: '0 8px' },
  '.cm-line[data-result]::after': {
    content: 'attr(data-result)',
    float: 'right',
    marginLeft: '16px',
    fontFamily: 'var(--font)',
    fontVariantNumeric: 'tabular-nums',
    color: 'var(--ink-3)',
  },
  '.cm-gutters': {
    backgroundColor: 'var(--bg)',
    color: 'var(--ink-3)',
    border: '0',
    fontSize: 'var(--text-xs)',
  },
  '.cm-activeLine': { backgroundColor: 'color-mix(in srgb, var(--accent-soft) 55%, transparent)' },
  '.cm-activeLineGutter': { backgroundColor: 'transparent', color: 'var(--ink)' },
  '.cm-cursor': { borderLeftColor: 'var(--accent)' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--accent-soft) !important',
  },
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--p1) 1px',
    textUnderlineOffset: '4px',
  },
  '.cm-tooltip': {
    backgroundColor: 'var(--raised)',
    color: 'var(--ink)',
    border: '1px solid var(--line-strong)',
    borderRadius: 'var(--radius)',
    boxShadow: 'var(--shadow)',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': {
    fontFamily: 'var(--mono)',
    fontSize: 'var(--text-s)',
    padding: '4px',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '4px 8px', borderRadius: 'var(--radius-s)' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    backgroundColor: 'var(--accent-soft)',
    color: 'var(--ink)',
  },
  '.cm-completionMatchedText': { color: 'var(--accent)', textDecoration: 'none', fontWeight: '600' },
  '.cm-completionDetail': { color: 'var(--ink-3)', fontStyle: 'normal', fontSize: 'var(--text-xs)' },
  '.cm-completionInfo .fn-signature': { fontFamily: 'var(--mono)', color: 'var(--accent)' },
  '.cm-completionInfo .fn-summary': { margin: '4px 0', color: 'var(--ink-2)' },
  '.cm-completionInfo .fn-units': { fontSize: 'var(--text-xs)', color: 'var(--ink-3)' },
  '.cm-completionInfo .fn-example': {
    marginTop: '4px',
    padding: '4px 8px',
    fontFamily: 'var(--mono)',
    fontSize: 'var(--text-xs)',
    backgroundColor: 'var(--bg)',
    border: '1px solid var(--line)',
    borderRadius: 'var(--radius-s)',
  },
  '.cm-completionInfo': {
    padding: '8px 12px',
    maxWidth: '280px',
    whiteSpace: 'pre-line',
    fontSize: 'var(--text-s)',
    lineHeight: '16px',
  },
});
