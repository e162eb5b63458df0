"""Windows once more, written from their rules: whole histories, plain Python, and everything counted anew each time."""

import math
import statistics
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

BAD, UNCERTAIN, ERROR = 0x80, 0x40, 0x85
SECOND = 10**9


class Sample(NamedTuple):
    time: int
    value: float
    grade: int

    @property
    def usable(self) -> bool:
        return self.grade < BAD


class View(NamedTuple):
    """What a window sees at a moment."""

    now: int
    begin: int
    inside: list[Sample]
    """Good and uncertain samples in the window."""
    before: Sample | None
    """In force when the window begins."""
    pieces: list[tuple[int, int, float, float]]
    """Stretches with a usable value: from, to, value at their ends."""
    good: int
    whole: int


def view(history: Sequence[Sample], now: int, width: int, *, linear: bool) -> View:
    by_time: dict[int, Sample] = {}
    for sample in history:
        by_time[sample.time] = sample  # of equal times the later
    samples = [by_time[t] for t in sorted(by_time)]
    begin = now - width
    older = [s for s in samples if s.time <= begin]
    pieces: list[tuple[int, int, float, float]] = []
    ends = [*samples[1:], None]
    for s, following in zip(samples, ends, strict=True):
        start, stop = max(s.time, begin), following.time if following else now
        if not s.usable or stop <= start:
            continue
        if linear and following and following.usable:
            rise = (following.value - s.value) / (following.time - s.time)
            pieces.append((start, stop, s.value + rise * (start - s.time), following.value))
        else:
            pieces.append((start, stop, s.value, s.value))
    whole = now - max(begin, samples[0].time)
    return View(
        now, begin, [s for s in samples if s.time > begin and s.usable], older[-1] if older else None,
        pieces, sum(stop - start for start, stop, _, _ in pieces), whole,
    )  # fmt: skip


def area(seen: View) -> float:
    return math.fsum((stop - start) / SECOND * (a + b) / 2 for start, stop, a, b in seen.pieces)


def percentile(values: Sequence[float], p: float) -> float:
    ordered = sorted(values)
    rank = p / 100 * (len(ordered) - 1)
    low = math.floor(rank)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (rank - low)


def line(seen: View) -> tuple[float, float]:
    """Slope a second, and R squared."""
    times = [(s.time - seen.inside[0].time) / SECOND for s in seen.inside]
    values = [s.value for s in seen.inside]
    t, v = statistics.fmean(times), statistics.fmean(values)
    tt = math.fsum((x - t) ** 2 for x in times)
    tv = math.fsum((x - t) * (y - v) for x, y in zip(times, values, strict=True))
    vv = math.fsum((y - v) ** 2 for y in values)
    if tt == 0:
        return math.nan, math.nan
    return tv / tt, (tv * tv / (tt * vv) if vv > 0 else 1.0)


def changes(seen: View) -> float:
    row = ([seen.before] if seen.before and seen.before.usable else []) + seen.inside
    return float(sum(a.value != b.value for a, b in pairwise(row)))


def delta(seen: View) -> tuple[float, int]:
    """Difference, and the time between, ns."""
    if not seen.inside:
        return (0.0, 0) if seen.before and seen.before.usable else (math.nan, 0)
    start = seen.inside[0]
    if seen.before and seen.before.usable:
        start = Sample(seen.begin, seen.before.value, 0)
    return seen.inside[-1].value - start.value, seen.inside[-1].time - start.time


def twa(seen: View, history: Sequence[Sample]) -> float:
    if not seen.whole:
        return history[-1].value
    return area(seen) / (seen.good / SECOND) if seen.good else math.nan


def rate(seen: View) -> float:
    change, time = delta(seen)
    return change / (time / SECOND) if time > 0 else math.nan


def variance(values: Sequence[float], *, sample: bool) -> float:
    if sample:
        return statistics.variance(values) if len(values) > 1 else math.nan
    return statistics.pvariance(values)


def of_values(
    function: Callable[[list[float]], float], alone: bool = True
) -> Callable[[View, Sequence[Sample]], float]:
    """Of the samples in the window; without one of the value in force at its beginning, if `alone`."""

    def judge(seen: View, _: Sequence[Sample]) -> float:
        values = [s.value for s in seen.inside]
        if not values and alone and seen.before and seen.before.usable:
            values = [seen.before.value]
        return function(values) if values else math.nan

    return judge


def straight(which: int) -> Callable[[View, Sequence[Sample]], float]:
    return lambda seen, _: line(seen)[which] if len(seen.inside) > 1 else math.nan


Judge = Callable[[View, Sequence[Sample]], float]
WINDOWS: dict[str, Judge] = {
    "avg(a, W)": of_values(lambda v: math.fsum(v) / len(v)),
    "min(a, W)": of_values(min),
    "max(a, W)": of_values(max),
    "range(a, W)": of_values(lambda v: max(v) - min(v)),
    "sum(a, W)": lambda seen, _: math.fsum(s.value for s in seen.inside),
    "count(a, W)": lambda seen, _: float(len(seen.inside)),
    "var_pop(a, W)": of_values(lambda v: variance(v, sample=False)),
    "var_sample(a, W)": of_values(lambda v: variance(v, sample=True)),
    "var(a, W)": of_values(lambda v: variance(v, sample=True)),
    "std_pop(a, W)": of_values(lambda v: math.sqrt(variance(v, sample=False))),
    "std_sample(a, W)": of_values(lambda v: math.sqrt(variance(v, sample=True))),
    "median(a, W)": of_values(statistics.median),
    "percentile(a, W, 90)": of_values(lambda v: percentile(v, 90)),
    "first(a, W)": of_values(lambda v: v[0]),
    "last(a, W)": of_values(lambda v: v[-1]),
    "delta(a, W)": lambda seen, _: delta(seen)[0],
    "rate(a, W)": lambda seen, _: rate(seen),
    'rate(a, W, "h")': lambda seen, _: rate(seen) * 3600,
    "slope(a, W)": straight(0),
    "r2(a, W)": straight(1),
    "twa(a, W)": twa,
    'twa(a, W, 50, "linear")': twa,
    "integral(a, W)": lambda seen, _: area(seen),
    'integral(a, W, "min", 50, "linear")': lambda seen, _: area(seen) / 60,
    "count_changes(a, W)": lambda seen, _: changes(seen),
    "duration(a > 0, W)": lambda seen, _: math.fsum((p[1] - p[0]) / SECOND for p in seen.pieces if p[2] > 0),
    "count_true(a > 0, W)": lambda seen, _: float(sum(s.value > 0 for s in seen.inside)),
}


def then(seen: View, history: Sequence[Sample], *, linear: bool) -> tuple[float, int]:
    """The value in force when the window begins, with its own quality, whatever came since."""
    if not seen.before or not seen.before.usable:
        return math.nan, seen.before.grade if seen.before else ERROR
    value, grades = seen.before.value, [seen.before.grade]
    following = [s for s in view_all(history) if s.time > seen.begin][:1]
    if linear and following and following[0].usable:
        whole = following[0].time - seen.before.time
        value += (following[0].value - value) * (seen.begin - seen.before.time) / whole
        grades += [following[0].grade] if seen.begin > seen.before.time else []
    return value, max(grades)


def good_share(seen: View, history: Sequence[Sample]) -> tuple[float, int]:
    return 100 * (seen.good / seen.whole if seen.whole else float(history[-1].usable)), 0


APART: dict[str, Callable[[View, Sequence[Sample]], tuple[float, int]]] = {
    "pct_good(a, W)": good_share,
    "lag(a, W)": lambda seen, history: then(seen, history, linear=False),
    "value_at(a, W)": lambda seen, history: then(seen, history, linear=False),
    'lag(a, W, "linear")': lambda seen, history: then(seen, history, linear=True),
    'value_at(a, W, "linear")': lambda seen, history: then(seen, history, linear=True),
}
"""Those that ask for no share of good time, and have a quality of their own."""


def judged(text: str, history: Sequence[Sample], now: int, width: int, min_good: float = 50) -> tuple[float, int]:
    """Value and quality of a window at a moment, of all that came so far."""
    seen = view(history, now, width, linear='"linear"' in text)
    if text in APART:
        return APART[text](seen, history)
    newest = history[-1]
    share = seen.good / seen.whole if seen.whole else float(newest.usable)
    value = WINDOWS[text](seen, history) if share * 100 >= min_good else math.nan
    if math.isnan(value):
        return value, newest.grade if not newest.usable else ERROR
    in_sight = [s for s in view_all(history) if s.time > seen.begin] + ([seen.before] if seen.before else [])
    doubtful = any(UNCERTAIN <= s.grade < BAD for s in in_sight)
    return value, UNCERTAIN if doubtful else 0


def view_all(history: Sequence[Sample]) -> list[Sample]:
    by_time = {s.time: s for s in history}
    return [by_time[t] for t in sorted(by_time)]
