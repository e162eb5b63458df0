# ruff: noqa: FBT001 - a kernel has no keyword arguments
"""The interpreter for formulas that remember: as run.py, with a memory, and with delays that end between samples.

It goes column by column too: a cell takes its rows in order, so any split of the rows gives the same. With delays
it looks first whether the memory of a device has something due before a row: the formula is then evaluated at that
very time, with the inputs as they were, which makes a row of its own; so a device comes once in a block.
"""

from typing import Any

import numpy as np
from numba.extending import register_jitable

from engine.formula.interpret.cells import (
    AT,
    BOOK,
    CONSTANT_COUNT,
    CONSTANTS,
    DEPTH,
    DROPPED,
    FLOAT_WORDS,
    FLOATS,
    FOREVER,
    FRESH,
    GRADES,
    INT_WORDS,
    INTS,
    QUALITIES,
    QUEUE,
    ROOM,
    ROWS,
    SIZE,
    STACK,
    TIMES,
    VALUES,
    WHO,
    WIDTH,
)
from engine.formula.interpret.cells import DUE as DUE_AT
from engine.formula.interpret.lanes import Constants, Flags, Grades, Lanes, all_good
from engine.formula.interpret.recall import RECALL
from engine.formula.interpret.run import BLOCK, apply, point, seconds
from engine.formula.ops import MEMORY, Op
from tundish.kernel import Grid, In, Out, OutGrid, kernel

Array = Any
"""Of one or two dimensions, of whole numbers."""
WOKEN = -(2**63)
"""In the mask of what is new: no input, but a delay is over."""
AT_ONCE = -(2**63)
TIME, DUE, INPUTS = 0, 1, 2
"""Whole numbers of a row of memory, before its cells."""


@kernel
def remember(
    code: Grid[np.int32], constant: In[np.float64], depth: int, cell: Grid[np.int64], wakes: bool, every: int,
    x: OutGrid[np.float64], xq: OutGrid[np.uint8], time: In[np.int64], fresh: Out[np.int64], who: Out[np.int32],
    floats: OutGrid[np.float64], ints: OutGrid[np.int64],
    ring_time: Out[np.int64], ring_value: Out[np.float64], ring_grade: Out[np.uint8], queue: Out[np.int64],
    value: Out[np.float64], quality: Out[np.uint8], source: Out[np.int32], out_time: Out[np.int64],
    wait: Out[np.int64],
) -> tuple[int, int]:  # fmt: skip
    """How many results there are, and how many samples had to be dropped from a full window.

    `cell` has for each cell where its floats and whole numbers begin, and the mask of its inputs. Row i is of the
    memory row `who[i]`, at `time[i]`, and `fresh[i]` tells which inputs are new; a row without any only brings what is
    due. Of each result: `source`, the row
    that brought it, its time, and `wait`, ns until it will change by itself (0: it will not) or, with `every`, is to
    be judged again: at the next whole multiple of so many ns. `value` has room for
    more rows than are given when `wakes`: what finds no room is left out, and the row that follows sees to it.
    """
    size = min(BLOCK, time.size)
    s, lost = np.empty((depth, size)), np.empty(size, np.bool_)
    q, good = np.empty(s.shape, np.uint8), np.empty(depth, np.bool_)
    at, due = np.empty(size, np.int64), np.empty(size, np.int64)
    x1, xq1 = np.empty((x.shape[0], 1)), np.empty((x.shape[0], 1), np.uint8)
    fresh1, who1 = np.full(1, WOKEN), np.empty(1, np.int32)
    book = np.zeros(BOOK, np.int64)
    book[FLOATS], book[INTS], book[ROWS] = floats.ctypes.data, ints.ctypes.data, floats.shape[0]
    book[FLOAT_WORDS], book[INT_WORDS] = floats.shape[1], ints.shape[1]
    book[TIMES], book[VALUES], book[GRADES] = ring_time.ctypes.data, ring_value.ctypes.data, ring_grade.ctypes.data
    book[ROOM], book[QUEUE] = ring_time.size, queue.ctypes.data
    book[STACK], book[QUALITIES], book[DEPTH], book[WIDTH] = s.ctypes.data, q.ctypes.data, depth, size
    book[CONSTANTS], book[CONSTANT_COUNT] = constant.ctypes.data, constant.size
    book[AT], book[DUE_AT] = at.ctypes.data, due.ctypes.data
    row, made = 0, 0
    while row < time.size:
        woken, n = False, _together(ints, who, time, fresh, row, at, wakes)
        if n == 0:
            d = who[row]
            woken = ints[d, DUE] <= max(time[row], ints[d, TIME]) and made + time.size - row < value.size
            if not woken and fresh[row] == 0:
                row += 1
                continue
            n, at[0], who1[0] = 1, ints[d, DUE] if woken else max(time[row], ints[d, TIME]), d
            if woken:
                for k in range(x1.shape[0]):
                    x1[k, 0], xq1[k, 0] = floats[d, k], ints[d, INPUTS + k]
        # the only call: what is compiled into it is large
        xs, xqs, news, whos = (x1, xq1, fresh1, who1) if woken else (x, xq, fresh, who)
        book[WHO], book[FRESH], book[SIZE] = whos.ctypes.data, news.ctypes.data, news.size
        _block(code, constant, cell, book, xs, xqs, 0 if woken else row, at, s, q, good, lost, due, n)
        for i in range(n):
            value[made], quality[made], source[made], out_time[made] = s[0, i], q[0, i], row + i, at[i]
            next_ = min(due[i], (at[i] // every + 1) * every) if every else due[i]
            wait[made] = next_ - at[i] if next_ != FOREVER else 0
            made += 1
        if wakes or every:
            _keep(floats, ints, who, row, n, at, due, x, xq, wakes, woken)
        if not woken:
            row += n
    return made, book[DROPPED]


@register_jitable
def _keep(
    floats: Lanes, ints: Array, who: Array, row: int, n: int, at: Array, due: Array, x: Lanes, xq: Grades,
    wakes: bool, woken: bool,
) -> None:  # fmt: skip
    """What has to be known when a device is woken."""
    for i in range(n):
        d = who[row + i]
        if wakes:
            ints[d, TIME], ints[d, DUE] = at[i], due[i]
        if not woken:
            for k in range(x.shape[0]):
                floats[d, k], ints[d, INPUTS + k] = x[k, row + i], xq[k, row + i]


@register_jitable
def _together(ints: Array, who: Array, time: Array, fresh: Array, row: int, at: Array, wakes: bool) -> int:
    """How many rows from this one on can be judged together, and the time of each.

    With delays they are of as many devices, none of which has anything due before: what each of them has to wait for
    next is only known once it is judged. While it is not, it is due at once, so that another row of it ends the run.
    """
    n, most = 0, min(BLOCK, time.size - row)
    while n < most:
        d = who[row + n]
        now = max(time[row + n], ints[d, TIME])
        if wakes:
            if ints[d, DUE] <= now or fresh[row + n] == 0:
                break
            ints[d, DUE] = AT_ONCE
        else:
            ints[d, TIME] = now
        at[n] = now
        n += 1
    return n


@register_jitable
def _block(
    code: Array, constant: Constants, cell: Array, book: Array, x: Lanes, xq: Grades, start: int,
    at: Array, s: Lanes, q: Grades, good: Flags, lost: Flags, due: Array, n: int,
) -> None:  # fmt: skip
    """Rows `start` to `start + n - 1`, at the times `at`, to the bottom of the stack."""
    top, scratch = -1, np.empty(2, np.int64).ctypes.data
    due[:n] = FOREVER
    for c in range(code.shape[0]):
        op, argument, count = code[c, 0], code[c, 1], code[c, 2]
        top += 1 - count
        if op == Op.NUMBER:
            good[top] = True
            for i in range(n):
                s[top, i], q[top, i] = constant[argument], 0
        elif op == Op.POINT:
            good[top] = point(x, xq, argument, start, s, q, top, n)
        elif op == Op.TIME:
            good[top] = True
            seconds(at, 0, s, q, top, n)
        elif op < MEMORY:
            good[top] = apply(op, s, q, good, top, count, lost, n, constant, argument)
        else:
            f, k, mask = cell[code[c, 3], 0], cell[code[c, 3], 1], cell[code[c, 3], 2]
            RECALL(scratch, scratch, book.ctypes.data, op, f, k, mask, top, count, argument, start, n)
            good[top] = all_good(q, top, n)
