import { expect, test } from 'vitest';

import { type Field, fieldOf } from '../../src/form/schema';
import { moved, pasted, withCell } from '../../src/form/table/rows';

const optional = { anyOf: [{ type: 'number' }, { type: 'null' }], default: null };
const columns: Field[] = [
  fieldOf('point', { type: 'string', title: 'Point' }, {}),
  fieldOf('h', { ...optional, title: 'H' }, {}),
  fieldOf('delay', { type: 'number', default: 5, title: 'On delay', 'x-widget': 'duration' }, {}),
];

test('a block is laid over from its cell and adds rows', () => {
  const { rows, unread } = pasted(
    [{ point: 'A', h: 1, delay: 0 }],
    columns,
    [
      ['2', '1 min'],
      ['3', ''],
    ],
    0,
    1,
  );
  expect(rows).toEqual([
    { point: 'A', h: 2, delay: 60 },
    { point: '', h: 3, delay: 5 },
  ]);
  expect(unread).toEqual([]);
});

test('a first line of titles chooses the columns, in any order', () => {
  const cells = [
    ['H', 'unknown', 'point'],
    ['7', 'x', 'P9'],
  ];
  expect(pasted([], columns, cells, 0, 0).rows).toEqual([{ point: 'P9', h: 7, delay: 5 }]);
});

test('what cannot be read is reported and leaves the cell as it was', () => {
  const { rows, unread } = pasted([{ point: 'A', h: 1, delay: 0 }], columns, [['B', 'high', '1']], 0, 0);
  expect(rows).toEqual([{ point: 'B', h: 1, delay: 1 }]);
  expect(unread).toEqual([{ row: 1, title: 'H', line: 0, column: 1 }]);
});

test('rows move within the table only', () => {
  const rows = [{ n: 1 }, { n: 2 }, { n: 3 }];
  expect(moved(rows, 0, 1)).toEqual([{ n: 2 }, { n: 1 }, { n: 3 }]);
  expect(moved(rows, 0, -1)).toBe(rows);
  expect(withCell(rows, 1, 'n', undefined)).toEqual([{ n: 1 }, {}, { n: 3 }]);
});
