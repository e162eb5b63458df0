"""The stale alarm: silence, bad measurements and flatlines, against a plain second opinion."""

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from nodes.alarm.stale import Stale, StaleConfig, StaleRow
from tests.nodes.alarm.second_opinion import CUTS, GAPS, QUALITY, changes, fed, timed
from tundish.testing import Bench, Row

WORDS: dict[str | None, int] = {"stale": 2, "bad": 1, "flatline": -1}
NEVER = 2**62


def config(*rows: dict[str, Any]) -> StaleConfig:
    return StaleConfig.model_validate({"rows": rows})


def opinion(rows: list[Row], silent: int, bad: int | None, flat: int, band: float, end: int) -> list[tuple[int, int]]:
    """Asks at every moment between the samples which of the three is so, by looking at the whole history."""
    told, level = list[tuple[int, int]](), 0
    was_flat = False
    moments = sorted({m for row in rows for m in range(row.arrival, row.arrival + 70)})
    for now, known in (
        (m, [row for row in rows if row.arrival < m + after]) for m in moments if m <= end for after in (0, 1)
    ):
        if not known:
            continue
        graded = [row for row in known if not 0x40 <= row.quality < 0x80]
        bads = list(itertools.takewhile(lambda row: row.quality >= 0x80, reversed(graded)))
        stands, since = None, NEVER
        for row in (row for row in graded if row.quality < 0x40):
            if stands is None or abs(row.value - stands) > band:
                stands, since = row.value, row.arrival
        if not bads:
            was_flat = bool(flat) and now - since >= flat
        is_bad = bad is not None and bool(bads) and now - bads[-1].arrival >= bad
        is_silent = bool(silent) and now - known[-1].arrival > silent
        wanted = 2 if is_silent else 1 if is_bad else -1 if was_flat else 0
        if wanted != level:
            level = wanted
            told.append((now - 1 if wanted == 2 else now, wanted))
    return told


@given(
    steps=st.lists(st.tuples(GAPS, st.sampled_from([1.0, 1.5, 2.0, 9.0]), QUALITY), min_size=1, max_size=12),
    silent=st.sampled_from([0, 10, 20]), bad=st.sampled_from([None, 0, 4, 20]), flat=st.sampled_from([0, 14, 30]),
    cuts=CUTS, restart=st.booleans(),
)  # fmt: skip
def test_the_three_agree_with_a_plain_second_opinion(
    steps: list[tuple[int, float, int]], silent: int, bad: int | None, flat: int, cuts: list[int], restart: bool
) -> None:
    rows, seen = [], set[int]()
    for row in timed(steps, lambda at, value, quality: Row(at, "p", value, quality)):
        if row.arrival not in seen:  # one sample a moment: between two there is nothing to ask
            seen.add(row.arrival)
            rows.append(row)
    if not silent and bad is None and not flat:
        return
    given = {"silent": silent / 1e9, "bad": None if bad is None else bad / 1e9, "flat": flat / 1e9, "band": 1}
    bench = fed(Stale, config(given), rows, cuts, restart=restart, end=rows[-1].arrival + 69)
    assert opinion(rows, silent, bad, flat, 1, rows[-1].arrival + 68) == changes(bench, "p", WORDS)


def test_a_sample_just_in_time_is_in_time() -> None:
    rows = [Row(1, "p", 1.0), Row(11, "p", 2.0), Row(23, "p", 3.0)]
    bench = fed(Stale, config({"silent": 1e-8}), rows, [1], end=24)
    assert [(21, "alarm.active"), (23, "alarm.clear")] == [(e.time, e.kind) for e in bench.events()]


def test_a_point_that_is_written_out_is_waited_for_from_the_beginning() -> None:
    bench = Bench(Stale, config({"points": "p", "silent": 1e-8}, {"points": "q*", "silent": 1e-8})).start(1)
    bench.wake(100)
    assert [(11, "p", "stale", None)] == [(e.time, e.point, e.data["level"], e.data["value"]) for e in bench.events()]


def test_silence_in_source_time_between_two_samples_of_one_batch_is_told() -> None:
    bench = Bench(Stale, config({"silent": 10})).start()
    bench.feed([Row(1, "p", 1.0, 0, 0), Row(3, "p", 1.0, 0, 20_000_000_000)])
    assert [(10_000_000_000, "alarm.active"), (20_000_000_000, "alarm.clear")] == [
        (e.time, e.kind) for e in bench.events()
    ]


def test_the_off_delay_keeps_the_alarm() -> None:
    rows = [Row(1, "p", 1.0, 0x80), Row(3, "p", 1.0), Row(9, "p", 1.0)]
    bench = fed(Stale, config({"silent": 0, "bad": 0, "off_delay": 4e-9}), rows, [1000])
    assert [(1, "alarm.active"), (7, "alarm.clear")] == [(e.time, e.kind) for e in bench.events()]


def test_many_points_that_fall_silent_are_told_in_order_and_wake_the_node_rarely() -> None:
    names = [f"p{i:03}" for i in range(500)]
    bench = Bench(Stale, config({"silent": 60})).start()
    bench.feed([Row(1, name, 1.0) for name in reversed(names)])
    bench.wake(61 * 10**9)
    assert names == [e.point for e in bench.events()]
    assert {60 * 10**9 + 1} == {e.time for e in bench.events()}
    assert bench.step.calls < 10


def test_an_edit_judges_as_of_now() -> None:
    bench = Bench(Stale, config({"silent": 100})).start()
    bench.feed([Row(1, "a", 1.0), Row(1, "b", 1.0)])
    bench.configure(config({"silent": 10}), 20 * 10**9 + 1)
    assert [("a", "alarm.active"), ("b", "alarm.active")] == [(e.point, e.kind) for e in bench.events()]
    bench.configure(config({"silent": 10, "message": "new"}), 20 * 10**9 + 3)
    bench.configure(config({"silent": 30}), 20 * 10**9 + 5)
    assert ["alarm.clear"] * 2 == [e.kind for e in bench.events()[2:]]
    bench.wake(31 * 10**9)
    assert ["alarm.active"] * 2 == [e.kind for e in bench.events()[4:]]


def test_an_edit_while_a_point_is_bad_keeps_its_flatline() -> None:
    bench = Bench(Stale, config({"silent": 0, "flat": 1e-8})).start()
    bench.feed([Row(1, "a", 1.0), Row(21, "a", 1.0), Row(23, "a", 1.0, 0x80)])
    bench.configure(config({"silent": 0, "flat": 2e-8}), 25)
    bench.configure(config({"silent": 100, "flat": 2e-8}), 27)
    assert ["alarm.active"] == [e.kind for e in bench.events()]


def test_a_row_that_judges_nothing_is_refused() -> None:
    with pytest.raises(ValidationError, match="judges nothing"):
        StaleRow(silent=0)
