"""Families that are compiled on their own and called at their address; see tundish.far."""

import numpy as np
from numba.extending import register_jitable

from engine.formula.interpret import bits, calendar, more, plant, spread, steam, tables, voting
from engine.formula.interpret.lanes import Constants, Grades, Lanes
from engine.formula.ops import Op
from tundish.far import far

SPREAD, BITS, CALENDAR, TABLES = far(spread.spread), far(bits.bits), far(calendar.calendar), far(tables.tables)
STEAM, MORE, PLANT, VOTING = far(steam.steam_tables), far(more.more), far(plant.plant), far(voting.voting)


@register_jitable
def distant(op: int, s: Lanes, a: int, count: int, n: int, constant: Constants, at: int) -> None:
    """A plain operation from 200 on."""
    scratch = np.empty(2, np.int64).ctypes.data
    lanes, rows, columns = s.ctypes.data, s.shape[0], s.shape[1]
    numbers, size = constant.ctypes.data, constant.size
    if op < Op.SIGNED8:
        SPREAD(scratch, scratch, op, lanes, rows, columns, a, count, n, numbers, size, at)
    elif op < Op.HOUR:
        BITS(scratch, scratch, op, lanes, rows, columns, a, count, n, numbers, size, at)
    elif op < Op.LOOKUP:
        CALENDAR(scratch, scratch, op, lanes, rows, columns, a, count, n, numbers, size, at)
    elif op < Op.STEAM_TSAT:
        TABLES(scratch, scratch, op, lanes, rows, columns, a, count, n, numbers, size, at)
    elif op < Op.LOG2:
        STEAM(scratch, scratch, op, lanes, rows, columns, a, count, n, numbers, size, at)
    elif op < Op.FLOW_DP:
        MORE(scratch, scratch, op, lanes, rows, columns, a, count, n, numbers, size, at)
    else:
        PLANT(scratch, scratch, op, lanes, rows, columns, a, count, n, numbers, size, at)


@register_jitable
def votes(op: int, s: Lanes, q: Grades, a: int, count: int, n: int) -> None:
    """An operation that judges quality, from 1100 on."""
    scratch = np.empty(2, np.int64).ctypes.data
    VOTING(scratch, scratch, op, s.ctypes.data, q.ctypes.data, s.shape[0], s.shape[1], a, count, n)
