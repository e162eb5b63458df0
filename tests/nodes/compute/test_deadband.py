"""Deadband: what passes, point by point."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from flows.migrate import renewed
from nodes.compute.deadband import Deadband, DeadbandConfig
from tests.nodes.alarm.second_opinion import CUTS, GAPS, fed, timed
from tundish import Plant
from tundish.catalogue import load
from tundish.testing import Bench, Row
from tundish.testing.bench import msgpacked

NANO = 1e-9
NOT_A_NUMBER = 0x86


def config(*rows: dict[str, Any], **more: Any) -> DeadbandConfig:
    return DeadbandConfig.model_validate({"rows": list(rows), **more})


def passed(bench: Bench) -> list[tuple[str, float, int]]:
    return [(str(row[3]), float(row[4]), int(row[5])) for row in bench.seen]


@pytest.mark.parametrize(
    ("row", "values", "expected"),
    [
        ({"band": 1}, [5, 5.9, 6, 5.1, 5], [5, 6, 5]),
        ({"band": 1}, [5, 5.5, 6, 6.5, 7], [5, 6, 7]),
        ({"band": 2, "band_in": "percent", "span": 50}, [5, 5.9, 6, 5], [5, 6, 5]),
        ({"band": 0}, [5, 5, 5.1, 5.1, 5], [5, 5.1, 5]),
    ],
    ids=["unit", "creeping", "percent", "every change"],
)
def test_only_what_moved_by_the_band_passes(row: dict[str, Any], values: list[float], expected: list[float]) -> None:
    bench = Bench(Deadband, config(row))
    bench.feed([Row(2 * i + 1, "a", value) for i, value in enumerate(values)])
    assert expected == bench.values()


def test_each_point_has_the_band_of_the_row_that_fits_best() -> None:
    """Fewest `*`, then the longest; points that fit no row are dropped, or pass as they are."""
    rows = {"points": "*.T", "band": 5}, {"points": "P1.T", "band": 1}, {"points": "P1.*", "band": 20}
    bench = Bench(Deadband, config(*rows, others="pass"))
    points = "P1.T", "P2.T", "P1.F", "X"
    bench.feed([Row(1, point, 10.0) for point in points] + [Row(3, point, 12.0) for point in points])
    bench.feed([Row(5, point, 15.0) for point in points])
    values: dict[str, list[float]] = {}
    for point, value, _ in passed(bench):
        values.setdefault(point, []).append(value)
    assert {"P1.T": [10, 12, 15], "P2.T": [10, 15], "P1.F": [10], "X": [10, 12, 15]} == values


def test_a_change_of_quality_passes_and_what_is_bad_moves_no_band() -> None:
    bench = Bench(Deadband, config({"band": 1}))
    steps = [(5, 0), (50, 0x81), (70, 0x81), (70, 0x82), (5.5, 0), (5.6, 0), (5.7, 0x40), (6.5, 0x40), (math.inf, 0),
             (math.nan, 0), (6.5, 0x40)]  # fmt: skip
    bench.feed([Row(2 * i + 1, "a", value, quality) for i, (value, quality) in enumerate(steps)])
    assert [
        (5, 0), (50, 0x81), (70, 0x82), (5.5, 0), (5.7, 0x40), (math.inf, NOT_A_NUMBER), (6.5, 0x40),
    ] == [(value, quality) for _, value, quality in passed(bench)]  # fmt: skip


def test_only_good_samples_pass_if_that_is_asked_for() -> None:
    bench = Bench(Deadband, config({"band": 1}, quality="good"))
    steps = [(math.nan, 0), (5, 0), (50, 0x81), (50, 0x40), (5.5, 0), (math.inf, 0), (6, 1), (6.5, 0)]
    bench.feed([Row(2 * i + 1, "a", value, quality) for i, (value, quality) in enumerate(steps)])
    assert [("a", 5, 0), ("a", 6, 1)] == passed(bench)


def test_a_sample_passes_when_so_much_source_time_has_gone_by() -> None:
    """10 ns since the last one passed, whatever let that one pass; a clock that is set back counts too."""
    bench = Bench(Deadband, config({"band": 1, "every": 10 * NANO}))
    times = [(100, 5), (109, 5), (110, 5), (115, 9), (120, 9), (125, 9), (124, 9), (40, 9), (49, 9), (50, 9)]
    bench.feed([Row(2 * i + 1, "a", value, 0, time) for i, (time, value) in enumerate(times)])
    assert [100, 110, 115, 125, 40, 50] == [row[2] for row in bench.seen]


def test_percent_without_a_span_is_of_the_range_in_the_directory() -> None:
    """5 % of 200 is 10. A point without a range passes every change."""
    bench = Bench(Deadband, config({"band": 5, "band_in": "percent"}))
    bench.node.plant = Plant({"a": {"low": -100, "high": 100}, "b": {"area": "North"}})
    for i, value in enumerate([0.0, 9.0, 9.0, 10.0]):
        bench.feed([Row(2 * i + 1, point, value) for point in ("a", "b", "c")], "samples")
    values = passed(bench)
    assert [0, 10] == [value for point, value, _ in values if point == "a"]
    assert [0, 9, 10] * 2 == [value for name in "bc" for point, value, _ in values if point == name]
    node: Any = bench.node
    assert node.misplaced(Plant({"a": {"low": 0, "high": 100}}))
    assert not node.misplaced(Plant({"a": {"low": 0, "high": 200}, "b": {"area": "South"}}))
    bench.node.plant = Plant({"a": {"low": 0, "high": 100}})
    bench.configure(bench.node.config, 11)
    bench.feed([Row(13, "a", 14.0), Row(15, "a", 15.0)], "samples")
    assert [15] == [value for _, value, _ in passed(bench)[len(values) :]]


@pytest.mark.parametrize(
    ("raw", "asks"),
    [
        ({}, False), ({"rows": 3}, False), ({"rows": [3, {"band_in": "percent", "span": 9}]}, False),
        ({"rows": [{"band_in": "percent"}]}, True), ({"rows": [{"band_in": "percent", "span": None}]}, True),
    ],
    ids=str,
)  # fmt: skip
def test_only_percent_without_a_span_asks_the_directory(raw: dict[str, Any], asks: bool) -> None:
    assert asks == Deadband.asks_plant(raw)


def test_an_edited_band_is_held_against_the_value_that_passed_last() -> None:
    bench = Bench(Deadband, config({"band": 5}))
    bench.feed([Row(1, "a", 1), Row(3, "a", 3)])
    bench.configure(config({"band": 2}), 5)
    bench.feed([Row(7, "a", 3)])
    assert [1, 3] == bench.values()


def slow(row: Row, memory: dict[str, Any], rule: dict[str, Any]) -> tuple[float, int] | None:
    """One sample, in plain words: value and quality of what passes."""
    quality = row.quality if math.isfinite(row.value) or row.quality >= 0x80 else NOT_A_NUMBER
    time = row.arrival
    if rule["quality"] == "good" and quality >= 0x40:
        return None
    reasons = [quality < 0x80 and "value" not in memory]
    if rule["quality"] == "changes":
        reasons.append(memory.get("quality") != quality)
    if quality < 0x80 and "value" in memory:
        step = abs(row.value - memory["value"])
        reasons.append(step >= rule["band"] and step > 0)
    if rule["every"] is not None and "time" in memory:
        reasons.append(time - memory["time"] >= rule["every"])
    if not any(reasons):
        return None
    memory |= {"time": time, "quality": quality}
    if quality < 0x80:
        memory["value"] = row.value
    return row.value, quality


@given(
    steps=st.lists(
        st.tuples(
            GAPS, st.sampled_from("ab"), st.sampled_from([0.0, 1.0, 1.5, 2.0, 4.0, math.nan, math.inf]),
            st.sampled_from([0, 0, 0, 0, 1, 0x40, 0x81, 0x82]),
        ),
        max_size=30,
    ),
    band=st.sampled_from([0, 0.5, 1, 2]), every=st.sampled_from([None, 1, 12, 40]),
    quality=st.sampled_from(["changes", "good"]), cuts=CUTS, restart=st.booleans(),
)  # fmt: skip
def test_it_agrees_with_a_slow_reference_however_it_is_cut_and_restored(
    steps: list[Any], band: float, every: int | None, quality: str, cuts: list[int], restart: bool
) -> None:
    rows = timed(steps, Row)
    memories: dict[str, dict[str, Any]] = {"a": {}, "b": {}}
    rule = {"band": band, "every": every, "quality": quality}
    expected = [(row, slow(row, memories[row.point], rule)) for row in rows]
    made = config({"band": band, "every": every and every * NANO}, quality=quality)
    bench = fed(Deadband, made, rows, cuts, restart=restart)
    told = [(row.arrival, row.point, *out) for row, out in expected if out]
    seen = [(row[1], row[3], float(row[4]), row[5]) for row in bench.seen]
    np.testing.assert_equal(seen, told)


VERSIONS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({}, {"band": 0.5}),
    ({"band": 2}, {"band": 2}),
    ({"mode": "percent", "band": 2, "span": 50}, {"band": 2, "band_in": "percent", "span": 50}),
    ({"mode": "percent"}, {"band": 0.5, "band_in": "percent", "span": 100}),
    ({"mode": "absolute", "band": "{band}", "span": 7}, {"band": "{band}"}),
]


@pytest.mark.parametrize(("old", "row"), VERSIONS, ids=[str(old) for old, _ in VERSIONS])
def test_settings_of_the_first_version_mean_what_they_meant(old: dict[str, Any], row: dict[str, Any]) -> None:
    made = Deadband.migrate(old, 1)
    assert {"rows": [{"points": "*", "output": "{point}", **row}], "quality": "good"} == made
    if old and "{" not in str(old):  # documents may say no version
        assert DeadbandConfig.model_validate(made) == DeadbandConfig.model_validate(old)


def test_rows_beside_settings_of_the_first_version_are_a_mistake() -> None:
    with pytest.raises(ValidationError, match="band"):
        DeadbandConfig.model_validate({"rows": [{"band": 3}], "band": 2})


def test_what_the_first_version_remembered_goes_on() -> None:
    bench = Bench(Deadband, config({"band": 1}, quality="good"))
    bench.feed([Row(1, "a", 5.0)])
    kept = msgpacked(bench.snapshot())
    kept["columns"] = {"last": kept["columns"]["last"]}
    again = Bench(Deadband, config({"band": 1}, quality="good"), kept)
    again.feed([Row(3, "a", 5.5), Row(5, "a", 50.0, 0x81), Row(7, "a", 6.0)])
    assert [("a", 6.0, 0)] == passed(again)


def test_a_document_that_is_opened_shows_the_settings_of_the_version_that_is_installed() -> None:
    """Also inside its blocks; nodes that are up to date, and what is no node at all, stay as they are."""
    old = {"kind": "compute.deadband", "version": 1, "config": {"band": 2}}
    other = {"kind": "compute.scale", "config": {"odd": 1}}
    document: dict[str, Any] = {
        "format": "tundish.flow/1", "nodes": {"a": old, "b": other, "c": 3, "d": {**old, "version": 9}},
        "blocks": {"x": {"nodes": {"a": old}}, "y": 4},
    }  # fmt: skip
    made = renewed(document, load())
    new = {"kind": "compute.deadband", "version": 2, "config": Deadband.migrate({"band": 2}, 1)}
    assert {"a": new, "b": other, "c": 3, "d": {**old, "version": 9}} == made["nodes"]
    assert {"x": {"nodes": {"a": new}}, "y": 4} == made["blocks"]
    assert document["nodes"]["a"] == old
    assert {"nodes": 3} == renewed({"nodes": 3}, load())
