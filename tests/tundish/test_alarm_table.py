"""The life cycle against tables written out by hand from the rules: every status with every event."""

import itertools
from typing import Any

import pytest

from tests.tundish.alarm_bench import Plant, kinds
from tundish.alarm import Alarm

STATUSES = ("normal", "unack", "ack", "rtn_unack", "latch_unack", "latch_ack")
EVENTS = ("active", "escalate", "ease", "clear", "ack", "reset")
UNDERLYING = """
             active   escalate  ease    clear      ack               reset
normal       unack    unack     -       -          !no_alarm         !no_alarm
unack        -        unack     unack   rtn_unack  ack               !still_active
ack          -        unack     ack     normal     !already          !still_active
rtn_unack    unack    unack     -       -          normal            !not_latched
latch_unack  unack    unack     -       -          latch_ack         !not_acknowledged
latch_ack    unack    unack     -       -          !already          normal
"""
"""Status after the event; - nothing happens; ! it is refused. From a status without a level, `escalate` is to be active
at HH at once, and to `ease` is to have none, as before."""
WITH_LATCH = {("unack", "clear"): "latch_unack", ("ack", "clear"): "latch_ack"}
WITHOUT_ACK = {
    ("normal", "active"): "ack", ("normal", "escalate"): "ack", ("ack", "escalate"): "ack",
    ("rtn_unack", "active"): "ack", ("rtn_unack", "escalate"): "ack", ("latch_unack", "active"): "ack",
    ("latch_unack", "escalate"): "ack", ("latch_ack", "active"): "ack", ("latch_ack", "escalate"): "ack",
}  # fmt: skip
QUIET_ESCALATION = {("ack", "escalate"): "ack"}


def table() -> dict[tuple[str, str], str]:
    head, *lines = UNDERLYING.strip("\n").splitlines()
    cells: dict[tuple[str, str], str] = {}
    for line in lines:
        status, *after = line.split()
        cells |= {(status, event): cell for event, cell in zip(head.split(), after, strict=True)}
    return cells


def plant(status: Any, level: int, **settings: Any) -> Plant:
    """An alarm that stands there, whatever way it came."""
    made = Plant(**settings)
    if status != "normal":
        made.node.state.alarms["p"] = Alarm(status, level, 1, 1.0, 10.0, "serious", "", 1, "bob" * (status == "ack"))
    return made


def done(made: Plant, event: str) -> list[dict[str, Any]]:
    active = made.node.state.alarms.get("p", Alarm("normal", 0, 0, 0.0, None, "serious", "", 0)).level
    levels = {"active": 1, "escalate": 2, "ease": 1 if active else 0, "clear": 0}
    return made.level(10, levels[event]) if event in levels else made.ask(10, event)


@pytest.mark.parametrize(
    ("settings", "other"),
    [
        ({}, {}),
        ({"latched": True}, WITH_LATCH),
        ({"ack_required": False}, WITHOUT_ACK),
        ({"unack_on_escalate": False}, QUIET_ESCALATION),
        ({"ack_required": False, "latched": True}, {**WITHOUT_ACK, **WITH_LATCH}),
    ],
    ids=str,
)
def test_every_status_with_every_event(settings: dict[str, Any], other: dict[tuple[str, str], str]) -> None:
    cells = table() | other
    assert set(itertools.product(STATUSES, EVENTS)) == cells.keys()
    for (status, event), expected in cells.items():
        active = status in {"unack", "ack"}
        made = plant(status, (2 if event == "ease" else 1) if active else 0, **settings)
        before = made.row()
        told = done(made, event)
        where = f"{status}, {event}: {kinds(told)}"
        if expected == "-":
            assert [] == told, where
            assert before == made.row(), where
        elif expected[0] == "!":
            assert [("refused", expected[1:])] == kinds(told), where
            assert before == made.row(), where
        else:
            kind = "active" if event == "escalate" and not active else event
            assert [(kind, expected)] == kinds(told), where
            assert expected == made.row().get("status", "normal"), where
            assert (expected == "normal") == (len(made.node.state.alarms) == 0), where


@pytest.mark.parametrize("status", STATUSES)
def test_time_alone_changes_only_what_stands_acknowledged(status: str) -> None:
    made = plant(status, int(status in {"unack", "ack"}))
    made.edit(5, realarm=60)
    told = made.wait(1000)
    assert kinds(told) == ([("realarm", "unack")] if status == "ack" else [])


HIDING = """
            shelve      once        unshelve      out           in            timer       clear
none        shelved     once        !not_shelved  out           !in_service   -           none
shelved     shelved     once        none          out           !in_service   none        shelved
once        shelved     once        none          out           !in_service   none        none
out         out+shelved out+once    !not_shelved  !already      none          -           out
out+shelved out+shelved out+once    out           !already      shelved       out         out+shelved
out+once    out+shelved out+once    out           !already      once          out         out
"""
"""How an active, acknowledged alarm is hidden, and how it is after each event. Out of service ends a shelf."""


def hidden_as(row: dict[str, Any]) -> str:
    shelved, out = row.get("shelved"), row.get("out_of_service")
    words = ["out"] * bool(out) + (["once" if shelved["once"] else "shelved"] if shelved else [])
    return "+".join(words) or "none"


def hidden(how: str, *, suppressed: bool) -> Plant:
    made = Plant()
    made.level(1, 1)
    made.ask(2, "ack")
    if suppressed:
        made.suppress(3, 1)
    if "out" in how:
        made.ask(4, "remove_from_service", reason="calibration")
    if "shelved" in how or "once" in how:
        made.ask(5, "shelve", seconds=100, once="once" in how, reason="noisy")
    assert how == hidden_as(made.row())
    return made


@pytest.mark.parametrize("suppressed", [False, True], ids=["", "suppressed"])
def test_every_way_of_hiding_with_every_event(suppressed: bool) -> None:
    head, *lines = HIDING.strip("\n").splitlines()
    for line in lines:
        how, *after = line.split()
        for event, expected in zip(head.split(), after, strict=True):
            made = hidden(how, suppressed=suppressed)
            match event:
                case "shelve" | "once":
                    told = made.ask(10, "shelve", seconds=50, once=event == "once", reason="noisy")
                case "unshelve":
                    told = made.ask(10, "unshelve")
                case "out":
                    told = made.ask(10, "remove_from_service", reason="calibration")
                case "in":
                    told = made.ask(10, "return_to_service", reason="done")
                case "timer":
                    told = made.wait(200)
                case _:
                    told = made.level(10, 0)
            where = f"{how}, {event}: {kinds(told)}"
            assert (expected[0] == "!") == any(e["kind"] == "refused" for e in told), where
            assert (how if expected[0] in "!-" else expected) == hidden_as(made.row()), where
            if event == "clear":
                assert (expected == "none") == (made.row() == {}), where
            else:
                assert "ack" == made.row()["status"], where
            assert suppressed == bool(made.row("*")), where


@pytest.mark.parametrize("how", ["shelve", "out", "suppress"])
def test_suppression_hides_beside_the_rest(how: str) -> None:
    """Each ends by itself; while one is left it is still hidden, and only then is revealed."""
    made = Plant()
    if how == "suppress":
        made.suppress(1, 1)
    else:
        made.ask(1, "shelve" if how == "shelve" else "remove_from_service", reason="x")
    made.suppress(2, 1, "other")
    made.level(3, 1)
    made.ask(4, "ack")
    assert "ack" == made.row()["status"]
    first = {"shelve": "unshelve"}
    if how == "suppress":
        made.suppress(5, 0)
    else:
        made.ask(5, first.get(how, "return_to_service"), reason="x")
    assert ("ack", "other") == (made.row()["status"], made.row()["suppressed"])
    assert [("unsuppress", "normal"), ("unsuppress", "unack")] == kinds(made.suppress(6, 0, "other"))
    assert ("unack", None) == (made.row()["status"], made.row().get("suppressed"))
