/** What can be typed in a formula: functions with their help, points with their description and unit. */

import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import i18next from 'i18next';

import { api } from '../../api/client';
import type { FunctionInfo } from '../../api/types';
import { searchPoints } from '../../store/points';
import { offeredNames } from '../parameterNames';

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
  const brace = context.matchBefore(/\{[a-z0-9_]*/);
  if (brace) {
    const names = offeredNames(brace.text.slice(1));
    return { from: brace.from, options: names.map((name) => ({ label: `{${name}}`, type: 'variable' })) };
  }
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

export function functionOption(info: FunctionInfo): Completion {
  return {
    label: info.name,
    detail: info.signature.slice(info.name.length),
    info: () => help(info),
    type: 'function',
    apply: `${info.name}(`,
    boost: 1,
  };
}

/** What a function does, in which units, and an example with its result. */
function help(info: FunctionInfo): HTMLElement {
  const t = i18next.getFixedT(null, 'form');
  const summary = i18next.language === 'zh' ? info.summary_zh || info.summary : info.summary;
  const place = document.createElement('div');
  place.append(line('fn-signature', info.signature), line('fn-summary', summary));
  if (info.units) place.append(line('fn-units', `${t('form:formula.units')} ${info.units}`));
  if (info.example) place.append(line('fn-example', `${info.example} = ${number(info.result)}`));
  return place;
}

function line(name: string, text: string): HTMLElement {
  const made = document.createElement('div');
  made.className = name;
  made.textContent = text;
  return made;
}

function number(value: number): string {
  return String(Number(value.toPrecision(6)));
}

function pointOption(name: string, description: string, unit: string): Completion {
  return {
    // A name with blanks or a hyphen stands in double quotes.
    apply: /^[A-Za-z_][\w.{}]*$/.test(name) ? name : `"${name}"`,
    label: name,
    detail: unit,
    info: description || undefined,
    type: 'variable',
  };
}
