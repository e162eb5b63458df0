/** Samples of a flow that did not go the usual way: what the gate before its inbox has counted. */

export const SET_ASIDE = ['late', 'replaced', 'repeated', 'future'] as const;

export type SetAside = Partial<Record<(typeof SET_ASIDE)[number], number>>;

/** What there is any of, in a fixed order. */
export const setAside = (counts: SetAside): [(typeof SET_ASIDE)[number], number][] =>
  SET_ASIDE.map((what): [(typeof SET_ASIDE)[number], number] => [what, counts[what] ?? 0]).filter(
    ([, count]) => count > 0,
  );
