"""Functions over a stretch of time that ends now: `avg(TI101, 5 min)`.

The rules, for all of them:

* Time is source time. The window of `5 min` at time t holds the samples with t - 5 min < time <= t.
* A sample comes to be whenever a point arrives that the first argument names, or one of its own delays is over; what
  else the formula reads does not make samples. Two at one time are one: the later counts.
* Bad samples are left out. An uncertain one in the window, or in force when it begins, makes the result uncertain.
* A sample is in force until the next one. The share of the window in which one that was not bad was in force has to
  be at least `min_good` percent (50), else the result is bad. Time before the very first sample counts neither way.
* A window without a good sample of its own takes the one in force when it begins; sums and counts are then 0.
* `"linear"`: between two good samples a straight line is followed instead, by twa, integral and value_at.
* Without a sample nothing is evaluated, but for delays: a sample that falls out of the window shows with the next
  evaluation, or at the next whole multiple of the node's setting `every`.
* At most 100,000 samples are held. Of more the oldest are dropped; as long as they are missed the result is
  uncertain, and the node says so.
"""

from engine.formula.functions.duration import in_seconds, nanoseconds
from engine.formula.functions.function import Function, Wrong
from engine.formula.ops import Op
from tundish.said import say

FLOATS, INTS = 5, 19
"""See engine/formula/interpret/ring.py."""
MODES = {"step": 0.0, "linear": 1.0}


def _shares(min_good: object, mode: object = "step") -> list[float]:
    if not isinstance(min_good, int | float) or not 0 <= min_good <= 100:  # noqa: PLR2004
        raise Wrong(say("min_good is a percentage"), say("write a number from 0 to 100"))
    if mode not in MODES:
        raise Wrong(
            say("{mode} is no way to go from one sample to the next", mode=mode), say('write "step" or "linear"')
        )
    return [min_good / 100, MODES[str(mode)]]


def plain(window: object, min_good: object, mode: object = "step") -> list[float]:
    return [nanoseconds("window", window), *_shares(min_good, mode), 1.0]


def per_unit(window: object, unit: object, min_good: object, mode: object = "step") -> list[float]:
    return [nanoseconds("window", window), *_shares(min_good, mode), in_seconds(unit)]


def percent(window: object, p: object, min_good: object) -> list[float]:
    if not isinstance(p, int | float) or not 0 <= p <= 100:  # noqa: PLR2004
        raise Wrong(say("p is a percentage"), say("write a number from 0 to 100"))
    return [nanoseconds("window", window), *_shares(min_good), float(p)]


def ago(time: object, mode: object) -> list[float]:
    return [nanoseconds("time", time), *_shares(0, mode), 1.0]


def _row(name: str, op: Op, summary: str, zh: str, example: str, result: float) -> Function:
    return Function(
        name, ("x", "window", "min_good"), op, "windows", summary, zh, example, result, defaults=(50.0,),
        written=("window", "min_good"), constants=plain, floats=FLOATS, ints=INTS, ring=True,
    )  # fmt: skip


def _weighted(name: str, op: Op, summary: str, zh: str, example: str, result: float) -> Function:
    return Function(
        name, ("x", "window", "min_good", "mode"), op, "windows", summary, zh, example, result,
        defaults=(50.0, "step"), written=("window", "min_good", "mode"), constants=plain, floats=FLOATS, ints=INTS,
        ring=True,
    )  # fmt: skip


def _per_unit(name: str, op: Op, summary: str, zh: str, example: str, result: float) -> Function:
    return Function(
        name, ("x", "window", "unit", "min_good", "mode"), op, "windows", summary, zh, example, result,
        defaults=("s", 50.0, "step"), written=("window", "unit", "min_good", "mode"), constants=per_unit,
        floats=FLOATS, ints=INTS, ring=True,
    )  # fmt: skip


def _ago(name: str, summary: str, zh: str, example: str, result: float) -> Function:
    return Function(
        name, ("x", "time", "mode"), Op.VALUE_AT, "windows", summary, zh, example, result, defaults=("step",),
        written=("time", "mode"), constants=ago, floats=FLOATS, ints=INTS, ring=True,
    )  # fmt: skip


TABLE = (
    _row(
        "avg", Op.AVG, "Mean of the samples in the window, each counted once.",
        "窗口内样本的算术平均，每个样本权重相同。", "avg(7, 5 min)", 7,
    ),
    _weighted(
        "twa", Op.TWA, "Time-weighted average: a value counts as long as it was in force.",
        "时间加权平均，按数值持续时间加权。", "twa(7, 5 min)", 7,
    ),
    _row(
        "min", Op.WINDOW_MIN, "Smallest sample in the window.", "窗口内最小值。", "min(7, 5 min)", 7,
    ),
    _row(
        "max", Op.WINDOW_MAX, "Largest sample in the window.", "窗口内最大值。", "max(7, 5 min)", 7,
    ),
    _row(
        "range", Op.RANGE, "Largest less smallest sample in the window.", "窗口内极差（最大值减最小值）。",
        "range(7, 5 min)", 0,
    ),
    _row(
        "sum", Op.SUM, "Sum of the samples in the window.", "窗口内样本之和。", "sum(7, 5 min)", 7,
    ),
    _row(
        "count", Op.COUNT, "How many good samples are in the window.", "窗口内好样本的个数。", "count(7, 5 min)",
        1,
    ),
    _row(
        "var_pop", Op.VAR_POP, "Variance of the samples, taken as all there are (divided by n).",
        "总体方差（除以 n）。", "var_pop(7, 5 min)", 0,
    ),
    _row(
        "var_sample", Op.VAR_SAMPLE,
        "Variance estimated from the samples (divided by n - 1); bad for fewer than two.",
        "样本方差（除以 n-1）；少于两个样本为坏值。", "if_bad(var_sample(7, 5 min), -1)", -1,
    ),
    _row(
        "var", Op.VAR_SAMPLE, "The same as var_sample.", "同 var_sample（样本方差）。",
        "if_bad(var(7, 5 min), -1)", -1,
    ),
    _row(
        "std_pop", Op.STD_POP, "Standard deviation of the samples, taken as all there are (divided by n).",
        "总体标准差（除以 n）。", "std_pop(7, 5 min)", 0,
    ),
    _row(
        "std_sample", Op.STD_SAMPLE, "Standard deviation estimated from the samples (divided by n - 1).",
        "样本标准差（除以 n-1）。", "if_bad(std_sample(7, 5 min), -1)", -1,
    ),
    _row(
        "median", Op.WINDOW_MEDIAN, "Middle one of the samples by size; between two the mean.", "窗口内中位数。",
        "median(7, 5 min)", 7,
    ),
    Function(
        "percentile", ("x", "window", "p", "min_good"), Op.WINDOW_PERCENTILE, "windows",
        "Value below which p percent of the samples lie, with a straight line between two samples.",
        "窗口内第 p 百分位数，样本之间线性插值。", "percentile(7, 5 min, 95)", 7, defaults=(50.0,),
        written=("window", "p", "min_good"), constants=percent, floats=FLOATS, ints=INTS, ring=True,
    ),
    _row(
        "first", Op.FIRST, "First good sample in the window.", "窗口内第一个好样本。", "first(7, 5 min)", 7,
    ),
    _row(
        "last", Op.LAST, "Last good sample in the window.", "窗口内最后一个好样本。", "last(7, 5 min)", 7,
    ),
    _row(
        "delta", Op.DELTA, "Last good sample less the value in force when the window begins.",
        "末值减去窗口起点时的值。", "delta(7, 5 min)", 0,
    ),
    _per_unit(
        "rate", Op.RATE, "delta divided by the time between the two values, per `unit` (s, min, h, d).",
        "变化率：差值除以两值间隔时间，单位由 unit 指定。", 'if_bad(rate(7, 5 min, "h"), 0)', 0,
    ),
    _per_unit(
        "slope", Op.SLOPE, "Slope of the least-squares line through the samples, per `unit`.",
        "最小二乘直线的斜率，时间单位由 unit 指定。", "if_bad(slope(7, 5 min), 0)", 0,
    ),
    _row(
        "r2", Op.R2, "How well that line fits: 1 is exact, 0 not at all.", "最小二乘直线的决定系数 R²。",
        "if_bad(r2(7, 5 min), 0)", 0,
    ),
    _per_unit(
        "integral", Op.INTEGRAL, "Area below the values in the window; `unit` is what x is per: h for m3/h.",
        "窗口内对时间的积分；unit 为 x 的时间单位，如 m3/h 用 h。", 'integral(7, 5 min, "h")', 0,
    ),
    _row(
        "duration", Op.DURATION, "Seconds in the window in which the condition was true.",
        "窗口内条件成立的累计秒数。", "duration(7 > 3, 5 min)", 0,
    ),
    _row(
        "count_true", Op.COUNT_TRUE, "How many samples in the window are true (not 0).",
        "窗口内为真（非 0）的样本个数。", "count_true(7 > 3, 5 min)", 1,
    ),
    _row(
        "count_changes", Op.COUNT_CHANGES, "How often the value changed in the window.", "窗口内数值变化的次数。",
        "count_changes(7, 5 min)", 0,
    ),
    Function(
        "pct_good", ("x", "window"), Op.PCT_GOOD, "windows",
        "Percent of the window in which a value that was not bad was in force.",
        "窗口内非坏值所占时间百分比。", "pct_good(7, 5 min)", 100, written=("window",),
        constants=lambda window: plain(window, 0.0), floats=FLOATS, ints=INTS, ring=True,
    ),
    _ago(
        "lag", "The value x had that long ago; bad before there was one.",
        "x 在给定时间之前的值；此前无值则为坏值。", "if_bad(lag(7, 5 min), 0)", 0,
    ),
    _ago(
        "value_at", "The value x had that long ago; the same as lag.", "x 在给定时间之前的值；同 lag。",
        "if_bad(value_at(7, 5 min), 0)", 0,
    ),
)  # fmt: skip
