"""Windows against their rules, and against themselves: any split of the rows, undone calls, a restart."""

import math
import os

import numpy as np
import pytest

from api.docs.functions import WINDOWS as WINDOWS_TOLD
from api.docs.functions import WINDOWS_ZH
from engine.formula import compile_formula
from engine.formula.compile import Compiled
from engine.formula.interpret import ring
from tests.engine.formula.windows import APART, SECOND, WINDOWS, Sample, judged
from tundish import Points
from tundish.kernel import warm_up
from tundish.memory import Memory, Remembered

CASES = 10_000 if os.environ.get("TUNDISH_LONG") else 300
TEXTS = sorted(WINDOWS) + sorted(APART)
DEVICES = ("x", "y", "z")
A, B = 1, 2
"""Bits of the inputs in the mask of what is new."""


class Case:
    """A formula of `a` and `b`, and rows for it: irregular times, equal ones, gaps, bad and doubtful samples."""

    def __init__(self, seed: int) -> None:
        warm_up()
        rng = np.random.default_rng(seed)
        self.text = TEXTS[seed % len(TEXTS)]
        self.width = int(rng.choice([1, 3, 10, 60])) * SECOND
        self.formula: Compiled = compile_formula(self.text.replace("W", f"{self.width // SECOND} s") + " + 0 * b")
        n = int(rng.integers(1, 60))
        steps = rng.choice([0, 1, 10, 500, 1000, 2500, 30_000], n, p=[0.1, 0.05, 0.1, 0.3, 0.3, 0.1, 0.05])
        self.time = (np.cumsum(steps) * (SECOND // 1000) + 1_700_000_000 * SECOND).astype(np.int64)
        self.point = rng.integers(0, len(DEVICES), n).astype(np.int32)
        self.fresh = rng.choice(np.array([A, A, A, B, A | B]), n).astype(np.int64)
        kind = rng.integers(0, 4)
        value = rng.normal(0, 1, n) if kind else rng.integers(-2, 3, n).astype(float)
        self.x = np.array([value + (1e6 if kind == 3 else 0), np.zeros(n)])
        grade = rng.choice(np.array([0, 0, 0, 0, 0, 0x44, 0x81], np.uint8), n)
        self.xq = np.array([grade, np.zeros(n, np.uint8)])
        self.x[0, (grade >= 0x80) & (rng.random(n) < 0.5)] = math.nan
        for device in range(len(DEVICES)):  # what is not new is what it was; the first row of a device is all new
            last = None
            for i in np.flatnonzero(self.point == device):
                if last is None:
                    self.fresh[i] = A | B
                elif not self.fresh[i] & A:
                    self.x[0, i], self.xq[0, i] = self.x[0, last], self.xq[0, last]
                last = i

    def run(self, memory: Memory, start: int = 0, stop: int | None = None) -> Remembered:
        part = slice(start, stop)
        columns = np.ascontiguousarray(self.x[:, part]), np.ascontiguousarray(self.xq[:, part])
        return self.formula.remember(memory, *columns, self.time[part], self.fresh[part], self.point[part])

    def expected(self) -> list[tuple[float, int]]:
        history: dict[int, list[Sample]] = {}
        result = []
        for i, device in enumerate(self.point.tolist()):
            samples = history.setdefault(device, [])
            if self.fresh[i] & A:
                samples.append(Sample(int(self.time[i]), float(self.x[0, i]), int(self.xq[0, i])))
            result.append(judged(self.text, samples, int(self.time[i]), self.width))
        return result


def same(expected: tuple[float, int], value: float, quality: int, size: float) -> bool:
    """To 1 in 10^9 of the largest sample; qualities exactly."""
    return quality == expected[1] and (
        math.isclose(expected[0], value, rel_tol=1e-9, abs_tol=1e-12 * size * size + 1e-9)
        or (math.isnan(expected[0]) and math.isnan(value))
    )


def test_every_window_agrees_with_its_rules() -> None:
    wrong = []
    for seed in range(CASES):
        case = Case(seed)
        made = case.run(Memory(case.formula.layout))
        size = float(np.nanmax(np.abs(case.x[0]), initial=1))
        pairs = zip(case.expected(), made.value.tolist(), made.quality.tolist(), strict=True)
        bad = [(i, e, v, q) for i, (e, v, q) in enumerate(pairs) if not same(e, v, q, size)]
        if bad:
            wrong.append((seed, case.text, case.width // SECOND, bad[0]))
    assert not wrong, f"{len(wrong)} of {CASES}: {wrong[:8]}"


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_any_split_gives_the_same_bits_with_undone_calls_and_a_restart_between(size: int) -> None:
    for seed in range(0, CASES, 3):
        case = Case(seed)
        whole = case.run(Memory(case.formula.layout))
        memory, points = Memory(case.formula.layout), Points()
        for device in DEVICES:
            points.number(device)
        values, grades = b"", b""
        for start in range(0, case.time.size, size):
            memory.begin()
            case.run(memory, start)  # all that is to come, and it is undone
            memory.undo()
            memory.begin()
            part = case.run(memory, start, start + size)
            values, grades = values + part.value.tobytes(), grades + part.quality.tobytes()
            if start % 3 == 0:
                kept = memory.still()(points)
                memory = Memory.restored(kept, points)
                assert kept == memory.still()(points)
        assert (whole.value.tobytes(), whole.quality.tobytes()) == (values, grades), (seed, case.text)


def test_a_huge_sample_leaves_no_trace_once_it_is_gone() -> None:
    """Compensated sums, made anew as the window goes on: no drift after a million samples, none after a glitch."""
    formula = compile_formula("avg(a, 10 s) + 0 * twa(a, 10 s)")
    n = 50_000
    rng = np.random.default_rng(5)
    x = rng.normal(20, 1, (1, n))
    x[0, 1000] = 1e300
    x[0, 30_000] = -3e38
    value, quality = np.empty(n), np.empty(n, np.uint8)
    formula.run(x, np.zeros((1, n), np.uint8), value, quality, np.arange(n) * SECOND)
    for i in (999, 1010, 1011, 1100, 29_999, 30_010, 30_011, n - 1):
        assert math.isclose(math.fsum(x[0, i - 9 : i + 1]) / 10, value[i], rel_tol=1e-14), i


def test_a_window_that_is_full_says_so() -> None:
    """Not silently: the result is uncertain as long as a sample is missed, and it is told once."""
    n = ring.MOST + 1000
    formula = compile_formula("count(a, 1 d)")
    memory = Memory(formula.layout)
    x, xq = np.ones((1, n)), np.zeros((1, n), np.uint8)
    time, fresh, point = np.arange(n) * 10**6, np.ones(n, np.int64), np.zeros(n, np.int32)
    made = formula.remember(memory, x, xq, time, fresh, point)
    assert 1 == made.dropped
    assert [0, 0x40] == [made.quality[ring.MOST], made.quality[ring.MOST + 1]]
    assert ring.MOST + 1 == made.value.max()
    later = formula.remember(memory, x[:, :1], xq[:, :1], np.array([2 * 86400 * SECOND]), fresh[:1], point[:1])
    assert (1.0, 0) == (later.value[0], later.quality[0])


def test_the_rings_of_a_burst_shrink_again() -> None:
    """Ten thousand samples in a minute, then one a second: the room they took is given back, no result changes."""
    formula, alone = (
        compile_formula("median(a, 60 s) + max(a, 60 s)"),
        compile_formula("median(a, 60 s) + max(a, 60 s)"),
    )
    memory = Memory(formula.layout)
    rng = np.random.default_rng(3)
    time = np.concatenate([np.arange(10_000) * 6 * 10**6, (60 + np.arange(600)) * SECOND])
    x, xq = rng.normal(size=(1, time.size)), np.zeros((1, time.size), np.uint8)
    fresh, point = np.ones(time.size, np.int64), np.zeros(time.size, np.int32)
    whole = alone.remember(Memory(alone.layout), x, xq, time, fresh, point)
    rooms, values = [], b""
    for start in (0, *range(10_000, time.size)):
        part = slice(start, start + 10_000 if start == 0 else start + 1)
        memory.begin()
        values += formula.remember(
            memory, np.ascontiguousarray(x[:, part]), np.ascontiguousarray(xq[:, part]), time[part], fresh[part],
            point[part],
        ).value.tobytes()  # fmt: skip
        rooms.append(memory.time.size)
    assert whole.value.tobytes() == values
    assert rooms[0] > 20_000
    assert rooms[-1] < 1000


GOOD, DOUBTFUL, BAD = 0, 0x40, 0x80
TOLD = [
    ("avg(a, 10 s)", [(0, 10, 0), (10, 20, 0)], 10, 20, GOOD),  # its beginning is not in it, its end is
    ("avg(a, 10 s)", [(1, 10, 0), (10, 20, 0)], 10, 15, GOOD),
    ("count(a, 10 s)", [(5, 1, 0), (5, 3, 0)], 5, 1, GOOD),  # of equal times the later
    ("avg(a, 10 s)", [(5, 1, 0), (5, 3, 0)], 5, 3, GOOD),
    ("avg(a, 10 s)", [(1, 10, 0), (9, 99, 0x81)], 10, 10, GOOD),
    ("avg(a, 10 s)", [(1, 10, 0), (9, 20, 0x44)], 10, 15, DOUBTFUL),
    ("avg(a, 10 s)", [(0, 4, 0x44), (15, 6, 0)], 20, 6, DOUBTFUL),
    ("avg(a, 10 s)", [(0, 4, 0), (5, 9, 0x81)], 10, 4, GOOD),  # just half
    ("avg(a, 10 s)", [(0, 4, 0), (4, 9, 0x81)], 10, None, BAD),
    ("avg(a, 10 s, 40)", [(0, 4, 0), (4, 9, 0x81)], 10, 4, GOOD),
    ("avg(a, 10 s, 80)", [(0, 4, 0), (5, 9, 0x81)], 10, None, BAD),
    ("avg(a, 10 s, 100)", [(8, 4, 0)], 10, 4, GOOD),  # time before the first sample
    ("twa(a, 10 s)", [(0, 0, 0), (10, 10, 0)], 10, 0, GOOD),
    ('twa(a, 10 s, 50, "linear")', [(0, 0, 0), (10, 10, 0)], 10, 5, GOOD),
    *((f"{name}(a, 10 s)", [(0, 4, 0)], 20, 4, GOOD)
      for name in ("avg", "twa", "min", "max", "median", "first", "last")),
    *((f"{name}(a, 10 s)", [(0, 4, 0)], 20, 0, GOOD)
      for name in ("sum", "count", "count_true", "count_changes", "delta", "range")),
    *((f"{name}(a, 10 s)", [(0, 4, 0)], 20, None, BAD)
      for name in ("rate", "slope", "r2", "var", "var_sample", "std_sample")),
    *((f"{name}(a, 10 s, 0)", [(0, 4, 0x81)], 20, None, BAD) for name in ("avg", "twa", "delta")),
    ("pct_good(a, 10 s)", [(0, 4, 0), (11, 9, 0x81)], 20, 10, GOOD),
    ("lag(a, 10 s)", [(0, 4, 0), (11, 9, 0x81)], 20, 4, GOOD),
]  # fmt: skip


def test_what_the_reference_says_of_windows() -> None:
    """Each rule by itself, worked out by hand; seconds, value and quality of the samples, then when it is judged."""
    for text, samples, now, value, grade in TOLD:
        formula = compile_formula(f"{text} + 0 * b")
        time = np.array([*(t for t, _, _ in samples), now]) * SECOND
        x = np.array([[*(v for _, v, _ in samples), samples[-1][1]], [0.0] * len(time)])
        xq = np.array([[*(q for _, _, q in samples), samples[-1][2]], [0] * len(time)], np.uint8)
        fresh = np.array([*(A | B for _ in samples), B])
        made = formula.remember(Memory(formula.layout), x, xq, time, fresh, np.zeros(len(time), np.int32))
        found = float(made.value[-1]), int(made.quality[-1]) & 0xC0
        assert (grade, True) == (found[1], value is None or math.isclose(value, found[0])), (text, samples, found)
    assert all(f"{ring.MOST:,}" in told for told in (WINDOWS_TOLD, WINDOWS_ZH))
