/** Where a text stops being JSON. Engines word and place their errors differently, or not at all. */

const SPACE = /[ \t\r\n]*/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them in strings.
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const OTHER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

class Wrong {
  constructor(readonly at: number) {}
}

/** Index of the first character that is wrong, the length when the text ends too early, -1 when it is JSON. */
export function wrongAt(text: string): number {
  try {
    const end = space(text, value(text, space(text, 0)));
    return end < text.length ? end : -1;
  } catch (wrong) {
    if (wrong instanceof Wrong) return wrong.at;
    throw wrong;
  }
}

function space(text: string, at: number): number {
  return match(SPACE, text, at) ?? at;
}

function match(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

/** The end of the value that begins at `at`. */
function value(text: string, at: number): number {
  if (text[at] === '{') return list(text, at, '}', member);
  if (text[at] === '[') return list(text, at, ']', value);
  const end = match(text[at] === '"' ? STRING : OTHER, text, at);
  if (end === undefined) throw new Wrong(at);
  return end;
}

function list(text: string, at: number, close: string, item: typeof value): number {
  let next = space(text, at + 1);
  if (text[next] === close) return next + 1;
  for (;;) {
    next = space(text, item(text, next));
    if (text[next] === close) return next + 1;
    if (text[next] !== ',') throw new Wrong(next);
    next = space(text, next + 1);
  }
}

function member(text: string, at: number): number {
  const colon = space(text, match(STRING, text, at) ?? at);
  if (colon === at || text[colon] !== ':') throw new Wrong(colon);
  return value(text, space(text, colon + 1));
}
