import { expect, test } from 'vitest';

import { setAside } from '../../src/flow/setAside';

test('only what there is any of, in a fixed order', () => {
  expect(setAside({ future: 2, replaced: 0, late: 5 })).toEqual([
    ['late', 5],
    ['future', 2],
  ]);
});

test('a status of an older worker counts nothing', () => {
  expect(setAside({})).toEqual([]);
});
