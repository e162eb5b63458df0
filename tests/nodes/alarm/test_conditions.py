"""Deviation, discrepancy, rate, state and statistical alarms against a plain second opinion, whatever the batches."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from nodes.alarm.deviation import Deviation, DeviationConfig
from nodes.alarm.discrepancy import Discrepancy, DiscrepancyConfig
from nodes.alarm.rate import RateAlarm, RateConfig
from nodes.alarm.refer import referred
from nodes.alarm.state import StateAlarm, StateConfig, pattern, spans
from nodes.alarm.statistical import Statistical, StatisticalConfig
from tests.nodes.alarm.second_opinion import CUTS, DELAYS, GAPS, QUALITY, Delays, band, changes, fed, timed
from tundish.testing import Bench, Row
from tundish.testing.bench import samples

NANO = 1e-9
VALUES = st.sampled_from([40.0, 44.0, 45.0, 46.0, 50.0, 54.0, 55.0, 56.0, 60.0])
STATES = st.sampled_from([0.0, 1.0, 2.0, 3.0, 5.0, 2.5, 2.0**53, math.nan])
NO_WORD: dict[str | None, int] = {None: 1}


def deviations(rows: list[Row], on: int, off: int, hold_off: int) -> list[tuple[int, int]]:  # noqa: C901 - a plain one
    """PV less SP, limits ±5, deadband 2; after a change of SP everything is held until the hold-off is over."""
    one = Delays(on, off)
    last: dict[str, float] = {}
    worst: dict[str, int] = {}
    newest: dict[str, int] = {}
    free: int | None = None
    apart, doubt = 0.0, 0

    def judge(time: int) -> None:
        one.until(time)
        one.sample(time, band(apart, -5, 5, 2, one.level))

    for arrival in sorted({row.arrival for row in rows}):
        if free is not None and arrival >= free:  # source time is engine time here
            over, free = free, None
            if doubt < 0x40:
                judge(over)
        else:
            one.until(arrival)
        moved = False
        for row in (row for row in rows if row.arrival == arrival):
            worst[row.point], newest[row.point] = row.quality, arrival
            if row.quality < 0x80:
                moved = moved or (row.point == "SP" and last.get("SP", row.value) != row.value)
                last[row.point] = row.value
        if not {"PV", "SP"} <= worst.keys():
            continue
        doubt = max(worst["PV"], worst["SP"])
        if {"PV", "SP"} <= last.keys():
            apart = last["PV"] - last["SP"]
        if moved and hold_off:
            one.bad(arrival)
            free = arrival + hold_off
        elif doubt >= 0x80:
            one.bad(arrival)
        elif doubt < 0x40 and free is None:
            judge(arrival)
    if free is not None and doubt < 0x40:
        judge(free)
    one.until(2**62)
    return one.changes


@given(
    steps=st.lists(st.tuples(GAPS, st.sampled_from(["PV", "PV", "PV", "SP"]), VALUES, QUALITY), max_size=30),
    on=DELAYS, off=DELAYS, hold_off=st.sampled_from([0, 6, 20]), cuts=CUTS, restart=st.booleans(),
)  # fmt: skip
def test_a_deviation_agrees_with_a_plain_second_opinion(
    steps: list[tuple[int, str, float, int]], on: int, off: int, hold_off: int, cuts: list[int], restart: bool
) -> None:
    rows = timed(steps, Row)
    row = {"points": "PV", "set_point": "SP", "deadband": 2, "on_delay": on * NANO, "off_delay": off * NANO,
           "hold_off": hold_off * NANO}  # fmt: skip
    bench = fed(Deviation, DeviationConfig.model_validate({"rows": [row]}), rows, cuts, restart=restart)
    assert deviations(rows, on, off, hold_off) == changes(bench, "PV", {"dev+": 1, "dev-": -1})


@pytest.mark.parametrize(
    ("values", "expected"),
    [([55], []), ([55.1, 53.1], ["active"]), ([55.1, 53], ["active", "clear"]), ([44.9, 47], ["active", "clear"])],
    ids=["at the limit", "inside the deadband", "at the deadband", "below"],
)
def test_a_deviation_at_the_very_limit(values: list[float], expected: list[str]) -> None:
    row = {"points": "PV", "set_point": "50", "deadband": 2}
    rows = [Row(2 * i + 1, "PV", value) for i, value in enumerate(values)]
    bench = fed(Deviation, DeviationConfig.model_validate({"rows": [row]}), rows, [1])
    assert expected == [event.kind.removeprefix("alarm.") for event in bench.events()]


def test_a_measurement_and_its_set_point_in_one_instant_are_judged_together() -> None:
    """Both move by 20 at once: nothing deviates, whichever comes first."""
    config = DeviationConfig.model_validate({"rows": [{"points": "*.PV", "set_point": "*.SP"}]})
    rows = [Row(1, "a.PV", 50.0), Row(1, "a.SP", 50.0), Row(3, "a.PV", 70.0), Row(3, "a.SP", 70.0)]
    assert [] == fed(Deviation, config, rows, [1000]).events()


def test_the_hold_off_ends_without_a_sample() -> None:
    config = DeviationConfig.model_validate({"rows": [{"points": "PV", "set_point": "SP", "hold_off": 1e-8}]})
    bench = fed(Deviation, config, [Row(1, "PV", 50.0), Row(1, "SP", 50.0), Row(3, "SP", 60.0)], [1])
    assert [(13, "alarm.active", -10.0)] == [(e.time, e.kind, e.data["value"]) for e in bench.events()]


def test_a_valve_that_arrives_within_its_travel_time_is_no_alarm_and_one_that_leaves_is() -> None:
    config = DiscrepancyConfig.model_validate({"rows": [{"points": "V*.open", "other": "V*.cmd", "travel": 2e-8}]})
    moves = [Row(1, "V1.open", 0.0), Row(1, "V1.cmd", 0.0), Row(3, "V1.cmd", 1.0), Row(21, "V1.open", 1.0)]
    bench = fed(Discrepancy, config, [*moves, Row(101, "V1.open", 0.0)], [1])
    assert [(101, "V1.open")] == [(e.time, e.point) for e in bench.events()]
    late = fed(Discrepancy, config, [*moves[:3], Row(31, "V1.open", 1.0)], [1])
    assert [(23, "alarm.active"), (31, "alarm.clear")] == [(e.time, e.kind) for e in late.events()]


def test_two_transmitters_differ() -> None:
    row = {"points": "A", "other": "B", "tolerance": 2, "deadband": 1, "on_delay": 1e-8}
    rows = [Row(1, "A", 50.0), Row(1, "B", 53.0), Row(21, "B", 51.5), Row(23, "B", 51.0)]
    bench = fed(Discrepancy, DiscrepancyConfig.model_validate({"rows": [row]}), rows, [7])
    assert [(11, 3.0), (23, 1.0)] == [(e.time, e.data["value"]) for e in bench.events()]


@given(
    steps=st.lists(st.tuples(GAPS, VALUES, QUALITY), max_size=30), on=DELAYS, off=DELAYS,
    over=st.sampled_from([0, 10, 30]), cuts=CUTS, restart=st.booleans(),
)  # fmt: skip
def test_a_rate_agrees_with_a_plain_second_opinion(
    steps: list[tuple[int, float, int]], on: int, off: int, over: int, cuts: list[int], restart: bool
) -> None:
    """Limits of ±0.5 per ns with a deadband of 0.1."""
    rows = timed(steps, lambda at, value, quality: Row(at, "p", value, quality))
    one, kept = Delays(on, off), list[tuple[int, float]]()
    for row in rows:
        one.until(row.arrival)
        if row.quality >= 0x80:
            one.bad(row.arrival)
        elif row.quality < 0x40:
            kept.append((row.arrival, row.value))
            while len(kept) > 2 and kept[1][0] < row.arrival - over:
                del kept[0]
            if row.arrival > kept[0][0]:
                x = (row.value - kept[0][1]) / (row.arrival - kept[0][0]) * 1e9
                one.sample(row.arrival, band(x, -0.5e9, 0.5e9, 0.1e9, one.level))
    one.until(2**62)
    limits = {"rising": 0.5e9, "falling": 0.5e9, "deadband": 0.1e9, "per": "second", "over": over * NANO}
    config = RateConfig.model_validate({"rows": [{**limits, "on_delay": on * NANO, "off_delay": off * NANO}]})
    bench = fed(RateAlarm, config, rows, cuts, restart=restart)
    assert one.changes == changes(bench, "p", {"roc+": 1, "roc-": -1})


@given(
    steps=st.lists(st.tuples(GAPS, STATES, QUALITY), max_size=30),
    on=DELAYS, off=DELAYS, cuts=CUTS, restart=st.booleans(), test=st.sampled_from(["is", "is_not", "bits"]),
)  # fmt: skip
def test_a_state_agrees_with_a_plain_second_opinion(
    steps: list[tuple[int, float, int]], on: int, off: int, cuts: list[int], restart: bool, test: str
) -> None:
    rows = timed(steps, lambda at, value, quality: Row(at, "p", value, quality))
    one = Delays(on, off)
    alarms = {"is": {1.0, 2.0, 2.5, 3.0}, "is_not": {0.0, 5.0, 2.0**53}, "bits": {1.0, 3.0}}[test]
    for row in rows:
        if row.quality >= 0x80 or math.isnan(row.value):
            one.bad(row.arrival)
        elif row.quality < 0x40:
            one.sample(row.arrival, int(row.value in alarms))
        else:
            one.until(row.arrival)
    one.until(2**62)
    states = {"test": test, "values": "1, 2..3", "bits": "0x1", "on_delay": on * NANO, "off_delay": off * NANO}
    bench = fed(StateAlarm, StateConfig.model_validate({"rows": [states]}), rows, cuts, restart=restart)
    assert one.changes == changes(bench, "p", NO_WORD)


RULES = [
    ("western_electric", [3.1], "beyond 3 sigma"),
    ("western_electric", [3.0], None),
    ("western_electric", [2.1, 0, 2.1], "2 of 3 beyond 2 sigma"),
    ("western_electric", [2.1, 0, -2.1], None),
    ("western_electric", [2.1, 0, 0, 2.1], None),
    ("western_electric", [1.1, 1.1, 0, 1.1, 1.1], "4 of 5 beyond 1 sigma"),
    ("western_electric", [-1.1, -1.1, 0, 1.1, -1.1], None),
    ("western_electric", [0.1] * 8, "8 on one side"),
    ("western_electric", [0.1] * 7 + [-0.1], None),
    ("nelson", [0.5, 0.1] * 4, None),
    ("nelson", [-0.5, -0.1] * 4 + [-0.2], "9 on one side"),
    ("nelson", [-0.3, -0.2, -0.1, 0, 0.1, 0.2], "6 rising or falling"),
    ("nelson", [-0.3, -0.2, -0.1, 0, 0, 0.2], None),
    ("nelson", [0.5, -1.5] * 7, "14 up and down in turn"),
    ("nelson", [0.5, 0.4, -0.5] * 5, "15 within 1 sigma"),
    ("nelson", [1.1, -1.2, -1.3, 1.1] * 2, "8 beyond 1 sigma on both sides"),
    ("cusum", [1.5] * 5, None),
    ("cusum", [1.5] * 6, "CUSUM beyond its limit"),
    ("ewma", [1.0, 1.0], None),
    ("ewma", [3.0, 3.0], "EWMA beyond its limit"),
]


@pytest.mark.parametrize(("method", "z", "why"), RULES, ids=[f"{m} {w} {i}" for i, (m, _, w) in enumerate(RULES)])
def test_the_rules_of_the_charts(method: str, z: list[float], why: str | None) -> None:
    """The last value breaks the rule, and none before it does."""
    config = StatisticalConfig.model_validate(
        {"rows": [{"method": method, "mean": 50, "sigma": 2, "message": "{why}"}]}
    )
    rows = [Row(2 * i + 1, "p", 50 + 2 * x) for i, x in enumerate(z)]
    found = [(e.arrival, e.data["message"]) for e in fed(Statistical, config, rows, [3]).events()]
    assert found == ([(rows[-1].arrival, why)] if why else [])


def test_a_bad_value_is_no_part_of_a_chart_and_holds_the_alarm() -> None:
    config = StatisticalConfig.model_validate({"rows": [{"mean": 50, "sigma": 1}]})
    rows = [Row(1, "p", 54.0), Row(3, "p", 50.0, 0x80), Row(5, "p", math.inf), Row(7, "p", 49.0)]
    assert [1, 7] == [event.time for event in fed(Statistical, config, rows, [1]).events()]


def test_an_edit_of_a_point_that_is_bad_now_waits_for_its_next_good_sample() -> None:
    row = {"points": "x", "set_point": "50", "high": 5}
    bench = Bench(Deviation, DeviationConfig.model_validate({"rows": [{**row, "high": 10}]}))
    bench.feed([Row(1, "x", 56.0), Row(3, "x", 56.0, 0x80)])
    steps: list[tuple[dict[str, Any], str, int]] = [({}, "active", 9), ({"high": 10}, "clear", 19)]
    for edited, change, time in steps:
        before = len(bench.events())
        bench.configure(DeviationConfig.model_validate({"rows": [{**row, **edited}]}), time - 4)
        bench.wake(time - 2)
        assert before == len(bench.events())
        bench.feed([Row(time, "x", 56.0), Row(time + 2, "x", 56.0, 0x80)])
        assert [(f"alarm.{change}", time)] == [(e.kind, e.time) for e in bench.events()[before:]]


def test_an_edit_judges_again_and_announces_nothing_twice() -> None:
    row: dict[str, Any] = {"points": "PV", "set_point": "50"}
    bench = Bench(Deviation, DeviationConfig.model_validate({"rows": [row]})).start()
    bench.feed([Row(1, "PV", 60.0)])
    bench.command(3, "ack", {"point": "PV"})
    before = len(bench.events())
    edits: list[dict[str, Any]] = [{"high": 8}, {"high": 9, "message": "new", "deadband": 1}, {"set_point": "51"}]
    for i, edited in enumerate(edits):
        bench.configure(DeviationConfig.model_validate({"rows": [{**row, **edited}]}), 5 + 2 * i)
    assert before == len(bench.events())
    bench.configure(DeviationConfig.model_validate({"rows": [{**row, "set_point": "57"}]}), 21)
    assert [("alarm.clear", 3.0)] == [(e.kind, e.data["value"]) for e in bench.events()[before:]]
    bench.configure(DeviationConfig.model_validate({"rows": [{**row, "points": "other"}]}), 23)
    assert 1 == len(bench.events()) - before


def test_a_point_that_no_row_judges_any_more_ends_its_alarm_and_its_delay() -> None:
    config = {"rows": [{"values": "1"}, {"points": "q", "values": "1", "on_delay": 1}]}
    bench = Bench(StateAlarm, StateConfig.model_validate(config)).start()
    bench.feed([Row(1, "p", 1.0), Row(1, "q", 1.0)])
    bench.configure(StateConfig.model_validate({"rows": [{"points": "r"}]}), 3)
    assert [("p", "alarm.active"), ("p", "alarm.removed")] == [(e.point, e.kind) for e in bench.events()]
    assert 0 == len(bench.node.state.timers)


@pytest.mark.parametrize("many", [0, 50], ids=["few points", "many points"])
def test_a_command_that_is_undone_leaves_no_trace_on_its_feedback(many: int) -> None:
    """The record of the feedback is written to, though it is not among the samples."""
    config = DiscrepancyConfig.model_validate({"rows": [{"points": "V*.open", "other": "V*.cmd", "travel": 2e-8}]})
    bench = fed(Discrepancy, config, [Row(1, "V1.open", 0.0), Row(1, "V1.cmd", 0.0)], [1], end=2)
    bench.feed([Row(3, f"x{i}", 0.0) for i in range(many)])
    before = repr(bench.snapshot())
    bench.node.state.begin()
    list(bench.node.on_samples("samples", samples([Row(5, "V1.cmd", 1.0)], bench.points)))
    assert repr(bench.snapshot()) != before
    bench.node.state.undo()
    assert repr(bench.snapshot()) == before


@pytest.mark.parametrize(
    ("reference", "points", "name", "expected"),
    [("{point}.SP", "*", "a", "a.SP"), ("*.SP", "*.PV", "x.y.PV", "x.y.SP"), ("P*/*", "P*.flow.*", "P1.flow.2", "P1/2"),
     ("fixed", "*", "a", "fixed")],
)  # fmt: skip
def test_a_row_for_many_points_names_another_for_each(reference: str, points: str, name: str, expected: str) -> None:
    assert expected == referred(reference, points, name)


@pytest.mark.parametrize(
    ("config", "row"),
    [
        (DeviationConfig, {"points": "a", "set_point": "a"}), (DeviationConfig, {"set_point": "*.*"}),
        (DeviationConfig, {"deadband": 6}), (DiscrepancyConfig, {"other": "5"}), (RateConfig, {"deadband": 11}),
        (StateConfig, {"values": "a"}), (StateConfig, {"values": "5..3"}), (StateConfig, {"bits": "xx"}),
        (StateConfig, {"bits": "12"}), (StatisticalConfig, {"sigma": 0}),
    ],
    ids=str,
)  # fmt: skip
def test_rows_that_make_no_sense_are_refused(config: Any, row: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        config.model_validate({"rows": [row]})


def test_values_and_bits_as_they_are_written() -> None:
    assert [(3, 3), (5, 7), (-1.5, -1)] == spans("3, 5..7,-1.5..-1")
    assert (0b1001, 0b1000) == pattern("1xx0")
    assert (0b110000, 0b010000) == pattern("01 xx_xx")
