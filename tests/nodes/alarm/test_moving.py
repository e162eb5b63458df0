"""The moving limit alarm: limits that are points, and limits that go by the mode."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from nodes.alarm.limit import Limit, LimitConfig
from nodes.alarm.moving import Moving, MovingConfig, MovingRow
from tests.nodes.alarm.second_opinion import CUTS, DELAYS, GAPS, QUALITY, Delays, fed, timed
from tundish.testing import Bench, Row

VALUES = st.sampled_from([45.0, 47.0, 48.0, 50.0, 52.0, 55.0])


def config(*rows: dict[str, Any], **more: Any) -> MovingConfig:
    return MovingConfig.model_validate({"rows": rows, **more})


def told(bench: Bench) -> list[tuple[Any, ...]]:
    return [(e.time, e.kind.removeprefix("alarm."), e.point, e.data["limit"]) for e in bench.events()]


@given(
    steps=st.lists(st.tuples(GAPS, st.sampled_from(["PV", "PV", "LIM"]), VALUES, QUALITY), max_size=25),
    on=DELAYS, off=DELAYS, cuts=CUTS, restart=st.booleans(),
)  # fmt: skip
def test_a_moving_limit_agrees_with_a_plain_second_opinion(
    steps: list[tuple[int, str, float, int]], on: int, off: int, cuts: list[int], restart: bool
) -> None:
    """Above the limit, with a deadband of 2; a limit that moves is judged with the last value, before its instant's."""
    rows = timed(steps, Row)
    one, limit, value = Delays(on, off), math.inf, math.nan

    def judge(time: int) -> None:
        one.until(time)
        one.sample(time, int(value > limit or (one.level == 1 and value > limit - 2)))

    for arrival in sorted({row.arrival for row in rows}):
        one.until(arrival)
        now = [row for row in rows if row.arrival == arrival]
        moved = False
        for row in now:
            if row.point == "LIM" and row.quality < 0x40 and row.value != limit:
                limit, moved = row.value, True
        if moved and not one.held and not math.isnan(value):
            judge(arrival)
        for row in now:
            if row.point == "PV" and row.quality >= 0x80:
                one.bad(arrival)
            elif row.point == "PV" and row.quality < 0x40:
                value = row.value
                judge(arrival)
    one.until(2**62)
    moving = {"points": "PV", "h": "LIM", "deadband": 2, "on_delay": on / 1e9, "off_delay": off / 1e9}
    bench = fed(Moving, config(moving), rows, cuts, restart=restart)
    assert one.changes == [(e.time, int(e.kind == "alarm.active")) for e in bench.events()]


def test_a_limit_that_moves_is_told_with_what_it_is_now() -> None:
    rows = [Row(1, "a.PV", 50.0), Row(1, "b.PV", 50.0), Row(3, "a.limit", 40.0), Row(5, "a.limit", 60.0)]
    assert [(3, "active", "a.PV", 40.0), (5, "clear", "a.PV", 60.0)] == told(fed(Moving, config({}), rows, [1000]))


def test_a_limit_that_came_before_its_point_counts() -> None:
    assert [(3, "active", "a.PV", 40.0)] == told(
        fed(Moving, config({}), [Row(1, "a.limit", 40.0), Row(3, "a.PV", 50.0)], [1])
    )


def test_the_limits_of_a_mode_hold_as_long_as_the_mode() -> None:
    rows: list[dict[str, Any]] = [
        {"points": "*.T", "h": "80"},
        {"points": "*.T", "mode": 2, "h": "40"},
        {"points": "*.F", "mode": 1, "l": "5"},
    ]
    story = [Row(1, "a.T", 60.0), Row(1, "a.F", 0.0), Row(3, "mode", 1.0), Row(5, "mode", 2.0), Row(7, "mode", 3.0)]
    bench = fed(Moving, config(*rows, mode="mode"), story, [2], restart=True)
    assert [
        (3, "active", "a.F", 5.0), (5, "removed", "a.F", 5.0), (5, "active", "a.T", 40.0), (7, "clear", "a.T", 80.0),
    ] == told(bench)  # fmt: skip


def test_an_edit_announces_nothing_twice() -> None:
    bench = Bench(Moving, config({"points": "PV", "h": "LIM"})).start()
    bench.feed([Row(1, "LIM", 40.0), Row(1, "PV", 50.0), Row(1, "X", 45.0)])
    bench.configure(config({"points": "PV", "h": "LIM", "message": "new"}), 3)
    bench.configure(config({"points": "PV", "h": "X"}), 5)
    assert ["alarm.active"] == [event.kind for event in bench.events()]
    bench.configure(config({"points": "PV", "h": "55"}), 7)
    assert "alarm.clear" == bench.events()[-1].kind


@pytest.mark.parametrize("row", [{"h": "*.*"}, {"h": "*.PV"}, {"l": "5", "h": "3"}], ids=str)
def test_limits_that_make_no_sense_are_refused(row: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        MovingRow.model_validate(row)


@pytest.mark.parametrize(
    ("signal", "deadband", "seconds"),
    [("any", 0, 0), ("flow", 10, 15), ("level", 10, 60), ("pressure", 4, 15), ("temperature", 2, 60)],
)
def test_the_defaults_of_a_signal(signal: str, deadband: float, seconds: int) -> None:
    """ISA-TR18.2.3: percent of the span, here 200, and seconds."""
    bench = Bench(Limit, LimitConfig.model_validate({"rows": [{"h": 50, "signal": signal, "span": 200}]})).start()
    at = 10**9 * seconds
    bench.feed([Row(1, "p", 51.0)])
    bench.wake(at + 5)
    bench.feed([Row(at + 11, "p", 50.5 - deadband)])
    bench.wake(2 * at + 20)
    assert ["alarm.active"] == [event.kind for event in bench.events()]
    bench.feed([Row(3 * at + 21, "p", 50.0 - deadband)])
    bench.wake(5 * at)
    bench.wake(5 * at + 50)
    assert [at + 1, 4 * at + 21] == [event.time for event in bench.events()]


@pytest.mark.parametrize(
    ("row", "band"),
    [({"deadband": 2, "deadband_in": "percent", "span": 50}, 1.0), ({"deadband": 0, "signal": "flow"}, 0.0),
     ({"deadband": 3, "signal": "level", "on_delay": 0}, 3.0)],
)  # fmt: skip
def test_what_is_written_comes_before_the_defaults(row: dict[str, Any], band: float) -> None:
    made = LimitConfig.model_validate({"rows": [row]}).rows[0]
    assert band == made.band
    assert made.delays == ({"level": 60, "flow": 15}.get(made.signal, 0), 15 if made.signal == "flow" else 0)


def test_it_is_told_where_it_returns_by_the_limit_that_holds() -> None:
    bench = Bench(Moving, config({"points": "PV", "h": "LIM", "deadband": 2.0}))
    names = [("LIM", 50.0), ("PV", 55.0), ("LIM", 60.0), ("PV", 65.0)]
    bench.feed([Row(10 * k, name, value) for k, (name, value) in enumerate(names, 1)])
    assert [48.0, None, 58.0] == [event.data.get("returns") for event in bench.events()]


def test_a_mode_with_another_delay_lets_none_pass_on_a_dead_link() -> None:
    row = {"points": "PV", "h": "50"}
    slow, fast = {**row, "on_delay": 20e-9}, {**row, "mode": 1, "on_delay": 10e-9}
    bench = Bench(Moving, config(slow, fast, mode="MODE"))
    bench.feed([Row(1, "PV", 55.0), Row(3, "PV", 55.0, 0x80), Row(5, "MODE", 1.0)])
    bench.wake(101)
    assert [] == bench.events()
    bench.feed([Row(201, "PV", 45.0)])
    bench.wake(301)
    assert [] == bench.events()


def test_who_asks_for_a_point_before_it_is_seen_does_not_hide_its_limit() -> None:
    """A command to an alarm looks for its row, when the limit is there and the point is not."""
    bench = Bench(Moving, config({})).start()
    bench.feed([Row(1, "a.limit", 40.0)], "samples")
    bench.command(3, "unshelve", {"point": "a.PV", "reason": "x"})
    bench.feed([Row(5, "a.PV", 50.0)], "samples")
    assert ["alarm.refused", "alarm.active"] == [event.kind for event in bench.events()]
