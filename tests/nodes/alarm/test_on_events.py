"""Alarms on events and formulas: absence, count, group, formula."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from nodes.alarm.absence import Absence, AbsenceConfig
from nodes.alarm.count import Count, CountConfig
from nodes.alarm.formula import FormulaAlarm, FormulaAlarmConfig
from nodes.alarm.group import Group, GroupConfig
from tests.nodes.alarm.second_opinion import CUTS, DELAYS, GAPS, QUALITY, Delays, changes, fed, timed
from tundish.testing import Bench, Row
from tundish.testing.bench import msgpacked

SECOND = 1_000_000_000
HOUR = 3_600_000_000_000
POINTS = st.sampled_from(["a.v", "b.v"])
NO_WORD: dict[str | None, int] = {None: 1}


def told(bench: Bench) -> list[tuple[int, str, str]]:
    return [(e.time, e.kind.removeprefix("alarm."), e.point) for e in bench.events()]


def again(bench: Bench) -> Bench:
    """The same after a restart."""
    made = Bench(type(bench.node), bench.node.config, msgpacked(bench.snapshot()))
    made.seen, made.emitted = bench.seen, bench.emitted
    return made


ABSENT = {"expected": "done", "after": "begin", "within": 1e-8, "alarm": "{point}.late"}


def test_an_event_that_does_not_come_in_time_is_an_alarm_until_it_comes() -> None:
    bench = Bench(Absence, AbsenceConfig.model_validate({"rows": [ABSENT]})).start()
    for at, kind, point in ((1, "begin", "a"), (1, "begin", "b"), (3, "begin", "b"), (11, "done", "b")):
        bench.send(at, kind, point=point)
        bench = again(bench)
    bench.wake(100)
    bench.send(101, "done", point="a")
    assert [(11, "active", "a.late"), (101, "clear", "a.late")] == told(bench)


def test_an_event_that_says_itself_that_it_is_late_is_late() -> None:
    bench = Bench(Absence, AbsenceConfig.model_validate({"rows": [ABSENT]})).start()
    bench.send(1, "begin", point="a")
    bench.send(3, "done", point="a", time=13)
    assert [(11, "active", "a.late"), (13, "clear", "a.late")] == told(bench)


def test_a_heartbeat_is_waited_for_after_each() -> None:
    row = {**ABSENT, "expected": "beat", "after": "beat"}
    bench = Bench(Absence, AbsenceConfig.model_validate({"rows": [row]})).start()
    for at in (1, 11, 19, 41):
        bench.send(at, "beat", point="a")
    assert [(29, "active", "a.late"), (41, "clear", "a.late")] == told(bench)


def test_what_should_come_every_day_is_missed_at_the_end_of_the_day_also_when_clocks_change() -> None:
    """In New York the 8th of March 2026 has 23 hours, from 5 to 4 o'clock UTC."""
    row = {"expected": "report", "within": 86400, "alarm": "daily"}
    begin = 1_772_859_600_000_000_000  # 7 March, midnight there
    bench = Bench(Absence, AbsenceConfig.model_validate({"rows": [row], "zone": "America/New_York"})).start(begin + 1)
    bench.wake(begin + 24 * HOUR + 3)
    assert [] == bench.events()  # the day on which it began does not count
    bench = again(bench)
    bench.wake(begin + 47 * HOUR + 3)
    bench.send(begin + 50 * HOUR + 1, "report")
    bench.wake(begin + 71 * HOUR + 3)
    assert [(begin + 47 * HOUR, "active", "daily"), (begin + 50 * HOUR + 1, "clear", "daily")] == told(bench)
    bench.wake(begin + 96 * HOUR)
    assert (begin + 95 * HOUR, "active", "daily") == told(bench)[-1]


@given(st.lists(st.sampled_from([2, 4, 8, 12]), max_size=30), st.sampled_from([1, 2, 3]), st.booleans())
def test_a_count_agrees_with_a_plain_second_opinion(gaps: list[int], times: int, restart: bool) -> None:
    row = {"kind": "x", "times": times, "within": 1e-8, "alarm": "c"}
    bench = Bench(Count, CountConfig.model_validate({"rows": [row]})).start()
    stamps = [1 + sum(gaps[:i]) for i in range(len(gaps))]
    for at in stamps:
        bench.send(at, "x")
        bench = again(bench) if restart else bench
    bench.wake(10**6)
    often = [sum(at - 10 < s <= at for s in stamps) >= times for at in range(stamps[-1] + 20 if stamps else 0)]
    expected = [(i, now) for i, now in enumerate(often) if now != (often[i - 1] if i else False)]
    assert expected == [(e.time, e.kind == "alarm.active") for e in bench.events()]


def test_a_count_is_kept_for_each_point_and_judged_again_by_an_edit() -> None:
    row: dict[str, Any] = {"kind": "alarm.*", "points": "P*", "times": 3, "within": 10}
    bench = Bench(Count, CountConfig.model_validate({"rows": [row]})).start()
    for at, point in ((1, "P1"), (3, "P1"), (5, "P2"), (7, "Q"), (9, "P1")):
        bench.send(at, "alarm.active", point=point)
    assert [(9, "active", "P1.count")] == told(bench)
    bench.configure(CountConfig.model_validate({"rows": [{**row, "message": "new"}]}), 11)
    assert 1 == len(bench.events())
    bench.configure(CountConfig.model_validate({"rows": [{**row, "times": 4}]}), 13)
    assert "clear" == told(bench)[-1][1]
    with pytest.raises(ValidationError, match="twice"):
        CountConfig.model_validate({"rows": [row, row]})


def member(bench: Bench, at: int, point: str, status: str, **more: Any) -> None:
    bench.send(at, "alarm.active", {"status": status, **more}, point=point)


def test_a_group_is_active_while_a_member_is_and_remembers_the_first() -> None:
    rows = [{"points": "P*.*", "group": "P*"}, {"points": "*", "group": "plant"}]
    bench = Bench(Group, GroupConfig.model_validate({"rows": rows})).start()
    story = [("P1.a", "unack"), ("P1.b", "unack"), ("P1.a", "normal"), ("P2.a", "ack"), ("P1.b", "rtn_unack"),
             ("P2.a", "latch_ack"), ("P1.b", "unack")]  # fmt: skip
    for i, (point, status) in enumerate(story):
        member(bench, 2 * i + 1, point, status)
        bench = again(bench)
    found = [(e.time, e.kind, e.point, e.data["first"]) for e in bench.events()]
    assert [
        (1, "alarm.active", "P1", "P1.a"), (1, "alarm.active", "plant", "P1.a"), (7, "alarm.active", "P2", "P2.a"),
        (9, "alarm.clear", "P1", "P1.a"), (11, "alarm.clear", "P2", "P2.a"), (11, "alarm.clear", "plant", "P1.a"),
        (13, "alarm.active", "P1", "P1.b"), (13, "alarm.active", "plant", "P1.b"),
    ] == found  # fmt: skip


def test_a_member_that_is_hidden_does_not_count_and_a_lost_acknowledgement_changes_nothing() -> None:
    bench = Bench(Group, GroupConfig.model_validate({"rows": [{"group": "g"}]})).start()
    member(bench, 1, "a", "unack", shelved={"once": False})
    member(bench, 3, "b", "unack")
    member(bench, 5, "b", "ack")
    member(bench, 7, "b", "ack", suppressed="test")
    bench.send(9, "alarm.refused", {"status": "unack"}, point="c")
    bench.send(11, "test", {"status": "unack"}, point="d")
    assert [(3, "active", "g"), (7, "clear", "g")] == told(bench)


def test_an_edit_makes_the_groups_anew() -> None:
    bench = Bench(Group, GroupConfig.model_validate({"rows": [{"points": "a*", "group": "one"}]})).start()
    member(bench, 1, "b1", "unack")
    member(bench, 3, "a1", "unack")
    bench.configure(GroupConfig.model_validate({"rows": [{"points": "*", "group": "two"}]}), 5)
    found = [(e.kind, e.point, e.data["first"]) for e in bench.events()[1:]]
    assert [("alarm.removed", "one", None), ("alarm.active", "two", "b1")] == found


@given(
    steps=st.lists(st.tuples(GAPS, POINTS, st.sampled_from([40.0, 60.0]), QUALITY), max_size=25),
    on=DELAYS, off=DELAYS, cuts=CUTS, restart=st.booleans(),
)  # fmt: skip
def test_a_formula_agrees_with_a_plain_second_opinion(
    steps: list[tuple[int, str, float, int]], on: int, off: int, cuts: list[int], restart: bool
) -> None:
    rows = list({(row.arrival, row.point): row for row in timed(steps, Row)}.values())  # the last of an instant
    config = FormulaAlarmConfig(formula="{device}.v > 50", on_delay=on / 1e9, off_delay=off / 1e9)
    bench = fed(FormulaAlarm, config, rows, cuts, restart=restart)
    for device in "ab":
        one = Delays(on, off)
        for row in (row for row in rows if row.point == f"{device}.v"):
            one.until(row.arrival)
            if row.quality >= 0x80:
                one.bad(row.arrival)
            elif row.quality < 0x40:
                one.sample(row.arrival, int(row.value > 50))
        one.until(2**62)
        assert one.changes == changes(bench, f"{device}.alarm", NO_WORD)


def test_a_formula_that_becomes_true_too_often() -> None:
    config = FormulaAlarmConfig(times=3, within=3e-8)
    rows = [Row(i, "a.v", value) for i, value in ((1, 60.0), (3, 40.0), (11, 60.0), (13, 40.0), (21, 60.0), (23, 40.0))]
    assert [(21, "active", "a.alarm"), (31, "clear", "a.alarm")] == told(fed(FormulaAlarm, config, rows, [7]))


def test_a_formula_knows_the_units_of_its_points() -> None:
    config = FormulaAlarmConfig(output="hot", formula="T > 80 degC", units={"T": "degF"})
    assert [(3, "active", "hot")] == told(fed(FormulaAlarm, config, [Row(1, "T", 100.0), Row(3, "T", 180.0)], [7]))
    with pytest.raises(ValidationError, match="do not fit"):
        FormulaAlarmConfig(output="hot", formula="T > 80 degC", units={"T": "bar"})


def test_a_formula_is_evaluated_while_nothing_comes() -> None:
    """Each 10 s; of those that were missed while the flow was away one is caught up, and no delay is touched."""
    config = FormulaAlarmConfig(output="old", formula="age(T) > 25 s", every=10, on_delay=5)
    bench = Bench(FormulaAlarm, config).start()
    bench.feed([Row(SECOND, "T", 1.0)])
    bench.wake(40 * SECOND)
    assert [(35 * SECOND, "active", "old")] == told(bench)
    away = Bench(FormulaAlarm, config).start()
    away.feed([Row(SECOND, "T", 1.0)])
    away.wake(31 * SECOND)
    again = Bench(FormulaAlarm, config, away.snapshot())
    again.node.resumed(1000 * SECOND)
    again.wake(1020 * SECOND)
    assert [(35 * SECOND, "active", "old")] == told(again)
    assert {"old"} == set(again.node.state.timers.pending)


def test_a_formula_with_a_memory_and_an_edit() -> None:
    config = FormulaAlarmConfig(output="one", formula="on_delay(a.v > b.v, 10 ns)")
    bench = Bench(FormulaAlarm, config).start()
    bench.feed([Row(1, "a.v", 2.0), Row(1, "b.v", 1.0)])
    bench.wake(100)
    assert [(11, "active", "one")] == told(bench)
    bench.configure(config.model_copy(update={"message": "new"}), 101)
    assert 1 == len(bench.events())
    bench.configure(config.model_copy(update={"output": "two"}), 103)
    assert (103, "removed", "one") == told(bench)[-1]
