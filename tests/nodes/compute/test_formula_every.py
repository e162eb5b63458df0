"""A formula that is evaluated without a sample: at whole multiples of a time, the same however samples come."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from nodes.compute.formula import FormulaConfig, FormulaNode
from tests.engine.formula.windows import WINDOWS, Sample, judged
from tests.nodes.compute.test_formula_memory import row, told
from tundish.testing import Bench, Row

S = 10**9
ZERO = 1_700_000_000


def bench(formula: str, every: float, output: str = "s", snapshot: dict[str, Any] | None = None) -> Bench:
    return Bench(FormulaNode, FormulaConfig(output=output, formula=formula, every=every), snapshot)


def test_an_average_falls_when_a_sample_leaves_its_window() -> None:
    it = bench("avg(a, 5 s) > 3", 2)
    it.feed([row(1, "a", 2), row(3, "a", 10)])
    it.wake(11 * S)
    assert [(1, 0), (2, 0), (3, 1), (4, 1), (6, 1), (8, 1), (10, 1)] == told(it)
    it.feed([row(12, "a", 0)])
    it.wake(16 * S + 3)
    assert [(12, 0), (14, 0), (16, 0)] == told(it)[-3:]


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("age(a)", [(1, 0), (2, 1), (4, 3), (6, 5)]),
        ("time_since(a > 50)", [(1, 0), (2, 0), (4, 0), (6, 0)]),
        ("a * 0 + now() % 100", [(1, 1), (2, 2), (4, 4), (6, 6)]),
        ("run_hours(a > 50) * 3600", [(1, 0), (2, 1), (4, 3), (6, 5)]),
        ("on_delay(a > 50, 2.5 s)", [(1, 0), (2, 0), (3.5, 1), (4, 1), (6, 1)]),
        ("a", [(1, 60), (2, 60), (4, 60), (6, 60)]),
    ],
)
def test_what_changes_with_time_goes_on(formula: str, expected: list[tuple[float, float]]) -> None:
    it = bench(formula, 2)
    it.feed([row(1, "a", 60)])
    it.wake(7 * S)
    assert expected == [(time, round(value, 9)) for time, value in told(it)]


def test_it_is_silent_before_the_first_sample_and_without_the_setting() -> None:
    it = bench("avg(a, 5 s) + b", 1)
    it.feed([row(1, "a", 1)])
    it.wake(9 * S)
    assert [] == told(it)
    it = bench("avg(a, 5 s)", 0)
    it.feed([row(1, "a", 1)])
    it.wake(9 * S)
    assert [(1, 1)] == told(it)


def test_less_than_a_second_is_refused() -> None:
    with pytest.raises(ValidationError, match="at most once a second"):
        FormulaConfig(output="s", formula="a", every=0.5)


def test_what_was_missed_is_evaluated_once() -> None:
    it = bench("age(a)", 10)
    it.feed([row(5, "a", 1)])
    later = bench("age(a)", 10, snapshot=it.snapshot())
    later.node.resumed(1001 * S)
    later.wake(1021 * S)
    assert [(1000, 995), (1010, 1005), (1020, 1015)] == told(later)


def _expected(text: str, rows: Sequence[Row], width: int, every: int, until: int) -> list[tuple[int, float, int]]:
    """Time, value and quality of every evaluation, sample by sample: whole histories, everything counted anew."""
    made: list[tuple[int, float, int]] = []
    history: list[Sample] = []

    def tick(before: int) -> None:
        while made and (following := (made[-1][0] // every + 1) * every) < before:
            made.append((following, *judged(text, history, following, width)))

    for one in rows:
        tick(one.time or 0)
        history.append(Sample(one.time or 0, one.value, one.quality))
        made.append((one.time or 0, *judged(text, history, one.time or 0, width)))
    tick(until)
    return made


def test_every_window_between_samples_agrees_with_its_rules_in_any_batches() -> None:
    wrong = []
    for seed, text in enumerate(sorted(WINDOWS)):
        rng = np.random.default_rng(seed)
        width, every = int(rng.choice([3, 10])), int(rng.choice([1, 4]))
        times = ZERO + np.cumsum(rng.choice([0.3, 1, 2.5, 9], 25))
        grades = rng.choice([0, 0, 0, 0x44, 0x81], 25)
        rows = [row(t, "a", float(v), int(q)) for t, v, q in zip(times, rng.normal(0, 1, 25), grades, strict=True)]
        end = round((times[-1] + 13) * S)
        expected = _expected(text, rows, width * S, every * S, end)
        runs = []
        for size in (1, 7, 1000):
            it = bench(text.replace("W", f"{width} s"), every)
            for start in range(0, 25, size):
                it.feed(rows[start : start + size])
                if start == 7:
                    kept, seen = it.snapshot(), it.seen
                    it = bench(text.replace("W", f"{width} s"), every, snapshot=kept)
                    it.seen[:0] = seen
            it.wake(end)
            runs.append([(s[2], float(s[4]), s[5]) for s in it.seen if s[0] == "samples"])
        assert repr(runs[0]) == repr(runs[1]) == repr(runs[2]), text
        same = [
            a[0] == b[0] and a[2] == b[2] and (math.isclose(a[1], b[1], rel_tol=1e-9, abs_tol=1e-9) or a[1] != a[1])
            for a, b in zip(expected, runs[0], strict=False)
        ]
        if len(expected) != len(runs[0]) or not all(same):
            wrong.append((text, width, every, same.index(False) if False in same else len(same)))
    assert not wrong


def test_many_devices_evaluate_by_themselves_the_same_in_any_batches() -> None:
    rng = np.random.default_rng(4)
    rows = [row(float(t), f"d{rng.integers(4)}.v", rng.normal()) for t in np.cumsum(rng.integers(1, 5, 120))]
    formula = "avg({device}.v, 9 s) + 10 * on_delay({device}.v > 0, 3 s)"
    alone = bench(formula, 5, "{device}.s").play(rows, apart=True)
    alone.wake(600 * S)
    for size in (7, 1000):
        it = bench(formula, 5, "{device}.s")
        for start in range(0, len(rows), size):
            it.feed(rows[start : start + size])
        it.wake(600 * S)
        assert alone.seen == it.seen
