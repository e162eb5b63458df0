"""alarm.notify: who is told what and when, by table, against a slow reference, and over restarts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from nodes.alarm.notify import Notify
from nodes.alarm.telling import NotifyConfig
from tests.nodes.alarm.notified import stories
from tests.nodes.alarm.slow_notify import Heard, Route, expected, in_storms
from tundish import Event
from tundish.testing import Ask, Bench, Edit, Happen, Item, conform

SECOND = 1_000_000_000
MINUTE = 60 * SECOND
PEOPLE = [
    {"group": "shift", "name": "Ann", "email": "ann@plant.example"},
    {"group": "shift", "name": "控制室", "channel": "control", "language": "zh"},
    {"group": "boss", "name": "Bob", "email": "bob@plant.example"},
]
ALARM = {
    "status": "unack", "priority": "serious", "level": "H", "type": "limit", "value": 12.5, "limit": 10.0,
    "message": "P1 H: 12.5 (limit 10)", "active_since": "2026-11-20T16:00:00Z",
}  # fmt: skip


def config(*routes: dict[str, Any], steps: Sequence[dict[str, Any]] = (), **more: Any) -> NotifyConfig:
    rows = [{"name": "plant", "group": "shift", "storm": 0, **route} for route in routes or ({},)]
    return NotifyConfig.model_validate({"recipients": PEOPLE, "routes": rows, "escalations": steps, **more})


def alarm(minute: float, kind: str = "active", status: str = "unack", point: str = "P1", **data: Any) -> Happen:
    stamp = round(minute * MINUTE) // 2 * 2 + 1
    return Happen(stamp, f"alarm.{kind}", {**ALARM, "status": status, **data}, point=point)


def played(made: NotifyConfig, items: Sequence[Item], until: float = 1440) -> Bench:
    bench = Bench(Notify, made).start().play(items)
    bench.wake(round(until * MINUTE))
    return bench


def told(bench: Bench, language: str = "en") -> list[tuple[float, str, str]]:
    """Minute, why, and the first group; of the messages in one language."""
    events = [event for event in bench.events("notify") if event.data["language"] == language]
    return [(round(event.arrival / MINUTE, 2), event.data["reason"], event.data["groups"][-1]) for event in events]


BOSS = {"route": "plant", "after": 900, "group": "boss"}
CASES: dict[str, tuple[NotifyConfig, list[Item], list[tuple[float, str, str]]]] = {
    "told at once": (config(), [alarm(1)], [(1, "alarm", "shift")]),
    "told after the delay": (config({"delay": 120}), [alarm(1)], [(3, "alarm", "shift")]),
    "cleared within the delay": (config({"delay": 120}), [alarm(1), alarm(2, "clear", "rtn_unack")], []),
    "acknowledged within the delay": (config({"delay": 120}), [alarm(1), alarm(2, "ack", "ack")], []),
    "cleared at the end of the delay": (config({"delay": 120}), [alarm(1), alarm(3, "clear", "rtn_unack")], []),
    "escalated": (config(steps=[BOSS]), [alarm(1)], [(1, "alarm", "shift"), (16, "escalation", "boss")]),
    "acknowledged in time": (config(steps=[BOSS]), [alarm(1), alarm(15, "ack", "ack")], [(1, "alarm", "shift")]),
    "shelved in time": (
        config(steps=[BOSS]), [alarm(1), alarm(15, "shelve", shelved={"until": None})], [(1, "alarm", "shift")],
    ),
    "an escalation counts from when it was told": (
        config({"delay": 300}, steps=[BOSS]), [alarm(1)], [(6, "alarm", "shift"), (21, "escalation", "boss")],
    ),
    "repeated so often": (
        config({"repeat": 60, "repeats": 2}), [alarm(1)],
        [(1, "alarm", "shift"), (2, "repeat", "shift"), (3, "repeat", "shift")],
    ),
    "no repeat of what needs no acknowledgement": (
        config({"repeat": 60}, steps=[BOSS]), [alarm(1, "active", "ack")], [(1, "alarm", "shift")],
    ),
    "worse": (config(), [alarm(1), alarm(2, "escalate", level="HH")], [(1, "alarm", "shift"), (2, "worse", "shift")]),
    "graver by a mode": (
        config({"priorities": "serious"}),
        [alarm(1, priority="moderate"), alarm(2, "priority", was_priority="moderate"),
         alarm(3, "priority", priority="advisory", was_priority="serious")], [(2, "alarm", "shift")],
    ),
    "graver on its route": (
        config(), [alarm(1), alarm(2, "priority", was_priority="advisory")],
        [(1, "alarm", "shift"), (2, "worse", "shift")],
    ),
    "re-alarm escalates anew": (
        config(steps=[BOSS]), [alarm(1), alarm(2, "ack", "ack"), alarm(60, "realarm"), alarm(61, "ease")],
        [(1, "alarm", "shift"), (60, "again", "shift"), (75, "escalation", "boss")],
    ),
    "ends are told": (
        config({"returns": "both"}), [alarm(1), alarm(2, "ack", "ack"), alarm(3, "clear", "normal")],
        [(1, "alarm", "shift"), (2, "acknowledged", "shift"), (3, "cleared", "shift")],
    ),
    "latched is cleared": (
        config({"returns": "cleared"}), [alarm(1), alarm(2, "clear", "latch_unack"), alarm(3, "ack", "latch_ack")],
        [(1, "alarm", "shift"), (2, "cleared", "shift")],
    ),
    "quiet hours hold it": (
        config({"quiet": "00:00-00:30"}), [alarm(1), alarm(2, point="P2"), alarm(3, "clear", "normal", "P2")],
        [(30, "alarm", "shift")],
    ),
    "quiet hours do not hold critical ones": (
        config({"quiet": "00:00-00:30"}), [alarm(1, priority="critical")], [(1, "alarm", "shift")],
    ),
    "what becomes critical is held no longer": (
        config({"quiet": "00:00-00:30"}), [alarm(1), alarm(5, "escalate", priority="critical")],
        [(5, "alarm", "shift")],
    ),
    "an escalation is held too": (
        config({"quiet": "00:10-00:30"}, steps=[BOSS]), [alarm(1)],
        [(1, "alarm", "shift"), (30, "escalation", "boss")],
    ),
    "what was acknowledged while an escalation was held": (
        config({"quiet": "00:10-00:30"}, steps=[BOSS]), [alarm(1), alarm(20, "ack", "ack")], [(1, "alarm", "shift")],
    ),
    "unshelved and not acknowledged": (
        config(), [alarm(1, "active", shelved={"until": None}), alarm(9, "unshelve")], [(9, "alarm", "shift")],
    ),
    "unshelved and acknowledged": (config(), [alarm(9, "unshelve", "ack")], []),
    "out of hours": (config({"hours": "01:00-02:00"}), [alarm(59), alarm(60, point="P2")], [(60, "alarm", "shift")]),
    "priorities": (
        config({"priorities": "critical, serious"}), [alarm(1), alarm(2, point="P2", priority="moderate")],
        [(1, "alarm", "shift")],
    ),
    "types": (config({"types": "rate stale"}), [alarm(1), alarm(2, point="P2", type="rate")], [(2, "alarm", "shift")]),
    "points": (config({"points": "P2*"}), [alarm(1), alarm(2, point="P22")], [(2, "alarm", "shift")]),
    "flows": (
        config({"flow": "mill*"}),
        [alarm(1), alarm(2, origin={"flow": "mill2", "node": "n"}), alarm(3, origin={"flow": "kiln", "node": "n"})],
        [(2, "alarm", "shift")],
    ),
    "two alarms of one point in two flows": (
        config({"repeat": 600, "repeats": 1}),
        [alarm(1, origin={"flow": "a", "node": "n"}), alarm(1, origin={"flow": "b", "node": "n"}),
         alarm(2, "ack", "ack", origin={"flow": "a", "node": "n"})],
        [(1, "alarm", "shift"), (1, "alarm", "shift"), (11, "repeat", "shift")],
    ),
    "all routes": (
        config({}, {"name": "second", "group": "boss"}), [alarm(1)], [(1, "alarm", "shift"), (1, "alarm", "boss")],
    ),
    "the first route alone": (
        config({}, {"name": "second", "group": "boss"}, match="first"), [alarm(1)], [(1, "alarm", "shift")],
    ),
    "what is asked of an alarm is none": (config(), [alarm(1, "refused"), alarm(2, "comment")], []),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_who_is_told_when(name: str) -> None:
    made, items, expects = CASES[name]
    assert expects == told(played(made, items))


def test_what_is_told() -> None:
    bench = played(config(zone="Asia/Shanghai"), [alarm(1, origin={"flow": "mill", "node": "n"}, **{"class": "A"})])
    english, chinese = bench.events("notify")
    assert {
        "reason": "alarm", "route": "plant", "groups": ["shift"], "language": "en", "severity": "serious",
        "recipients": [{"name": "Ann", "email": "ann@plant.example", "channel": ""}],
        "subject": "Alarm: P1 H: 12.5 (limit 10)", "flow": "mill", "node": "n", "kind": "alarm.active", "count": 0,
        "alarm": {**ALARM, "class": "A"},
        "text": "Alarm: P1 H: 12.5 (limit 10)\nPoint: P1 (H)\nValue: 12.5, limit 10.0\nPriority: serious\n"
                "Active since: 2026-11-21 00:00:00\nFlow: mill",
    } == dict(english.data)  # fmt: skip
    assert "报警：P1 H: 12.5 (limit 10)" == chinese.data["subject"]
    assert "优先级：严重\n报警时间：2026-11-21 00:00:00" in chinese.data["text"]
    assert [{"name": "控制室", "email": "", "channel": "control"}] == chinese.data["recipients"]


def test_a_template_that_fails_still_tells() -> None:
    bench = played(config(text="{{ none.such }}"), [alarm(1, message="tank\r\nBcc: all@x")])
    english, _ = bench.events("notify")
    assert "Alarm: P1 tank Bcc: all@x" == english.data["subject"]
    assert "P1 tank" in english.data["text"]
    assert ["plant"] == [event.data["route"] for event in bench.events("error")]


def test_why_nobody_is_told() -> None:
    bench = played(
        config({"points": "P*", "delay": 60}),
        [alarm(1, point="X"), alarm(2), alarm(2.5, "ack", "ack"), alarm(3, point="P2"), alarm(3.5, "removed", "normal",
         "P2"), alarm(4, point="P3"), alarm(4.5, "suppress", point="P3", suppressed="pump off")],
    )  # fmt: skip
    assert [("X", "no_route"), ("P1", "acknowledged"), ("P2", "cleared"), ("P3", "hidden")] == [
        (event.point, event.data["why"]) for event in bench.events("untold")
    ]


def test_on_duty() -> None:
    """20 November 2026 is a Friday, and 1 October a holiday."""
    people = [
        {"group": "g", "name": "weekday", "hours": "mon-fri 08:00-16:00"},
        {"group": "g", "name": "holiday", "hours": "hol"},
        {"group": "g", "name": "october", "first": "2026-10-01", "last": "2026-10-31", "hours": "16:00-08:00"},
    ]
    holidays = [{"first": "2026-10-01", "last": "2026-10-08"}]
    made = config({"group": "g"}, recipients=people, zone="Asia/Shanghai", calendar=holidays)
    for at, names in {
        "2026-11-20T09:00:00+08:00": ["weekday"], "2026-10-01T09:00:00+08:00": ["holiday"],
        "2026-10-09T17:00:00+08:00": ["october"], "2026-11-21T09:00:00+08:00": ["weekday", "holiday", "october"],
    }.items():  # fmt: skip
        minute = datetime.fromisoformat(at).timestamp() / 60
        [event] = played(made, [alarm(minute)], 0).events("notify")
        assert (at, names) == (at, [person["name"] for person in event.data["recipients"]])


def test_a_storm_is_told_in_summaries() -> None:
    """Four within ten minutes where three are allowed; then five, then two, which is calm."""
    made = config({"storm": 3, "within": 600}, recipients=PEOPLE[:1])
    items = [alarm(minute, point=f"P{minute}") for minute in (1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 20, 30)]
    items.append(alarm(6, point="hot", priority="critical"))
    events = played(made, items).events("notify")
    assert [
        (1, "alarm", 0), (2, "alarm", 0), (3, "alarm", 0), (4, "storm", 4), (6, "alarm", 0), (14, "storm", 5),
        (24, "calm", 2), (30, "alarm", 0),
    ] == [(round(e.arrival / MINUTE), e.data["reason"], e.data["count"]) for e in events]  # fmt: skip
    assert "00:05:00 serious P5 H P1 H: 12.5 (limit 10)" in events[5].data["text"]
    assert (
        "Many alarms: 5 messages of the route plant within 10 min: one tells of many until it calms"
        == (events[5].data["subject"])
    )


def test_a_test_message() -> None:
    bench = Bench(Notify, config()).start()
    bench.command(1, "test")
    bench.command(3, "test", {"group": "boss"})
    bench.command(5, "test", {"group": "nobody"})
    reached = [[person["name"] for person in event.data["recipients"]] for event in bench.events("notify")]
    assert [["Ann", "Bob"], ["控制室"], ["Bob"]] == reached
    assert "Test: This is a test, no alarm." == bench.events("notify")[0].data["subject"]
    assert ["There is nobody in the group 'nobody'"] == [event.data["error"] for event in bench.events("error")]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"routes": [{"name": "a"}, {"name": "a"}]}, "stands there twice"),
        ({"routes": [{"group": "none"}]}, "no row of that group"),
        ({"escalations": [{"route": "b", "group": "boss"}]}, "there is no route 'b'"),
        ({"routes": [{"group": "boss", "hours": "8-18"}]}, "write times"),
        ({"routes": [{"group": "boss", "priorities": "high"}]}, "no priority"),
        ({"calendar": [{"first": "2026-10-08", "last": "2026-10-01"}]}, "before the first day"),
        ({"calendar": [{"first": "1.10."}]}, "write 2026-10-01"),
        ({"zone": "Peking"}, "no time zone"),
    ],
)
def test_settings_that_make_no_sense(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        NotifyConfig.model_validate({"recipients": PEOPLE, **wrong})


def test_an_edit_tells_nothing_again() -> None:
    """What is delayed keeps its time, a step that is new counts from when it was told, a route that goes is silent."""
    before = config({}, {"name": "late", "delay": 600}, {"name": "gone", "group": "boss", "repeat": 600})
    after = config({"repeat": 240}, {"name": "late", "delay": 300}, steps=[BOSS])
    bench = played(before, [alarm(1), Edit(2 * MINUTE + 1, after)], 17)
    assert [
        (1, "alarm", "shift"), (1, "alarm", "boss"), (5, "repeat", "shift"), (6, "alarm", "shift"),
        (9, "repeat", "shift"), (13, "repeat", "shift"), (16, "escalation", "boss"),
    ] == told(bench)  # fmt: skip


# ---------------------------------------------------------------- against the reference


@st.composite
def routes(draw: st.DrawFn, name: str, *, quiet: bool) -> Route:
    return Route(
        name,
        delay=draw(st.sampled_from([0, 0, 2, 6])),
        repeat=draw(st.sampled_from([0, 4, 10])),
        repeats=draw(st.integers(1, 3)),
        returns=draw(st.sampled_from(["none", "cleared", "acknowledged", "both"])),
        quiet=draw(st.sampled_from([(0, 0), (10, 30), (0, 16)])) if quiet else (0, 0),
        open=draw(st.sampled_from([(0, 2880), (0, 24), (12, 2880)])),
        critical_only=draw(st.sampled_from([False, False, True])),
        steps=tuple(sorted(draw(st.sets(st.sampled_from(range(2, 20, 2)), max_size=3)))),
    )


def made_of(chosen: Sequence[Route], *, first: bool, **more: Any) -> NotifyConfig:
    rows = [
        {"name": r.name, "group": r.name, "delay": 30 * r.delay, "repeat": 30 * r.repeat, "repeats": r.repeats,
         "returns": r.returns, "quiet": _clock(r.quiet), "hours": "" if r.open == (0, 2880) else _clock(r.open),
         "priorities": "critical" if r.critical_only else "", "storm": 0, **more}
        for r in chosen
    ]  # fmt: skip
    steps = [
        {"route": r.name, "after": 30 * ticks, "group": f"{r.name}{i}"}
        for r in chosen for i, ticks in enumerate(r.steps)
    ]  # fmt: skip
    groups = [r.name for r in chosen] + [step["group"] for step in steps]
    people = [{"group": str(group), "name": str(group)} for group in groups]
    return NotifyConfig.model_validate(
        {"routes": rows, "escalations": steps, "recipients": people, "match": "first" if first else "all"}
    )


def _clock(ticks: tuple[int, int]) -> str:
    begin, end = (f"{tick // 120:02d}:{tick // 2 % 60:02d}" for tick in ticks)
    return f"{begin}-{end}" if begin != end else ""


def happened(story: Sequence[Heard]) -> list[Item]:
    ordered = sorted(story, key=lambda heard: (heard.tick, heard.point))
    return [
        alarm(heard.tick / 2, heard.kind, heard.status, heard.point, priority=heard.priority,
              **({"shelved": {"until": None}} if heard.hidden else {}),
              **({"was_priority": heard.was} if heard.was else {}))
        for heard in ordered
    ]  # fmt: skip


UNTIL = 180
"""Ticks of half a minute: events come at odd ones, and quiet hours end at even ones, so that they never meet."""


@given(stories(), routes("a", quiet=True), routes("b", quiet=True), st.booleans())
def test_as_the_reference_tells(story: list[Heard], one: Route, other: Route, first: bool) -> None:
    bench = played(made_of([one, other], first=first), happened(story), UNTIL / 2)
    messages, untold = expected([one, other], story, UNTIL, first=first)
    assert messages == sorted(
        (_tick(e), e.data["route"], e.data["reason"], tuple(e.data["groups"]), e.point, e.data["severity"])
        for e in bench.events("notify")
    )
    assert untold == sorted((_tick(e), e.data["why"], e.data["route"], e.point) for e in bench.events("untold"))


@given(stories(), routes("a", quiet=False), st.integers(1, 3), st.integers(1, 6))
def test_storms_as_the_reference_has_them(story: list[Heard], route: Route, most: int, within: int) -> None:
    made = made_of([route], first=False, storm=most, within=60 * within + 30)
    events = played(made, happened(story), UNTIL / 2).events("notify")
    messages, _ = expected([route], story, UNTIL, first=False)
    assert in_storms(messages, most, 2 * within + 1, UNTIL) == sorted(map(_sent, events))


def _tick(event: Event) -> int:
    return event.arrival // (MINUTE // 2)


def _sent(event: Event) -> tuple[int, str, str, int]:
    """As `in_storms` has it."""
    many = event.data["reason"] in {"storm", "calm"}
    label = f"{event.data['route']}{'!' if event.data['severity'] == 'critical' else ''}"
    return _tick(event), label, event.data["reason"] if many else "single", event.data["count"] if many else 1


@settings(max_examples=max(5, settings().max_examples // 4))
@given(stories(), routes("a", quiet=True), routes("b", quiet=True), st.integers(0, 3), st.data())
def test_batches_restarts_and_edits_change_nothing(
    story: list[Heard], one: Route, other: Route, storm: int, data: st.DataObject
) -> None:
    made = made_of([one, other], first=False, storm=storm, within=150)
    edits = [made, config(), made_of([one], first=True, storm=2, within=90)]
    at = data.draw(st.lists(st.tuples(st.integers(0, 40), st.sampled_from(edits)), max_size=2))
    asks = [Ask(20 * MINUTE + 1, "test")] if storm else []
    conform(Notify, made, [], happened(story), asks, [Edit(m * MINUTE + 1, edit) for m, edit in at])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("classes", "fits"),
    [
        ("highly managed", True), ("safety, highly managed", True), ("safety，highly managed", True),
        ("managed", False), ("safety", False), ("", True),
    ],
)  # fmt: skip
def test_a_class_of_two_words_is_told(classes: str, fits: bool) -> None:
    bench = played(config({"classes": classes}), [alarm(1, **{"class": "highly managed"})])
    assert ([(1, "alarm", "shift")] if fits else []) == told(bench)


def test_classes_with_blanks_between_are_several() -> None:
    bench = played(config({"classes": "safety environment"}), [alarm(1, **{"class": "environment"})])
    assert [(1, "alarm", "shift")] == told(bench)
