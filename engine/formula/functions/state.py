"""Functions that remember: delays, latches, totals, filters.

The rules, for all of them:

* Memory goes on with every sample of the points that the arguments name, also in a side of an `if` that is not taken.
* A bad argument changes nothing in the memory, and its quality is the result; what counts or adds up (totals, holds,
  run hours) then keeps its value, uncertain.
* Time is source time. A delay is met as soon as that much of it has passed, sample or not: the node wakes the formula.
* A delay that is over is looked at before the sample that comes at that time.
"""

from collections.abc import Callable, Sequence

from engine.formula.functions.duration import in_seconds, nanoseconds
from engine.formula.functions.function import Function, Wrong
from engine.formula.ops import Op
from tundish.said import say

MOST_KEPT = 200
"""Samples that prev, median_filter and moving_avg keep."""


def delay(time: object) -> list[float]:
    return [nanoseconds("time", time)]


def unit_of_time(unit: object) -> list[float]:
    return [in_seconds(unit)]


def samples(n: object) -> list[float]:
    if not isinstance(n, float) or not n.is_integer() or not 1 <= n <= MOST_KEPT:
        raise Wrong(
            say("n is how many samples are kept"),
            say("write a whole number from 1 to {most_kept}", most_kept=MOST_KEPT),
        )
    return [n]


def votes(n: object, m: object) -> list[float]:
    pair = [value for value in (n, m) if isinstance(value, float) and value.is_integer()]
    if len(pair) != 2 or not 1 <= pair[0] <= pair[1] <= 62:  # noqa: PLR2004
        raise Wrong(say("n of the last m samples must be whole numbers"), say("write n at most m, and m at most 62"))
    return pair


Made = Callable[..., Sequence[float]]


def _row(
    name: str, parameters: tuple[str, ...], op: Op, summary: str, zh: str, example: str, result: float,
    floats: int = 0, ints: int = 0, constants: Made | None = None, written: tuple[str, ...] = (),
    defaults: tuple[float | str, ...] = (), *, wakes: bool = False, each: bool = False, units: str = "",
) -> Function:  # fmt: skip
    return Function(
        name, parameters, op, "memory", summary, zh, example, result, defaults=defaults, written=written,
        constants=constants, floats=floats, ints=ints, wakes=wakes, each=each, units=units,
    )  # fmt: skip


X, C = ("x",), ("condition",)
DELAYED = ("condition", "time")

TABLE = (
    _row(
        "deadband", ("x", "band"), Op.DEADBAND, "x as it last was when it had moved by at least band.",
        "死区：变化达到 band 时才更新的 x。", "deadband(7, 0.5)", 7, 1, 1, units="A, delta A -> A",
    ),
    _row(
        "hysteresis", ("x", "low", "high"), Op.HYSTERESIS,
        "1 from where x goes above high until it goes below low.", "回差：高于 high 置 1，低于 low 复 0。",
        "hysteresis(7, 3, 5)", 1, 0, 1, units="A, A, A -> 1",
    ),
    _row(
        "on_delay", DELAYED, Op.ON_DELAY,
        "1 once the condition has been true for so long; 0 as soon as it is not.",
        "接通延时：条件持续成立达到时间后为 1。", "on_delay(1, 10 s)", 0, 0, 2, delay, ("time",), wakes=True,
    ),
    _row(
        "off_delay", DELAYED, Op.OFF_DELAY,
        "1 as soon as the condition is true; 0 once it has been false for so long.",
        "断开延时：条件不成立持续达到时间后为 0。", "off_delay(1, 10 s)", 1, 0, 2, delay, ("time",), wakes=True,
    ),
    _row(
        "held_for", DELAYED, Op.ON_DELAY, "1 while the condition has been true for at least so long.",
        "条件已连续成立达到给定时间则为 1。", "held_for(1, 10 s)", 0, 0, 2, delay, ("time",), wakes=True,
    ),
    _row(
        "pulse", DELAYED, Op.PULSE,
        "1 for so long from when the condition comes true; a new one begins after the end.",
        "脉冲：条件由假变真时输出给定时长的 1，期间不重触发。", "pulse(1, 10 s)", 0, 0, 3, delay, ("time",),
        wakes=True,
    ),
    _row(
        "is_stale", ("x", "time"), Op.IS_STALE, "1 when x has had no sample for so long.",
        "x 超过给定时间没有新样本则为 1。", "is_stale(1, 10 s)", 0, 0, 2, delay, ("time",), wakes=True,
    ),
    _row(
        "age", X, Op.AGE, "Seconds since x last had a sample.", "距 x 最近一个样本的秒数。", "age(1)", 0, 0, 2,
    ),
    _row(
        "time_since", C, Op.TIME_SINCE, "Seconds since the condition was last true, 0 while it is; bad before.",
        "距条件最近一次成立的秒数，成立期间为 0；从未成立为坏值。", "time_since(1)", 0, 0, 2,
    ),
    _row(
        "latch", ("set", "reset"), Op.LATCH, "1 from set until reset; reset goes first.",
        "置位/复位锁存，复位优先。", "latch(1, 0)", 1, 0, 1,
    ),
    _row(
        "toggle", C, Op.TOGGLE, "Changes between 0 and 1 whenever the condition comes true.",
        "条件每次由假变真时翻转。", "toggle(1)", 0, 0, 2,
    ),
    _row(
        "rising", C, Op.RISING, "1 at the sample with which the condition comes true.",
        "上升沿：条件由假变真的那个样本为 1。", "rising(1)", 0, 0, 2,
    ),
    _row(
        "falling", C, Op.FALLING, "1 at the sample with which the condition comes to be false.",
        "下降沿：条件由真变假的那个样本为 1。", "falling(0)", 0, 0, 2,
    ),
    _row(
        "changed", X, Op.CHANGED, "1 at a sample that differs from the one before.", "与上一个样本不同时为 1。",
        "changed(7)", 0, 1, 1,
    ),
    _row(
        "prev", ("x", "n"), Op.PREV, "The sample before, or the n-th before; bad until there is one.",
        "前一个（或前第 n 个）样本；尚无则为坏值。", "if_bad(prev(7), 0)", 0, 1, 1, samples, ("n",), (1.0,),
        each=True,
    ),
    _row(
        "n_of_m", ("condition", "n", "m"), Op.N_OF_M, "1 while at least n of the last m samples are true.",
        "最近 m 个样本中至少 n 个为真则为 1。", "n_of_m(1, 2, 3)", 0, 0, 1, votes, ("n", "m"),
    ),
    _row(
        "median_filter", ("x", "n"), Op.MEDIAN_FILTER, "Median of the last n samples.",
        "中值滤波：最近 n 个样本的中位数。", "median_filter(7, 5)", 7, 0, 1, samples, ("n",), each=True,
    ),
    _row(
        "moving_avg", ("x", "n"), Op.MOVING_AVG, "Mean of the last n samples.", "滑动平均：最近 n 个样本的平均。",
        "moving_avg(7, 5)", 7, 0, 1, samples, ("n",), each=True,
    ),
    _row(
        "filter", ("x", "time"), Op.FILTER, "First-order filter with this time constant.",
        "一阶惯性滤波，time 为时间常数。", "filter(7, 10 s)", 7, 2, 2, delay, ("time",),
    ),
    _row(
        "ewma", ("x", "weight"), Op.EWMA,
        "Exponentially weighted mean: weight of the new sample, the rest of the mean so far.",
        "指数加权移动平均，weight 为新样本权重（0 到 1）。", "ewma(7, 0.2)", 7, 1, 1,
    ),
    _row(
        "ramp_limit", ("x", "up", "down"), Op.RAMP_LIMIT,
        "x, but rising by at most `up` and falling by at most `down` per second.",
        "斜率限制：每秒最多上升 up、下降 down。", "ramp_limit(7, 1, 1)", 7, 1, 2,
    ),
    _row(
        "derivative", ("x", "unit"), Op.DERIVATIVE,
        "Change from the sample before, per `unit` of time (s, min, h, d).",
        "对时间的导数：与前一样本之差除以间隔，单位由 unit 指定。", 'if_bad(derivative(7, "min"), 0)', 0, 2, 2,
        unit_of_time, ("unit",), ("s",),
    ),
    _row(
        "integrate", ("x", "unit"), Op.INTEGRATE,
        "Area below x since the beginning; `unit` is what x is per: h for m3/h.",
        "对时间的累积积分；unit 为 x 的时间单位，如 m3/h 用 h。", "integrate(7)", 0, 3, 2, unit_of_time, ("unit",),
        ("s",),
    ),
    _row(
        "totalise", ("x", "reset", "rollover", "unit"), Op.TOTALISE,
        "Total of a flow; back to 0 when reset comes true, and at rollover, if that is above 0.",
        "流量累计；reset 由假变真时清零，rollover 大于 0 时到量程翻转。", "totalise(7)", 0, 3, 3, unit_of_time,
        ("unit",), (0.0, 0.0, "s"),
    ),
    _row(
        "counter_delta", ("x", "rollover"), Op.COUNTER_DELTA,
        "What a counter has gone up by since the sample before; at rollover it begins again at 0 (0: it was reset).",
        "计数器自上一样本的增量；rollover 为翻转值（0 表示清零重计）。", "counter_delta(7)", 0, 1, 1,
        defaults=(0.0,),
    ),
    _row(
        "run_hours", C, Op.RUN_HOURS, "Hours in which the condition was true.",
        "条件成立的累计小时数（运行小时）。", "run_hours(1)", 0, 3, 2,
    ),
    _row(
        "count_starts", C, Op.COUNT_STARTS, "How often the condition has come true.",
        "条件由假变真的次数（启动次数）。", "count_starts(1)", 0, 0, 3,
    ),
    _row(
        "max_hold", ("x", "reset", "decay"), Op.MAX_HOLD,
        "Largest x so far; starts again when reset is true, falls by `decay` per second.",
        "最大值保持；reset 为真时重新开始，每秒回落 decay。", "max_hold(7)", 7, 1, 2, defaults=(0.0, 0.0),
    ),
    _row(
        "min_hold", ("x", "reset", "decay"), Op.MIN_HOLD,
        "Smallest x so far; starts again when reset is true, rises by `decay` per second.",
        "最小值保持；reset 为真时重新开始，每秒回升 decay。", "min_hold(7)", 7, 1, 2, defaults=(0.0, 0.0),
    ),
)  # fmt: skip
