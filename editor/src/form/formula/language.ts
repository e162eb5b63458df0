/** Colours of a formula: functions, numbers with units, placeholders, comments. */

import { HighlightStyle, StreamLanguage, syntaxHighlighting } from '@codemirror/language';
import { tags } from '@lezer/highlight';

const language = StreamLanguage.define({
  token(stream) {
    if (stream.match(/#.*/)) return 'comment';
    if (stream.match(/\{[^}\s]*\}/)) return 'special';
    if (stream.match(/"[^"]*"?|'[^']*'?/)) return 'string';
    if (stream.match(/\d+(\.\d*)?(e[+-]?\d+)?/i)) return 'number';
    if (stream.match(/[A-Za-z_][\w]*(?=\s*\()/)) return 'keyword';
    if (stream.match(/(and|or|not|if|else|true|false)\b/)) return 'operator';
    if (stream.match(/[A-Za-z_][\w.]*/)) return 'variableName';
    if (stream.match(/[-+*/^%<>=!?:]+/)) return 'operator';
    stream.next();
    return null;
  },
  tokenTable: { special: tags.special(tags.variableName) },
});

const colours = HighlightStyle.define([
  { tag: tags.comment, color: 'var(--ink-3)' },
  { tag: tags.special(tags.variableName), color: 'var(--kind-action)' },
  { tag: tags.string, color: 'var(--kind-action)' },
  { tag: tags.number, color: 'var(--kind-compute)' },
  { tag: tags.keyword, color: 'var(--accent)' },
  { tag: tags.operator, color: 'var(--ink-3)' },
]);

const expression = StreamLanguage.define({
  token(stream) {
    if (stream.match(/"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?/)) return 'string';
    if (stream.match(/\d+(\.\d*)?(e[+-]?\d+)?/i)) return 'number';
    if (stream.match(/(and|or|not|in|is|if|else|True|False|None)\b/)) return 'operator';
    if (stream.match(/[A-Za-z_]\w*(?=\s*\()/)) return 'keyword';
    if (stream.match(/[A-Za-z_]\w*/)) return 'variableName';
    if (stream.match(/[-+*/%<>=!|&]+/)) return 'operator';
    stream.next();
    return null;
  },
});

/** Text is text; what stands in braces is coloured. */
const template = StreamLanguage.define<{ inside: '' | '}}' | '%}' | '#}' }>({
  startState: () => ({ inside: '' }),
  token(stream, state) {
    if (!state.inside) {
      if (stream.match('{#')) state.inside = '#}';
      else if (stream.match('{{')) state.inside = '}}';
      else if (stream.match('{%')) state.inside = '%}';
      else {
        stream.next();
        stream.eatWhile(/[^{]/);
        return null;
      }
      return state.inside === '#}' ? 'comment' : 'special';
    }
    const comment = state.inside === '#}';
    if (stream.match(state.inside)) {
      state.inside = '';
      return comment ? 'comment' : 'special';
    }
    if (comment) {
      stream.next();
      return 'comment';
    }
    if (stream.match(/"[^"]*"?|'[^']*'?/)) return 'string';
    if (stream.match(/\d+(\.\d*)?/)) return 'number';
    if (stream.match(/(if|elif|else|endif|for|endfor|set|in|and|or|not|is)\b/)) return 'operator';
    if (stream.match(/\|\s*\w+/)) return 'keyword';
    if (stream.match(/[A-Za-z_]\w*/)) return 'variableName';
    stream.next();
    return null;
  },
  tokenTable: { special: tags.special(tags.variableName) },
});

export const expressionLanguage = [expression, syntaxHighlighting(colours)];
export const templateLanguage = [template, syntaxHighlighting(colours)];
export const formulaLanguage = [language, syntaxHighlighting(colours)];
