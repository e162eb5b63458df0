"""Functions that remember a little, once more, written from their rules, in plain Python."""

import itertools
import math
import statistics
from collections.abc import Callable
from typing import NamedTuple

SECOND = 10**9
BAD, UNCERTAIN = 0x80, 0x40


class Seen(NamedTuple):
    """One evaluation: time, the argument with its quality, whether it is a new sample."""

    time: int
    value: float
    grade: int
    new: bool


Story = list[Seen]
"""All evaluations up to now, the last one now."""


def good(story: Story) -> Story:
    """The good samples."""
    return [seen for seen in story if seen.new and seen.grade < BAD]


def heard(story: Story) -> Story:
    """Good evaluations, also those that another point caused."""
    return [seen for seen in story if seen.grade < BAD]


def deadband(story: Story) -> float:
    last = math.nan
    for seen in heard(story):
        last = last if abs(seen.value - last) < 0.5 else seen.value
    return last


def hysteresis(story: Story) -> float:
    state = 0.0
    for seen in heard(story):
        state = 1.0 if seen.value > 0.5 else 0.0 if seen.value < -0.5 else state
    return state


def edges(story: Story, *, up: bool) -> list[bool]:
    """For each good sample, whether the condition came true (or false) with it."""
    samples = [seen.value > 0 for seen in good(story)]
    return [False, *(b == up and a != up for a, b in itertools.pairwise(samples))]


def edge(story: Story, *, up: bool) -> float:
    return float(story[-1].new and story[-1].grade < BAD and edges(story, up=up)[-1])


def changed(story: Story) -> float:
    samples = good(story)
    return float(story[-1].new and len(samples) > 1 and samples[-1].value != samples[-2].value)


def prev(n: int) -> Callable[[Story], float]:
    return lambda story: good(story)[-1 - n].value if len(good(story)) > n else math.nan


def last_few(n: int, function: Callable[[list[float]], float]) -> Callable[[Story], float]:
    return lambda story: function([seen.value for seen in good(story)][-n:])


def ewma(story: Story) -> float:
    mean = math.nan
    for seen in good(story):
        mean = seen.value if math.isnan(mean) else 0.75 * mean + 0.25 * seen.value
    return mean


def first_order(story: Story) -> float:
    """Of a value that is in force until the next: the exact answer of the differential equation."""
    y = held = math.nan
    at = 0
    for seen in heard(story):
        y = seen.value if math.isnan(y) else held + (y - held) * math.exp(-(seen.time - at) / SECOND / 2)
        held, at = seen.value, seen.time
    return y


def ramp(story: Story) -> float:
    y, at = math.nan, 0
    for seen in heard(story):
        passed = (seen.time - at) / SECOND
        y = seen.value if math.isnan(y) else min(max(seen.value, y - 0.5 * passed), y + 0.25 * passed)
        at = seen.time
    return y


def derivative(story: Story) -> float:
    result, last = math.nan, None
    for seen in good(story):
        if last and seen.time > last.time:
            result = (seen.value - last.value) / ((seen.time - last.time) / SECOND) * 60
        last = seen
    return result


def pieces(story: Story) -> list[tuple[float, float]]:
    """Value in force and for how long, s; nothing while it was bad."""
    return [
        (a.value, (b.time - a.time) / SECOND)
        for a, b in itertools.pairwise(story)
        if a.grade < BAD
    ]  # fmt: skip


def integrate(story: Story) -> float:
    return math.fsum(value * width for value, width in pieces(story)) / 60


def run_hours(story: Story) -> float:
    return math.fsum(width for value, width in pieces(story) if value > 0) / 3600


def starts(story: Story) -> float:
    return float(sum(edges(heard_as_samples(story), up=True)))


def heard_as_samples(story: Story) -> Story:
    return [seen._replace(new=True) for seen in story]


def counter(story: Story) -> float:
    samples = good(story)
    if not story[-1].new or story[-1].grade >= BAD or len(samples) < 2:
        return 0.0
    went = samples[-1].value - samples[-2].value
    return went if went >= 0 else went + 100


def max_hold(story: Story) -> float:
    y, at = math.nan, 0
    for seen in story:
        y -= 0.125 * (seen.time - at) / SECOND
        at = seen.time
        if seen.grade < BAD and (math.isnan(y) or seen.value > y):
            y = seen.value
    return y


def since_true(story: Story) -> float:
    last, was = -1, False
    for seen in heard(story):
        now = seen.value > 0
        if now or was:
            last = seen.time
        was = now
    return math.nan if last < 0 else (story[-1].time - last) / SECOND


def age(story: Story) -> float:
    return (story[-1].time - good(story)[-1].time) / SECOND if good(story) else math.nan


def toggle(story: Story) -> float:
    return float(sum(edges(story, up=True)) % 2)


def votes(story: Story) -> float:
    return float(sum(seen.value > 0 for seen in good(story)[-5:]) >= 3)


def cusum(story: Story) -> float:
    """Of numbers that are exact in binary: else both sums may be the same but for the last bit."""
    high = low = 0.0
    for seen in good(story):
        high, low = max(0.0, high + seen.value - 0.125 - 0.25), max(0.0, low + 0.125 - seen.value - 0.25)
    return high if high >= low else -low


def western(rule: int) -> Callable[[Story], float]:
    def broken(story: Story) -> float:
        z = [seen.value / 0.5 for seen in good(story)]
        rises = [math.copysign(1, b - a) if a != b else 0 for a, b in itertools.pairwise(z)]
        votes = {1: (1, 1, 3), 2: (3, 2, 2), 3: (5, 4, 1), 4: (8, 8, 0)}
        if rule in votes:
            last, least, limit = votes[rule]
            return float(any(
                side * z[-1] > limit and sum(side * v > limit for v in z[-last:]) >= least for side in (1, -1)
            ))  # fmt: skip
        if rule == 5:
            return float(len(z) >= 6 and (rises[-5:] == [1] * 5 or rises[-5:] == [-1] * 5))
        if rule == 6:
            return float(len(z) >= 15 and all(abs(v) <= 1 for v in z[-15:]))
        if rule == 7:
            return float(len(z) >= 14 and all(a * b == -1 for a, b in zip(rises[-13:], rises[-12:], strict=False)))
        return float(len(z) >= 8 and all(abs(v) > 1 for v in z[-8:]))

    return broken


def onset(story: Story, *, of: bool) -> int | None:
    """Since when the condition has been so without a break."""
    since = None
    for seen in heard(story):
        if (seen.value > 0) != of:
            since = None
        elif since is None:
            since = seen.time
    return since


def on_delay(story: Story) -> float:
    since = onset(story, of=True)
    return float(since is not None and story[-1].time - since >= 2 * SECOND)


def off_delay(story: Story) -> float:
    since = onset(story, of=False)
    if since is None:
        return 1.0
    ever = any(seen.value > 0 for seen in heard(story) if seen.time < since or seen.value > 0)
    return float(ever and story[-1].time - since < 2 * SECOND)


def held_for(story: Story) -> float:
    since = onset(story, of=True)
    return float(since is not None and story[-1].time - since >= 2 * SECOND)


def pulse(story: Story) -> float:
    """Of 2 s; while one lasts, none begins."""
    began, was = None, None
    for seen in heard(story):
        now = seen.value > 0
        if now and was is False and (began is None or seen.time - began >= 2 * SECOND):
            began = seen.time
        was = now
    return float(began is not None and story[-1].time - began < 2 * SECOND)


def latch(story: Story) -> float:
    """Set above 0.5, reset below -0.5; `both` at once are no case of one argument."""
    state = 0.0
    for seen in heard(story):
        state = 0.0 if seen.value < -0.5 else 1.0 if seen.value > 0.5 else state
    return state


def reset_first(story: Story) -> float:
    """Set above -0.5, reset above 0.5: then both are true."""
    state = 0.0
    for seen in heard(story):
        state = 0.0 if seen.value > 0.5 else 1.0 if seen.value > -0.5 else state
    return state


def stale(story: Story) -> float:
    """Counted from the beginning until there is a good sample."""
    return float(story[-1].time - (good(story) or story)[-1 if good(story) else 0].time >= 2 * SECOND)


PLAIN: dict[str, Callable[[Story], float]] = {
    "deadband(a, 0.5)": deadband,
    "hysteresis(a, -0.5, 0.5)": hysteresis,
    "rising(a > 0)": lambda story: edge(story, up=True),
    "falling(a > 0)": lambda story: edge(story, up=False),
    "changed(a)": changed,
    "prev(a)": prev(1),
    "prev(a, 4)": prev(4),
    "moving_avg(a, 3)": last_few(3, statistics.fmean),
    "median_filter(a, 4)": last_few(4, statistics.median),
    "ewma(a, 0.25)": ewma,
    "filter(a, 2 s)": first_order,
    "ramp_limit(a, 0.25, 0.5)": ramp,
    'derivative(a, "min")': derivative,
    "counter_delta(a, 100)": counter,
    "toggle(a > 0)": toggle,
    "time_since(a > 0)": since_true,
    "n_of_m(a > 0, 3, 5)": votes,
    "cusum(a, 0.125, 0.25)": cusum,
    "on_delay(a > 0, 2 s)": on_delay,
    "off_delay(a > 0, 2 s)": off_delay,
    "held_for(a > 0, 2 s)": held_for,
    "pulse(a > 0, 2 s)": pulse,
    "latch(a > 0.5, a < -0.5)": latch,
    "latch(a > -0.5, a > 0.5)": reset_first,
    **{f"western_electric(a, 0, 0.5, {rule})": western(rule) for rule in range(1, 9)},
}
"""While the argument is bad, so is the result."""
KEPT: dict[str, Callable[[Story], float]] = {
    'integrate(a, "min")': integrate,
    'totalise(a, 0, 0, "min")': integrate,
    "run_hours(a > 0)": run_hours,
    "count_starts(a > 0)": starts,
    "max_hold(a, 0, 0.125)": max_hold,
    "-min_hold(-a, 0, 0.125)": max_hold,
}
"""While the argument is bad, the result is uncertain."""
ASKED: dict[str, Callable[[Story], float]] = {
    "is_stale(a, 2 s)": stale,
    "age(a)": age,
}
"""Of when there were samples, not of what they are: good, whatever the argument is."""


def judged(text: str, story: Story) -> tuple[float, int]:
    now = story[-1]
    if text in ASKED:
        value = ASKED[text](story)
        return value, 0 if not math.isnan(value) else now.grade
    if text in KEPT:
        value = KEPT[text](story)
        quality = now.grade if now.grade < BAD else UNCERTAIN | now.grade & 63
        return value, quality if not math.isnan(value) else max(now.grade, 0x85)
    if now.grade >= BAD:
        return math.nan, now.grade
    value = PLAIN[text](story)
    return value, now.grade if not math.isnan(value) else max(now.grade, 0x85)
