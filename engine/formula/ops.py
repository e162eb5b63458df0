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

    # plain, one operand; the second is a number, and the argument says which constant
    ADD_NUMBER = 90
    SUB_NUMBER = 91
    MUL_NUMBER = 92
    DIV_NUMBER = 93

    # plain, any number of operands, perhaps with constants; families of a hundred
    CLAMP = 100  # scaling
    SCALE = 101

    # spread.py: statistics of the arguments; first those that put them in order
    MEDIAN_OF = 200
    SPREAD = 201
    PERCENTILE_OF = 202
    VARIANCE_POP = 203
    STDEV_POP = 204
    VARIANCE = 205
    STDEV = 206
    WEIGHTED_AVG = 207
    SUM_OF = 208
    PRODUCT = 209
    RMS = 210
    GEOMEAN = 211
    COUNT_OF = 212
    ANY = 213
    ALL = 214

    # bits.py
    SIGNED8 = 300
    SIGNED16 = 301
    SIGNED32 = 302
    BIT = 303
    SET_BIT = 304
    BIT_AND = 305
    BIT_OR = 306
    BIT_XOR = 307
    BIT_NOT = 308
    BIT_RANGE = 309
    COUNT_BITS = 310
    SHIFT_LEFT = 311
    SHIFT_RIGHT = 312
    BCD = 313
    TO_BCD = 314
    SWAP_BYTES = 315
    SWAP_WORDS = 316
    WORD32 = 317
    FLOAT32 = 318

    # calendar.py: seconds since 1970, and a zone among the constants; from SHIFT on clock times after it
    HOUR = 400
    MINUTE = 401
    SECOND = 402
    SECOND_OF_DAY = 403
    DAY = 404
    MONTH = 405
    YEAR = 406
    WEEKDAY = 407
    IS_WEEKEND = 408
    WEEK = 409
    DAY_OF_YEAR = 410
    DAYS_IN_MONTH = 411
    UTC_OFFSET = 412
    START_OF_HOUR = 413
    START_OF_DAY = 414
    START_OF_WEEK = 415
    START_OF_MONTH = 416
    START_OF_YEAR = 417
    SHIFT = 418
    START_OF_SHIFT = 419
    IS_BETWEEN = 420

    # tables.py
    LOOKUP = 500
    STEPS = 501
    INTERP1 = 502
    STRAPPING = 503
    CURVE = 504
    INTERP2 = 505
    POLY = 506

    # steam.py; V to CP, VL to SL and VV to SV in the order of what is asked for
    STEAM_TSAT = 600
    STEAM_PSAT = 601
    STEAM_V = 602
    STEAM_H = 603
    STEAM_S = 604
    STEAM_CP = 605
    STEAM_DENSITY = 606
    STEAM_VL = 607
    STEAM_HL = 608
    STEAM_SL = 609
    STEAM_VV = 610
    STEAM_HV = 611
    STEAM_SV = 612
    STEAM_LATENT = 613
    STEAM_DRYNESS = 614
    STEAM_T = 615
    STEAM_SUPERHEAT = 616

    # more.py: less common arithmetic
    LOG2 = 700
    CBRT = 701
    EXPM1 = 702
    LOG1P = 703
    SINH = 704
    COSH = 705
    TANH = 706
    ASINH = 707
    ACOSH = 708
    ATANH = 709
    DEGREES = 710
    RADIANS = 711
    FRAC = 712
    REM = 713
    QUOTIENT = 714
    LERP = 715
    BETWEEN = 716
    NEAR = 717
    XOR = 718
    ROUND_EVEN = 719
    ROUND_TO = 720
    FLOOR_TO = 721
    CEIL_TO = 722
    SIGNIFICANT = 723
    SELF = 724  # the value as it is: now(), to()

    # plant, of engineering
    FLOW_DP = 800
    FLOW_GAS = 801
    FLOW_STEAM = 802
    NORMAL_FLOW = 803
    ACTUAL_FLOW = 804
    GAS_DENSITY = 805
    VAPOUR_PRESSURE = 806
    DEW_POINT = 807
    HUMIDITY = 808
    RELATIVE_HUMIDITY = 809
    AIR_ENTHALPY = 810
    WET_BULB = 811
    REYNOLDS = 812
    PUMP_POWER = 813
    PUMP_HEAD = 814
    HEAT_DUTY = 815
    LMTD = 816
    EFFICIENCY = 817
    OEE = 818
    POWER3 = 819
    PT100 = 820
    TANK_LYING = 821
    TANK_SPHERE = 822
    TANK_CONE = 823
    WEIR_V = 824

    # quality counts
    IS_GOOD = 1000
    IS_UNCERTAIN = 1001
    IS_BAD = 1002
    IF_BAD = 1003
    IF = 1004

    # voting.py: choices, then what is said of qualities, then votes
    CASE = 1100
    SWITCH = 1101
    CHOOSE = 1102
    TRY = 1103
    COUNT_GOOD = 1110
    QUALITY = 1111
    REASON = 1112
    AS_GOOD = 1113
    AS_UNCERTAIN = 1114
    AS_BAD = 1115
    QUALITY_OF = 1116
    SEVERITY = 1117
    VOTE = 1120
    BEST_OF = 1121
    AVG_GOOD = 1122
    MIN_GOOD = 1123
    MAX_GOOD = 1124
    MID = 1125

    # state.py: what is remembered is of fixed size
    DEADBAND = 2000
    HYSTERESIS = 2001
    ON_DELAY = 2002
    OFF_DELAY = 2003
    PULSE = 2004
    IS_STALE = 2005
    AGE = 2006
    TIME_SINCE = 2007
    LATCH = 2008
    TOGGLE = 2009
    RISING = 2010
    FALLING = 2011
    CHANGED = 2012
    PREV = 2020
    N_OF_M = 2021
    MEDIAN_FILTER = 2022
    MOVING_AVG = 2023
    FILTER = 2024
    EWMA = 2025
    RAMP_LIMIT = 2026
    DERIVATIVE = 2027
    INTEGRATE = 2040
    TOTALISE = 2041
    COUNTER_DELTA = 2042
    RUN_HOURS = 2043
    COUNT_STARTS = 2044
    MAX_HOLD = 2045
    MIN_HOLD = 2046

    # spc.py
    WESTERN_ELECTRIC = 2100
    CUSUM = 2101

    # window.py: samples in a ring
    AVG = 2200
    TWA = 2201
    WINDOW_MIN = 2202
    WINDOW_MAX = 2203
    RANGE = 2204
    SUM = 2205
    COUNT = 2206
    VAR_POP = 2207
    VAR_SAMPLE = 2208
    STD_POP = 2209
    STD_SAMPLE = 2210
    WINDOW_MEDIAN = 2211
    WINDOW_PERCENTILE = 2212
    FIRST = 2213
    LAST = 2214
    DELTA = 2215
    RATE = 2216
    SLOPE = 2217
    R2 = 2218
    INTEGRAL = 2219
    DURATION = 2220
    COUNT_TRUE = 2221
    COUNT_CHANGES = 2222
    PCT_GOOD = 2223
    VALUE_AT = 2224
