"""A formula that remembers, in its node: delays that end without a sample, edits, restarts, errors that are undone."""

import itertools
import math
from typing import Any

import numpy as np
import pytest

from engine.passes.moving import joined, split
from nodes.compute.formula import FormulaConfig, FormulaNode
from tundish.testing import Bench, Row

S = 10**9


def bench(formula: str, output: str = "s", snapshot: dict[str, Any] | None = None) -> Bench:
    return Bench(FormulaNode, FormulaConfig(output=output, formula=formula), snapshot)


def row(seconds: float, point: str, value: float, quality: int = 0, late: float = 0.0) -> Row:
    """A sample of this source time, that comes `late` seconds later."""
    time = round(seconds * S)
    return Row(2 * ((time + round(late * S)) // 2) + 1, point, value, quality, time=time)


def told(bench: Bench) -> list[tuple[float, float]]:
    """Source time in seconds, and value."""
    return [(seen[2] / S, float(seen[4])) for seen in bench.seen if seen[0] == "samples"]


def test_a_delay_ends_without_a_sample_at_its_onset_and_the_delay() -> None:
    it = bench("on_delay(a > 50, 10 s)")
    it.feed([row(1, "a", 60)])
    it.wake(round(10.5 * S))
    assert [(1, 0)] == told(it)
    it.wake(12 * S)
    assert [(1, 0), (11, 1)] == told(it)
    it.feed([row(20, "a", 60), row(21, "a", 40)])
    assert [(1, 0), (11, 1), (20, 1), (21, 0)] == told(it)
    it.wake(100 * S)
    assert 4 == len(told(it))


def test_a_delay_ends_between_samples_when_so_much_source_time_has_passed() -> None:
    """A backlog that comes at once: nobody waited, but ten seconds had passed before the value fell."""
    it = bench("on_delay(a > 50, 10 s)")
    it.feed([row(1, "a", 60, late=100), row(5, "a", 70, late=100), row(30, "a", 40, late=100)])
    assert [(1, 0), (5, 0), (11, 1), (30, 0)] == told(it)


def test_a_condition_that_ends_in_time_sets_nothing_off() -> None:
    it = bench("on_delay(a > 50, 10 s)")
    it.feed([row(1, "a", 60), row(6, "a", 40), row(7, "a", 60)])
    it.wake(16 * S)
    assert [(1, 0), (6, 0), (7, 0)] == told(it)
    it.wake(18 * S)
    assert (17, 1) == told(it)[-1]


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("off_delay(a > 50, 3 s)", [(1, 0), (2, 1), (3, 1), (6, 0)]),
        ("pulse(a > 50, 3 s)", [(1, 0), (2, 1), (3, 1), (5, 0)]),
        ("is_stale(a, 3 s)", [(1, 0), (2, 0), (3, 0), (6, 1)]),
        ("not held_for(a < 50, 3 s)", [(1, 1), (2, 1), (3, 1), (6, 0)]),
        ("rising(on_delay(a < 50, 3 s))", [(1, 0), (2, 0), (3, 0), (6, 1)]),
        ("count_starts(pulse(a > 50, 3 s)) + count(a, 1 h)", [(1, 1), (2, 3), (3, 4), (5, 4)]),
        ("pulse(on_delay(a < 50, 2 s), 3 s)", [(1, 0), (2, 0), (3, 0), (5, 1), (8, 0)]),
        ("age(a)", [(1, 0), (2, 0), (3, 0)]),
    ],
)
def test_functions_whose_result_changes_by_itself(formula: str, expected: list[tuple[float, float]]) -> None:
    it = bench(formula)
    it.feed([row(1, "a", 10), row(2, "a", 60), row(3, "a", 10)])
    it.wake(60 * S)
    assert expected == told(it)


def test_what_else_the_formula_reads_makes_no_samples() -> None:
    it = bench("avg(a, 1 h) + 0 * b")
    it.feed([row(1, "a", 1), row(1, "b", 1), row(2, "a", 4)])
    it.feed([row(t, "b", t) for t in range(3, 10)])
    it.feed([row(10, "a", 1)])
    assert [1, 2.5, *[2.5] * 7, 2] == [value for _, value in told(it)]


def test_an_edit_keeps_the_memory_of_the_calls_that_did_not_change() -> None:
    it = bench("avg(a, 1 h) + count_starts(a > 3)")
    it.feed([row(1, "a", 2), row(2, "a", 4)])
    it.configure(FormulaConfig(output="s", formula="avg( a , 1 h) * 10 + sum(a, 1 h)"), 3 * S + 1)
    it.feed([row(4, "a", 6)])
    assert (4, 46) == told(it)[-1]  # the mean of three, ten times; a sum that has seen one


@pytest.mark.parametrize("cut", range(1, 40, 3))
def test_a_restart_changes_nothing(cut: int) -> None:
    formula = (
        "{d}.a * 0 + avg({d}.a, 5 s) + 10 * on_delay({d}.a > 0, 3 s) + max({d}.a, 4 s) + median({d}.a, 9 s)"
        " + twa({d}.b, 7 s, 10) + totalise({d}.b) + if_bad(prev({d}.a, 2), 0) + median_filter({d}.a, 3)"
        " + if_bad(lag({d}.b, 2 s), 1)"
    ).replace("{d}", "{device}")
    rng = np.random.default_rng(11)
    grades = [0, 0, 0, 129]
    rows = [
        row(i * 0.7, f"{'xyz'[rng.integers(3)]}.{'ab'[rng.integers(2)]}", rng.normal(), int(rng.choice(grades)))
        for i in range(40)
    ]
    whole, first = bench(formula, "{device}.s"), bench(formula, "{device}.s")
    whole.feed(rows)
    whole.wake(60 * S)
    first.feed(rows[:cut])
    second = bench(formula, "{device}.s", first.snapshot())
    second.feed(rows[cut:])
    second.wake(60 * S)
    assert whole.seen == first.seen + second.seen
    assert whole.snapshot() == second.snapshot()
    apart = bench(formula, "{device}.s").play(rows, apart=True)
    apart.wake(60 * S)
    assert whole.seen == apart.seen


def test_many_delays_in_one_batch_are_as_if_each_sample_came_alone() -> None:
    rng = np.random.default_rng(3)
    rows = [
        row(float(t), f"d{rng.integers(4)}.v", float(rng.integers(0, 2))) for t in np.cumsum(rng.integers(1, 4, 200))
    ]
    formula = "on_delay({device}.v, 4 s) + 2 * off_delay({device}.v, 3 s) + 4 * pulse({device}.v, 2 s)"
    alone = bench(formula, "{device}.s").play(rows, apart=True)
    for size in (1, 7, 1000):
        it = bench(formula, "{device}.s")
        for part in itertools.batched(rows, size) if hasattr(itertools, "batched") else _parts(rows, size):
            it.feed(list(part))
        assert alone.seen == it.seen
    assert {0.0, 1.0} <= {value % 2 for _, value in told(alone)}


def _parts(rows: list[Row], size: int) -> list[list[Row]]:
    return [rows[i : i + size] for i in range(0, len(rows), size)]


def test_a_bad_value_changes_nothing_and_totals_stay() -> None:
    it = bench("totalise(a)")
    it.feed([row(0, "a", 2), row(10, "a", math.nan, 0x81), row(20, "a", 3), row(30, "a", 0)])
    assert [(0, 0.0), (10, 20.0), (20, 20.0), (30, 50.0)] == told(it)
    assert [0, 0x41, 0, 0] == [seen[5] for seen in it.seen]


def test_a_full_window_is_told_once() -> None:
    it = bench("count(a, 1 d)")
    it.feed([Row(2 * i + 1, "a", 1) for i in range(100_003)])
    assert 1 == len(it.events("error"))
    assert "more than 100,000 samples" in it.events("error")[0].data["error"]
    it.feed([Row(300_001, "a", 1)])
    assert 1 == len(it.events("error"))


def test_memory_follows_its_devices_when_a_node_is_taken_apart() -> None:
    """As overrides of a block do it: what two nodes remember is as if one had gone on."""
    formula = "avg({device}.v, 9 s) + max({device}.v, 5 s) + totalise({device}.v)"
    rng = np.random.default_rng(1)
    rows = [row(float(t), f"{'xyz'[rng.integers(3)]}.v", rng.normal()) for t in range(60)]
    whole = bench(formula, "{device}.s").play(rows)
    first = bench(formula, "{device}.s").play(rows[:30])
    parts = split(first.snapshot(), lambda name: "it" if name.startswith("x") else None)
    assert ["x.s"] == parts["it"]["memory"]["points"]
    second = bench(formula, "{device}.s", joined([parts[None], parts["it"]])).play(rows[30:])
    assert whole.seen == first.seen + second.seen
    alone = bench(formula, "{device}.s", parts["it"])
    alone.feed([row for row in rows[30:] if row.point == "x.v"])
    assert [seen for seen in second.seen if seen[3] == "x.s"] == alone.seen
