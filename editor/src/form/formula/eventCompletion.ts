/** What can be typed in an expression or a template: parts of the event that is tried, functions, filters. */

import type { CompletionContext, CompletionResult } from '@codemirror/autocomplete';

import { settingText } from '../../flow/format';
import type { EventPart } from '../sample/paths';

/** As in engine/expression/evaluate.py and engine/template/filters.py. */
export const FUNCTIONS =
  'abs bool contains endswith find float int len lower max min part replace round startswith str trim upper'.split(
    ' ',
  );
export const FILTERS =
  'abs capitalize default first fixed float int items join json last length lower max min replace round sort string sum title trim truncate upper'.split(
    ' ',
  );
const WORDS = 'and or not in is if else True False None'.split(' ');
const BLOCKS = ['if', 'elif', 'else', 'endif', 'for', 'endfor', 'set'];
const LONGEST = 40;

export function completeEvent(mode: 'expression' | 'template', parts: () => readonly EventPart[]) {
  return (context: CompletionContext): CompletionResult | null => {
    const before = context.state.sliceDoc(0, context.pos);
    const braces = mode === 'template' ? inside(before) : null;
    if (mode === 'template' && !braces) return null;
    const filter = mode === 'template' ? context.matchBefore(/\|\s*\w*/) : null;
    const word = context.matchBefore(/[A-Za-z_][\w.[\]"]*/);
    if (filter) {
      const from = filter.from + (/^\|\s*/.exec(filter.text)?.[0].length ?? 1);
      return { from, options: FILTERS.map((label) => ({ label, type: 'function' })) };
    }
    if (!word && !context.explicit) return null;
    const words = mode === 'expression' ? WORDS : braces === '{%' ? [...BLOCKS, ...WORDS] : WORDS;
    return {
      from: word?.from ?? context.pos,
      options: [
        ...parts().map(({ text, value }) => ({
          label: text,
          detail: settingText(value).slice(0, LONGEST),
          type: 'variable',
          boost: 2,
        })),
        ...(mode === 'expression' ? FUNCTIONS : []).map((label) => ({
          label,
          apply: `${label}(`,
          detail: '(…)',
          type: 'function',
        })),
        ...words.map((label) => ({ label, type: 'keyword', boost: -1 })),
      ],
      validFor: /^[\w.[\]"]*$/,
    };
  };
}

/** The braces around the end of a text, if there are any. */
function inside(text: string): '{{' | '{%' | null {
  const [value, block] = [text.lastIndexOf('{{'), text.lastIndexOf('{%')];
  const from = Math.max(value, block);
  if (from < 0 || /[}%]\}/.test(text.slice(from))) return null;
  return value > block ? '{{' : '{%';
}
