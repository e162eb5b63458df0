/** What can be typed in a formula: functions with their signature, points with their description. */

import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';

import { api } from '../../api/client';
import type { FunctionInfo } from '../../api/types';
import { searchPoints } from '../../store/points';

const NAME = /[A-Za-z_][\w.-]*/;
const MOST_POINTS = 30;

let functions: Promise<FunctionInfo[]> | null = null;

/** Asked once; a server that does not answer is asked again the next time. */
export function allFunctions(): Promise<FunctionInfo[]> {
  functions ??= api.get<FunctionInfo[]>('/functions').catch(() => {
    functions = null;
    return [];
  });
  return functions;
}

export async function complete(context: CompletionContext): Promise<CompletionResult | null> {
  const word = context.matchBefore(NAME);
  if (!word && !context.explicit) return null;
  const text = word?.text ?? '';
  const [known, points] = await Promise.all([allFunctions(), searchPoints(text, MOST_POINTS)]);
  return {
    from: word?.from ?? context.pos,
    options: [
      ...known.map(functionOption),
      ...points.map(({ name, description, unit }) => pointOption(name, description, unit)),
    ],
    // Points are searched by the server: a longer word may find others.
    validFor: undefined,
  };
}

function functionOption(info: FunctionInfo): Completion {
  return {
    label: info.name,
    detail: info.signature.replace(info.name, ''),
    info: [info.summary, info.example].filter(Boolean).join('\n'),
    type: 'function',
    apply: `${info.name}(`,
    boost: 1,
  };
}

function pointOption(name: string, description: string, unit: string): Completion {
  return { label: name, detail: unit, info: description || undefined, type: 'variable' };
}
