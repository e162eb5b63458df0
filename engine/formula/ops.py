"""The operations of the byte code, by family. The numbers are never stored: a formula is compiled anew from its text.

The number says how an operation is treated (see interpret/run.py): below `ABOUT` it is plain, so it sees numbers alone
and qualities are seen to for it; below `MEMORY` it sees qualities too; from there on it remembers.
"""

from enum import IntEnum

ABOUT = 1000
"""From here on an operation judges quality itself."""
MEMORY = 2000
"""From here on an operation has a cell of memory for each device."""


class Op(IntEnum):
    """Operands and result are on the stack; how many operands, says the code."""

    # loads, without operands; argument: which constant, which input
    NUMBER = 0
    POINT = 1
    TIME = 2  # seconds since 1970 UTC, of the row

    # plain, one operand
    NEG = 20
    NOT = 21
    ABS = 22
    SQRT = 23
    EXP = 24
    LN = 25
    LOG10 = 26
    SIN = 27
    COS = 28
    TAN = 29
    ASIN = 30
    ACOS = 31
    ATAN = 32
    FLOOR = 33
    CEIL = 34
    TRUNC = 35
    SIGN = 36

    # plain, two operands
    ADD = 60
    SUB = 61
    MUL = 62
    DIV = 63
    MOD = 64
    POW = 65
    LT = 66
    LE = 67
    GT = 68
    GE = 69
    EQ = 70
    NE = 71
    AND = 72
    OR = 73
    MIN = 74
    MAX = 75
    LOG = 76
    ATAN2 = 77
    HYPOT = 78
    ROUND = 79  # second: a whole number from -15 to 15

    # plain, any number of operands, perhaps with constants; families of a hundred
    CLAMP = 100  # scaling
    SCALE = 101

    # quality counts
    IS_GOOD = 1000
    IS_UNCERTAIN = 1001
    IS_BAD = 1002
    IF_BAD = 1003
    IF = 1004
