"""Functions that remember, compiled apart from the interpreter: one of them over some rows, in order."""

from engine.formula.interpret.cells import (
    AT,
    BOOK,
    CONSTANT_COUNT,
    CONSTANTS,
    DEPTH,
    DROPPED,
    DUE,
    FLOAT_WORDS,
    FLOATS,
    FOREVER,
    FRESH,
    GRADES,
    INT_WORDS,
    INTS,
    QUALITIES,
    QUEUE,
    SIZE,
    STACK,
    TIMES,
    VALUES,
    WHO,
    WIDTH,
    Cell,
    Ring,
    numbers_at,
    short_numbers_at,
    whole,
)
from engine.formula.interpret.spc import control
from engine.formula.interpret.state import state
from engine.formula.interpret.window import window
from engine.formula.ops import Op
from tundish.far import bytes_at, far, far_kernel, grid_at, row_at


@far_kernel
def recall(
    address: int, op: int, f: int, k: int, mask: int, a: int, count: int, argument: int, start: int, n: int
) -> None:
    """Rows `start` to `start + n - 1`; arguments and result are in the rows from `a` on of the stack."""
    book = numbers_at(address, BOOK)
    s = grid_at(book[STACK], book[DEPTH], book[WIDTH])
    q = bytes_at(book[QUALITIES], book[DEPTH], book[WIDTH])
    constant = row_at(book[CONSTANTS], book[CONSTANT_COUNT])
    who, fresh = short_numbers_at(book[WHO], book[SIZE]), numbers_at(book[FRESH], book[SIZE])
    at, due = numbers_at(book[AT], book[WIDTH]), numbers_at(book[DUE], book[WIDTH])
    for i in range(n):
        d, new = whole(who[start + i]), fresh[start + i] & mask != 0
        ints, floats = book[INTS] + 8 * (d * book[INT_WORDS] + k), book[FLOATS] + 8 * (d * book[FLOAT_WORDS] + f)
        v, grade = s[a, i], whole(q[a, i])
        if op >= Op.AVG:
            r = Ring(ints, floats, book[TIMES], book[VALUES], book[GRADES], book[QUEUE])
            value, worst, dropped = window(op, r, v, grade, at[i], new, constant, argument)
            book[DROPPED] += dropped
            s[a, i], q[a, i] = value, worst
            continue
        v1, grade1 = (s[a + 1, i], whole(q[a + 1, i])) if count > 1 else (0.0, whole(0))
        v2, grade2 = (s[a + 2, i], whole(q[a + 2, i])) if count > 2 else (0.0, whole(0))  # noqa: PLR2004
        m, wakes = Cell(ints, floats), FOREVER
        if op >= Op.WESTERN_ELECTRIC:
            value, worst = control(op, m, v, v1, v2, max(grade, grade1, grade2), new, constant, argument)
        else:
            value, worst, wakes = state(
                op, m, v, v1, v2, grade, grade1, grade2, at[i], new, constant, argument
            )  # fmt: skip
        s[a, i], q[a, i] = value, worst
        due[i] = min(due[i], wakes)


RECALL = far(recall)
