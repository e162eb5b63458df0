"""The limit alarm against a plain second opinion, and its life from raise to return."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from nodes.alarm.limit import Limit, LimitConfig, LimitRow
from tundish.testing import Bench, Row

SECOND = 1_000_000_000
STEPS = st.lists(
    st.tuples(
        st.integers(1, 30),
        st.sampled_from([47.0, 48.0, 48.5, 50.0, 50.5, 52.0, 55.0]),
        st.sampled_from([0, 0, 0, 0, 0x40, 0x80, 0x81, None]),
    ),
    max_size=40,
)
"""Gap, value and quality of each sample; None: no number."""
CUTS = st.lists(st.integers(1, 7), min_size=1)


def config(*rows: dict[str, Any], **more: Any) -> LimitConfig:
    return LimitConfig.model_validate({"rows": rows, **more})


def bench(*rows: dict[str, Any], **more: Any) -> Bench:
    return Bench(Limit, config(*rows, **more)).start()


def told(bench: Bench, *keys: str) -> list[tuple[Any, ...]]:
    """Kind of each event without `alarm.`, and these of its data."""
    return [(e.kind.removeprefix("alarm."), *(e.data.get(key) for key in keys)) for e in bench.events()]


def opinion(
    samples: list[tuple[int, float | None]], arm: float, back: float, on: int, off: int, *, inclusive: bool
) -> list[tuple[int, bool]]:
    """(time, exceeded?) of every change, by looking at the whole history at once; None is a bad sample."""
    changes: list[tuple[int, bool]] = []
    exceeded = dead = False
    since: int | None = None
    for time, value in [*samples, (2**62, None)]:
        delay = off if exceeded else on
        if not dead and since is not None and time - since >= delay:
            changes.append((since + delay, not exceeded))
            since, exceeded = None, not exceeded
        if value is None:
            dead = True
            continue
        over = value >= arm if inclusive else value > arm
        under = value < back if inclusive else value <= back
        wrong = under if exceeded else over
        delay = off if exceeded else on
        if not wrong:
            since = None
        elif delay == 0 or (since is not None and time - since >= delay):
            exceeded, since = not exceeded, None
            changes.append((time, exceeded))
        elif since is None:
            since = time
        dead = False
    return changes


@given(
    steps=STEPS, on=st.sampled_from([0, 10, 20, 50]), off=st.sampled_from([0, 10, 20]), cuts=CUTS,
    inclusive=st.booleans(), both=st.booleans(), low=st.booleans(), silent=st.booleans(),
)  # fmt: skip
def test_one_limit_agrees_with_a_plain_second_opinion(
    steps: list[tuple[int, float, int | None]],
    on: int,
    off: int,
    cuts: list[int],
    inclusive: bool,
    both: bool,
    low: bool,
    silent: bool,
) -> None:
    """High and low, with deadband, delays and dead links, whatever the batches; `silent`: timers end the delays."""
    time, rows = 1, []
    for gap, value, quality in steps:
        time += 2 * gap
        told = math.nan if quality is None else -value if low else value
        rows.append(Row(time, "p", told, quality or 0))
    limit = {"l": -50} if low else {"h": 50}
    on_bench = bench(
        {**limit, "deadband": 2, "on_delay": on / 1e9, "off_delay": off / 1e9},
        inclusive=inclusive, deadband_mode="both" if both else "reset",
    )  # fmt: skip
    start = 0
    for cut in cuts * len(rows):
        on_bench.feed(rows[start : start + cut])
        if silent and start < len(rows):
            on_bench.wake(rows[min(start + cut, len(rows)) - 1].arrival + 2)
        start += cut
    on_bench.wake(2**62)
    history = [
        (row.arrival, None if math.isnan(row.value) or row.quality >= 0x80 else abs(row.value))
        for row in rows
        if row.quality != 0x40
    ]
    expected = opinion(history, 52 if both else 50, 48, on, off, inclusive=inclusive)
    assert expected == [(e.time, e.kind == "alarm.active") for e in on_bench.events()]


@pytest.mark.parametrize(
    ("inclusive", "mode", "values", "expected"),
    [
        (False, "reset", [50, 50.1, 48.1, 48], ["active", "clear"]),
        (True, "reset", [49.9, 50, 48, 47.9], ["active", "clear"]),
        (False, "both", [52, 52.1, 48.1, 48], ["active", "clear"]),
        (False, "reset", [50, 48, 50], []),
        (True, "reset", [50, 48], ["active"]),
        (False, "both", [51, 52], []),
    ],
)
def test_at_the_very_limit(inclusive: bool, mode: str, values: list[float], expected: list[str]) -> None:
    on_bench = bench({"h": 50, "deadband": 2}, inclusive=inclusive, deadband_mode=mode)
    on_bench.feed([Row(2 * i + 1, "p", value) for i, value in enumerate(values)])
    assert expected == [kind for (kind,) in told(on_bench)]


def test_the_limit_less_the_deadband_is_subtracted_once() -> None:
    """0.3 - 0.1 is 0.19999999999999998 in floating point: 0.2 is not yet back, as anybody's own loop would say."""
    on_bench = bench({"h": 0.3, "deadband": 0.1})
    on_bench.feed([Row(1, "p", 0.4), Row(3, "p", 0.2), Row(5, "p", 0.19999999999999998)])
    assert [("active", 1), ("clear", 5)] == [(e.kind.removeprefix("alarm."), e.time) for e in on_bench.events()]


@pytest.mark.parametrize(
    ("value", "quality"), [(math.nan, 0), (math.inf, 0), (-math.inf, 0), (99.0, 0x81), (0.0, 0x41)]
)
@pytest.mark.parametrize("before", [40.0, 60.0])
def test_a_sample_without_a_good_number_holds_the_condition(before: float, value: float, quality: int) -> None:
    on_bench = bench({"h": 50})
    on_bench.feed([Row(1, "p", before)])
    seen = list(on_bench.seen)
    on_bench.feed([Row(3, "p", value, quality)])
    assert seen == on_bench.seen


def dead_link(*rows: Row, on: float = 0, off: float = 0) -> list[tuple[str, float]]:
    """What is told, and at which second; times of rows are in seconds."""
    on_bench = bench({"h": 50, "on_delay": on, "off_delay": off})
    for row in rows:
        time = row.arrival if row.time is None else row.time
        on_bench.wake(row.arrival * SECOND)
        on_bench.feed([row._replace(arrival=row.arrival * SECOND + 1, time=time * SECOND + 1)])
    on_bench.wake(3600 * SECOND)
    return [(e.kind.removeprefix("alarm."), (e.time - 1) / SECOND) for e in on_bench.events()]


BAD = 0x81


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], []),
        ([Row(30, "p", 40.0)], [("clear", 30)]),
        ([Row(30, "p", 60.0)], []),
        ([Row(8, "p", 40.0)], [("clear", 12)]),
        ([Row(8, "p", 40.0), Row(9, "p", 0.0, BAD), Row(11, "p", 40.0)], [("clear", 12)]),
        ([Row(30, "p", 60.0), Row(31, "p", 40.0)], [("clear", 41)]),
        ([Row(30, "p", 40.0, time=9)], [("clear", 12)]),
        ([Row(30, "p", 40.0, 0x40)], []),
        ([Row(30, "p", 1.0, BAD), Row(40, "p", math.nan)], []),
    ],
    ids=["for good", "back too late", "gone", "back in time", "twice", "anew", "late word", "uncertain", "worse"],
)
@pytest.mark.parametrize("dead", [Row(5, "p", 0.0, BAD), Row(5, "p", math.nan)], ids=["bad", "no number"])
def test_a_dead_link_does_not_clear_an_alarm(dead: Row, rows: list[Row], expected: list[tuple[str, float]]) -> None:
    """Active at 1 s, back inside at 2 s with an off-delay of 10 s, dead at 5 s."""
    begun = [Row(1, "p", 60.0), Row(2, "p", 40.0), dead]
    assert [("active", 1), *expected] == dead_link(*begun, *rows, off=10)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], []),
        ([Row(30, "p", 60.0)], [("active", 30)]),
        ([Row(30, "p", 40.0)], []),
        ([Row(8, "p", 60.0)], [("active", 12)]),
    ],
    ids=["for good", "still high", "back inside", "back in time"],
)
def test_a_dead_link_does_not_raise_an_alarm(rows: list[Row], expected: list[tuple[str, float]]) -> None:
    assert expected == dead_link(Row(2, "p", 60.0), Row(5, "p", 99.0, BAD), *rows, on=10)


def test_what_was_met_before_the_link_died_stands() -> None:
    assert [("active", 12)] == dead_link(Row(2, "p", 60.0), Row(13, "p", 0.0, BAD), on=10)


def test_an_edit_begins_no_delay_on_a_dead_link() -> None:
    on_bench = bench({"h": 50, "on_delay": 10})
    on_bench.feed([Row(1, "p", 40.0), Row(3, "p", 40.0, BAD)])
    for second, edit in enumerate([{"h": 30, "on_delay": 10}, {"h": 30, "on_delay": 9}, {"h": 31, "on_delay": 9}], 1):
        on_bench.configure(config(edit), second * SECOND + 1)
        assert 0 == len(on_bench.node.state.timers)
    on_bench.wake(60 * SECOND)
    assert [] == on_bench.events()
    on_bench.feed([Row(60 * SECOND + 1, "p", 40.0)])
    assert [] == on_bench.events()
    on_bench.wake(70 * SECOND)
    assert [("alarm.active", 69 * SECOND + 1)] == [(e.kind, e.time) for e in on_bench.events()]


def test_a_link_that_often_fails_makes_the_batches_no_shorter() -> None:
    """What is left of a delay is short; it says nothing about what other samples may ask for."""
    on_bench = bench({"h": 50, "on_delay": 10})
    on_bench.feed([Row(1, "p", 60.0), Row(3, "p", 60.0, BAD), Row(10 * SECOND - 1, "p", 60.0)])
    assert 10 * SECOND == on_bench.node.state.timers.horizon


def test_the_life_cycle_of_one_alarm() -> None:
    on_bench = bench({"h": 50, "hh": 60, "priority": "serious", "message": "{point} at {level}: {value} over {limit}"})
    on_bench.feed([Row(1, "p", 55.0), Row(3, "p", 65.0)])
    on_bench.command(4, "ack", {"point": "p", "comment": "seen"})
    on_bench.feed([Row(5, "p", 55.0), Row(7, "p", 65.0), Row(9, "p", 0.0)])
    on_bench.command(10, "ack", {"point": "p"}, user="bob")
    on_bench.command(12, "ack", {"point": "p"})
    assert [
        ("active", "unack", "H", None), ("escalate", "unack", "HH", "H"), ("ack", "ack", "HH", "HH"),
        ("ease", "ack", "H", "HH"), ("escalate", "unack", "HH", "H"), ("clear", "rtn_unack", None, "HH"),
        ("ack", "normal", None, None), ("refused", "normal", None, None),
    ] == told(on_bench, "status", "level", "was")  # fmt: skip
    raised, acked = on_bench.events()[0], on_bench.events()[2]
    assert ("p at H: 55 over 50", 50.0, "serious") == tuple(raised.data[k] for k in ("message", "limit", "priority"))
    assert ("ann", "seen", "ann") == tuple(acked.data[key] for key in ("user", "comment", "acked_by"))


def test_delays_that_end_together_are_one_transition() -> None:
    """Both by the next sample and by the timers."""
    rows = [Row(1, "p", 65.0), Row(2 * SECOND + 1, "p", 10.0)]
    for ended_by_timer in (False, True):
        on_bench = bench({"h": 50, "hh": 60, "on_delay": 1, "off_delay": 1})
        on_bench.feed(rows[:1])
        if ended_by_timer:
            on_bench.wake(2 * SECOND)
        on_bench.feed(rows[1:])
        on_bench.wake(9 * SECOND)
        assert [("active", "HH"), ("clear", None)] == told(on_bench, "level")
        assert [SECOND + 1, 3 * SECOND + 1] == [e.time for e in on_bench.events()]


def test_the_value_told_is_the_one_known_when_the_delay_was_met() -> None:
    on_bench = bench({"h": 50, "on_delay": 1})
    on_bench.feed([Row(1, "p", 55.0), Row(3 * SECOND + 1, "p", 70.0)])
    assert [("active", 55.0)] == told(on_bench, "value")


def test_a_delay_is_given_up_when_the_value_comes_back() -> None:
    on_bench = bench({"h": 50, "on_delay": 1})
    on_bench.feed([Row(1, "p", 55.0), Row(SECOND - 1, "p", 45.0)])
    on_bench.wake(9 * SECOND)
    assert [] == on_bench.events()
    assert 0 == len(on_bench.node.state.timers)


def test_the_most_specific_row_judges() -> None:
    on_bench = bench({"h": 10}, {"points": "P1.*", "h": 20}, {"points": "P1.flow", "h": 30}, {"points": "P2.*"})
    on_bench.feed([Row(1, name, 25.0) for name in ("P1.flow", "P1.level", "P2.flow", "T.level")])
    assert {"P1.level": 20.0, "T.level": 10.0} == {e.point: e.data["limit"] for e in on_bench.events()}


def test_editing_a_limit_with_50_acknowledged_alarms_announces_none_again() -> None:
    on_bench = bench({"h": 50, "hh": 90})
    names = [f"p{i:02}" for i in range(50)]
    on_bench.feed([Row(1, name, 60.0) for name in names])
    for i, name in enumerate(names):
        on_bench.command(3 + 2 * i, "ack", {"point": name})
    before = len(on_bench.events())
    on_bench.configure(config({"h": 55, "hh": 80, "deadband": 1, "message": "new"}), 201)
    assert 100 == before == len(on_bench.events())
    on_bench.configure(config({"h": 55, "hh": 58}), 203)
    assert [("escalate", "unack", "HH")] * 50 == told(on_bench, "status", "level")[before:]
    on_bench.configure(config({"h": 70}), 205)
    assert [("clear", "rtn_unack")] * 50 == told(on_bench, "status")[before + 50 :]


def test_an_edit_judges_the_last_good_sample_of_each_point() -> None:
    on_bench = bench({"h": 50})
    on_bench.feed([Row(1, "b", 40.0), Row(1, "a", 45.0), Row(3, "a", math.nan, 0x86)])
    on_bench.configure(config({"h": 30}), 5)
    assert [("b", 1, 40.0)] == [(e.point, e.time, e.data["value"]) for e in on_bench.events()]
    on_bench.feed([Row(7, "a", 45.0)])  # it was bad then
    assert ("a", 7) == (on_bench.events()[-1].point, on_bench.events()[-1].time)


@pytest.mark.parametrize(
    ("new", "ended"),
    [({"points": "q", "h": 51}, ["p"]), ({"points": "p"}, ["p"]), ({"points": "*", "h": 50}, [])],
    ids=["no row", "a row without limits", "still judged"],
)
def test_the_alarm_of_a_point_that_no_row_judges_ends_as_removed(new: dict[str, Any], ended: list[str]) -> None:
    on_bench = bench({"h": 50})
    on_bench.feed([Row(1, "p", 60.0), Row(1, "q", 60.0)])
    on_bench.configure(config({"points": "q", "h": 50}, new), 3)
    assert ended == [e.point for e in on_bench.events() if e.kind == "alarm.removed"]
    on_bench.feed([Row(5, "p", 70.0)])
    assert 2 + len(ended) == len(on_bench.events())


def test_a_delay_of_a_point_that_no_row_judges_any_more_is_given_up() -> None:
    on_bench = bench({"h": 50, "on_delay": 10})
    on_bench.feed([Row(1, "p", 60.0)])
    on_bench.configure(config({"points": "q", "h": 50}), 3)
    assert 0 == len(on_bench.node.state.timers)
    on_bench.configure(config({"h": 50, "on_delay": 20}), 5 * SECOND + 1)
    on_bench.wake(25 * SECOND)
    assert [] == on_bench.events()
    on_bench.wake(26 * SECOND)
    assert ["alarm.active"] == [event.kind for event in on_bench.events()]


def test_a_delay_goes_on_through_an_edit_that_leaves_it_alone() -> None:
    on_bench = bench({"h": 50, "on_delay": 10})
    on_bench.feed([Row(1, "p", 60.0)])
    on_bench.configure(config({"h": 55, "on_delay": 10, "off_delay": 3}), 4 * SECOND + 1)
    on_bench.wake(10 * SECOND + 1)
    assert [] == on_bench.events()
    on_bench.wake(10 * SECOND + 3)
    assert [10 * SECOND + 1] == [e.time for e in on_bench.events()]


def test_a_delay_whose_length_changed_starts_anew() -> None:
    on_bench = bench({"h": 50, "on_delay": 10})
    on_bench.feed([Row(1, "p", 60.0)])
    on_bench.configure(config({"h": 50, "on_delay": 7}), 4 * SECOND + 1)
    on_bench.wake(11 * SECOND + 1)
    assert [] == on_bench.events()
    on_bench.wake(11 * SECOND + 3)
    assert ["alarm.active"] == [e.kind for e in on_bench.events()]


def test_a_delay_edited_to_none_is_met_at_once() -> None:
    on_bench = bench({"h": 50, "on_delay": 10})
    on_bench.feed([Row(1, "p", 60.0)])
    on_bench.configure(config({"h": 50}), 5)
    assert [("active", "H")] == told(on_bench, "level")
    assert 0 == len(on_bench.node.state.timers)


def test_a_restart_keeps_the_acknowledgement_and_the_delay() -> None:
    on_bench = bench({"points": "p", "h": 50}, {"points": "q", "h": 50, "on_delay": 20})
    on_bench.feed([Row(1, "p", 60.0), Row(1, "q", 60.0)])
    on_bench.command(3, "ack", {"point": "p"})
    again = Bench(Limit, on_bench.node.config, on_bench.snapshot(), strangers=["x", "q"])
    again.feed([Row(5, "p", 61.0)])
    assert [] == again.events()
    again.wake(60 * SECOND)
    assert [("q", 20 * SECOND + 1, 20 * SECOND + 2)] == [(e.point, e.time, e.arrival) for e in again.events()]
    again.feed([Row(61 * SECOND, "p", 40.0)])
    assert ("clear", "normal") == told(again, "status")[-1]


def test_a_node_that_is_removed_ends_its_alarms() -> None:
    on_bench = bench({"h": 50})
    on_bench.feed([Row(1, "b", 60.0), Row(1, "a", 60.0)])
    on_bench.step.remove(3)
    assert [("removed", "normal")] * 2 == told(on_bench, "status")[2:]


@pytest.mark.parametrize(
    "row",
    [{"l": 50, "h": 50}, {"ll": 5, "l": 1}, {"ll": 5, "hh": 1}, {"h": math.inf}, {"deadband": -1}, {"on_delay": -1}],
    ids=str,
)
def test_limits_that_make_no_sense_are_refused(row: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        LimitRow.model_validate(row)


def test_words_in_a_message_are_filled_in_once() -> None:
    """A point may be called like a word of the message."""
    on_bench = bench({"h": 50, "message": "{point}: {value} {unknown}"})
    on_bench.feed([Row(1, "{value}", 60.0)])
    assert [("active", "{value}: 60 {unknown}")] == told(on_bench, "message")


def test_percent_signs_in_names_and_messages_stay_and_points_of_one_row_keep_their_names() -> None:
    on_bench = bench({"h": 50, "message": "%s 100% {point}: {value}"})
    on_bench.feed([Row(1, "a%b", 60.0), Row(3, "%(value)s", 61.5)])
    assert [("active", "%s 100% a%b: 60"), ("active", "%s 100% %(value)s: 61.5")] == told(on_bench, "message")
