"""Measures of alarm performance: small cases by hand, and random ones against counting minute by minute."""

import json
import time
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.eventstore import EventRecord
from engine.performance import Performance, Row, Transition, measures, performance, transition
from engine.performance.measures import DAY, HOUR, SECOND
from engine.performance.shown import COUNTED

BEGIN = 20_000 * DAY
MINUTE = 60 * SECOND


def at(minutes: float, point: str = "a", change: str = "active", **more: object) -> Transition:
    time = BEGIN + round(minutes * 60) * SECOND
    active = change in {"active", "escalate", "ease", "realarm"}
    plain = Transition(time, ("f", "n", point), change, "H", "moderate", "unack" if active else "normal", time, active)
    return plain._replace(**more)  # type: ignore[arg-type]


def told(transitions: Sequence[Transition], days: int = 1, standing: dict[str, int] | None = None) -> Performance:
    edges = [BEGIN + k * DAY for k in range(days + 1)]
    known = {("f", "n", point): Row("standing", since) for point, since in (standing or {}).items()}
    return performance(sorted(transitions), BEGIN, edges[-1], edges, known)


def test_rates_are_of_what_was_told() -> None:
    found = told(
        [at(0), at(1, change="clear"), at(2, "b"), at(3, "b", "escalate"), at(4, "b", "ease"), at(5, "c", hidden=True),
         at(6, "b", "realarm"), at(7, "b", "escalate", status="ack")]
    )  # fmt: skip
    assert 4 == found.announced
    assert 4 / 24 == found.values["per_hour"]
    assert 4 == found.values["per_day"]
    assert [4] == found.days


def test_a_flood_begins_above_ten_and_ends_below_five() -> None:
    """Ten in ten minutes are none. Eleven are one; five do not end it, four do."""
    slots = {0: 10, 2: 11, 3: 5, 4: 30, 5: 4, 6: 9}
    rows = [at(10 * slot + k / 10, f"p{slot}-{k}") for slot, count in slots.items() for k in range(count)]
    found = told(rows)
    [(flood, first)] = found.floods
    assert (BEGIN + 20 * MINUTE, BEGIN + 50 * MINUTE, 46, 30) == flood
    assert "p2-0" == first.key[2]
    assert 100 * 30 / 1440 == found.values["flood_time"]
    assert pytest.approx(100 * 2 / 144) == found.values["slots_over"]


def test_a_flood_at_the_end_goes_on() -> None:
    found = told([at(1430 + k / 10, f"p{k}") for k in range(11)])
    [(flood, _)] = found.floods
    assert flood.end is None
    assert 100 * 10 / 1440 == found.values["flood_time"]


def test_chattering_is_three_times_in_a_minute() -> None:
    """At 0, 30, 60 s: yes; at 0, 30, 61 s: no. Two bursts are two."""
    seconds = {"a": [0, 30, 60], "b": [0, 30, 61], "c": [0, 1, 2, 3, 1000, 1001, 1002]}
    found = told([at(s / 60, name) for name, times in seconds.items() for s in times])
    assert [("c", 2, 7), ("a", 1, 3)] == [(key[2], bursts, worst) for key, bursts, worst in found.chattering]


def test_fleeting_is_gone_within_ten_seconds() -> None:
    rows = [at(0, "a"), at(10 / 60, "a", "clear"), at(0, "b"), at(11 / 60, "b", "clear")]
    found = told(rows)
    assert [(("f", "n", "a"), 1)] == found.fleeting
    assert 1 == found.values["chattering"]


def test_stale_is_active_for_more_than_a_day() -> None:
    """Also when it became active before the window, or has no transition in it at all."""
    rows = [
        at(0, "a"),  # for two days and an hour
        at(49 * 60, "a", "clear", since=BEGIN),
        at(30 * 60, "b", "clear", since=BEGIN - HOUR),  # 31 h: stale from the 23rd hour of the first day on
        at(60 * 60, "c"),
        at(71 * 60, "d", "ack", status="ack", active=True, since=BEGIN - 2 * DAY),
        at(71 * 60, "e", "ack", since=BEGIN - 2 * DAY),  # it had returned, and was only not acknowledged
    ]
    found = told(rows, 3, {"x": BEGIN - 5 * DAY, "a": BEGIN})
    assert [("d", BEGIN - 2 * DAY), ("x", BEGIN - 5 * DAY)] == [(key[2], since) for key, since in found.stale]
    assert 4 == found.values["stale"], "on the second day: a, b, d, x"


def test_what_came_after_the_window_tells_what_was_active_at_its_end() -> None:
    found = told([at(60 * 30, "a", "clear", since=BEGIN - 2 * DAY)])
    assert [(("f", "n", "a"), BEGIN - 2 * DAY)] == found.stale
    assert found.values["to_return"] is None


def test_times_to_acknowledge_and_to_return_are_medians() -> None:
    rows = [at(0, "a"), at(1, "a", "ack"), at(4, "a", "clear"), at(0, "b"), at(2, "b", "clear"), at(3, "b", "ack")]
    found = told([*rows, at(0, "c"), at(10, "c", "removed")])
    assert 120 == found.values["to_acknowledge"]
    assert 180 == found.values["to_return"]


def test_hiding_an_alarm_needs_a_reason() -> None:
    rows = [
        at(0, change="shelve", reason="test run"),
        at(1, change="shelve", reason=" "),
        at(2, change="out_of_service"),
    ]
    assert 2 == told(rows).values["unreasoned"]


@pytest.mark.parametrize(("count", "verdict"), [(144, "met"), (145, "manageable"), (288, "manageable"), (289, "over")])
def test_six_an_hour_are_met_and_twelve_manageable(count: int, verdict: str) -> None:
    found = told([at(k * 1439 / count, f"p{k}") for k in range(count)])
    assert verdict == next(one.verdict for one in measures(found) if one.name == "per_hour")


def test_nothing_happened() -> None:
    found = told([])
    assert 0 == found.announced
    verdicts = {one.name: one.verdict for one in measures(found)}
    unknown, unlimited = {"top_ten", "critical", "to_acknowledge", "to_return"}, set(COUNTED)
    assert unknown | unlimited == {k for k, v in verdicts.items() if v == "none"}
    assert dict.fromkeys(COUNTED, 0.0) == {k: found.values[k] for k in COUNTED}
    assert {"met", "none"} == set(verdicts.values())


@given(
    times=st.lists(st.tuples(st.integers(0, 2 * 1440 * 60 - 1), st.sampled_from("abcdefghijklmn")), max_size=400),
)
def test_counts_agree_with_counting_slot_by_slot(times: list[tuple[int, str]]) -> None:
    found = told([at(s / 60, point) for s, point in times], 2)
    slots = [sum(s // 600 == k for s, _ in times) for k in range(288)]
    assert {BEGIN // (600 * SECOND) + k: n for k, n in enumerate(slots) if n} == dict(found.slots)
    assert [sum(slots[:144]), sum(slots[144:])] == found.days
    in_flood, flooded = False, 0
    for count in slots:
        in_flood = count >= 5 if in_flood else count > 10
        flooded += in_flood
    assert pytest.approx(100 * flooded / 288) == found.values["flood_time"]
    most = sorted((sum(p == point for _, p in times) for point in "abcdefghijklmn"), reverse=True)[:10]
    assert [n for n in most if n] == [n for *_, n in found.top]


def test_a_year_of_floods_is_summed_in_one_pass() -> None:
    """5,000 floods of 20 alarms; looking for the first alarm of each from the beginning takes a hundred times as
    long."""
    rows = [at(20 * flood + k / 10, f"p{k}") for flood in range(5000) for k in range(20)]
    edges = [BEGIN + k * DAY for k in range(71)]
    began = time.process_time()
    found = performance(rows, BEGIN, edges[-1], edges, {})
    assert time.process_time() - began < 8
    assert 5000 == len(found.floods)
    assert all(first.time == flood.begin for flood, first in found.floods)


def test_what_comes_out_of_hiding_counts_when_it_is_announced() -> None:
    rows = [at(0, hidden=True), at(5, change="unshelve", status="unack", active=True, revealed=True),
            at(7, change="ack"), at(8, "b", change="unshelve")]  # fmt: skip
    found = told(rows)
    assert 1 == found.announced
    assert 120.0 == found.values["to_acknowledge"]


def test_an_event_says_that_it_announces() -> None:
    told_of = {"status": "unack", "active_since": "2026-11-22T00:00:00Z", "announced": True}
    record = EventRecord(
        id="0", flow="f", version=1, node="n", port="events", kind="alarm.unshelve", point="a", time=0, arrival=0,
        trace="", hops=0, user="", priority="moderate", level="H", data=json.dumps(told_of),
    )  # fmt: skip
    assert transition(record).announced
