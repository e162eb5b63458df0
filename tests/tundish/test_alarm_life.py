"""What surrounds the table: time, hiding, second persons, restarts, edits."""

from typing import Any

import pytest

from tests.tundish.alarm_bench import Plant, at, kinds
from tundish.alarm import WORDS
from tundish.testing import Row

# -- announced again --------------------------------------------------------------------------------------------------


def test_an_alarm_that_stands_acknowledged_is_announced_again_as_often_as_set() -> None:
    plant = Plant(realarm=60, realarm_times=2)
    plant.level(0, 1)
    told = []
    for minute in range(1, 5):
        told += plant.ask(100 * minute, "ack") + plant.wait(100 * minute + 99)
    assert [
        ("ack", 100, 1), ("realarm", 160, 2), ("ack", 200, 2), ("realarm", 260, 3), ("ack", 300, 3),
        ("refused", 400, None),
    ] == [(e["kind"], e["second"], e.get("count")) for e in told]  # fmt: skip
    plant.level(500, 0)
    plant.level(501, 1)
    plant.ask(502, "ack")
    assert [("realarm", "unack")] == kinds(plant.wait(600)), "counted anew with each activation"
    assert 2 == plant.row()["count"]


@pytest.mark.parametrize(
    ("level", "expected"),
    [(0, [("clear", "normal")]), (2, [("escalate", "unack")]), (1, [("ease", "ack"), ("realarm", "unack")])],
)
def test_only_what_still_stands_acknowledged_is_announced_again(level: int, expected: list[tuple[str, str]]) -> None:
    plant = Plant(realarm=60)
    plant.level(0, 1 if level == 2 else 2)
    plant.ask(1, "ack")
    assert expected == kinds(plant.level(2, level) + plant.wait(500))


def test_an_edit_of_the_time_counts_it_anew_and_none_ends_it() -> None:
    plant = Plant(realarm=60)
    plant.level(0, 1)
    plant.ask(1, "ack")
    plant.edit(50, realarm=100)
    assert [] == plant.wait(149)
    assert [("realarm", 150)] == [(e["kind"], e["second"]) for e in plant.wait(200)]
    plant.ask(201, "ack")
    plant.edit(202)
    assert [] == plant.wait(10_000)
    plant.edit(10_001, realarm=60)
    assert [10_061] == [e["second"] for e in plant.wait(11_000)]


# -- shelving ---------------------------------------------------------------------------------------------------------


def test_a_shelf_ends_without_samples_also_across_restarts() -> None:
    for seconds, end in ((90, 100), (0, 8 * 3600 + 10)):
        plant = Plant()
        told = plant.ask(10, "shelve", seconds=seconds, reason="noisy")
        assert [("shelve", "normal")] == kinds(told)
        assert {"once": False, "by": "ann", "reason": "noisy"}.items() <= told[0]["shelved"].items()
        plant = plant.restart()
        assert [] == plant.wait(end)
        told = plant.restart().wait(end + 1)
        assert [("unshelve", end, "expired", "")] == [(e["kind"], e["second"], e["reason"], e["user"]) for e in told]
        assert "shelved" not in told[0]


def test_while_shelved_everything_goes_on_and_what_appeared_is_shown_unacknowledged() -> None:
    plant = Plant()
    plant.ask(1, "shelve", seconds=100, reason="x")
    assert [("active", "unack")] == kinds(plant.level(2, 1))
    assert [("ack", "ack")] == kinds(plant.ask(3, "ack", comment="seen"))
    told = plant.wait(200)
    assert [("unshelve", "unack", "")] == [(e["kind"], e["status"], e["acked_by"]) for e in told]


def test_tracked_is_shown_as_it_stands() -> None:
    plant = Plant(on_reveal="tracked")
    plant.ask(1, "shelve", seconds=100, reason="x")
    plant.level(2, 1)
    plant.ask(3, "ack")
    assert [("unshelve", "ack")] == kinds(plant.wait(200))


def test_what_was_acknowledged_before_it_was_hidden_stays_acknowledged() -> None:
    plant = Plant()
    plant.level(1, 1)
    plant.ask(2, "ack")
    plant.ask(3, "shelve", seconds=10, reason="x")
    assert [("unshelve", "ack")] == kinds(plant.wait(200))


def test_what_came_and_went_while_hidden_leaves_nothing() -> None:
    plant = Plant()
    plant.ask(1, "shelve", seconds=100, reason="x")
    for level in (1, 0):
        plant.level(2 + level, level)
        plant.ask(5, "ack") if level else None
    plant.level(6, 0)
    assert "normal" == plant.row()["status"]
    assert [("unshelve", "normal")] == kinds(plant.wait(200))
    assert {} == plant.row()
    assert 0 == len(plant.bench.snapshot()["records"]["alarms"]) == len(plant.bench.snapshot()["timers"])


def test_a_one_shot_shelf_ends_when_the_alarm_returns() -> None:
    plant = Plant()
    assert [("refused", "not_active")] == kinds(plant.ask(1, "shelve", once=True, reason="x"))
    plant.level(2, 2)
    plant.ask(3, "shelve", once=True, reason="x")
    assert [("ease", "unack")] == kinds(plant.level(4, 1))
    told = plant.level(5, 0)
    assert [("clear", "rtn_unack"), ("unshelve", "rtn_unack")] == kinds(told)
    assert ["returned", None] == [told[1]["reason"], told[1].get("shelved")]
    assert [] == plant.wait(10**6)


@pytest.mark.parametrize(
    ("given", "args", "why"),
    [
        ({}, {}, "reason_required"),
        ({}, {"reason": "  "}, "reason_required"),
        ({"max_shelve": 0}, {"reason": "x"}, "not_allowed"),
        ({"max_shelve": 60}, {"reason": "x", "seconds": 60.001}, "too_long"),
        ({}, {"reason": "x", "seconds": -1}, "arguments"),
        ({}, {"reason": "x", "seconds": float("nan")}, "arguments"),
        ({}, {"reason": "x", "for": 1}, "arguments"),
        ({}, {"reason": "x", "point": "nobody's"}, "no_alarm"),
        ({}, {"reason": "x", "point": "*"}, "no_alarm"),
    ],
    ids=str,
)
def test_a_shelf_that_may_not_be(given: dict[str, Any], args: dict[str, Any], why: str) -> None:
    plant = Plant(**given)
    assert [("refused", why)] == kinds(plant.ask(1, "shelve", **args))
    assert [] == list(plant.node.rows())


def test_a_shelf_may_be_as_long_as_is_allowed_and_is_cut_by_an_edit() -> None:
    plant = Plant(max_shelve=60)
    plant.ask(0, "shelve", seconds=60, reason="x")
    plant.edit(10, max_shelve=3600)
    assert [60] == [e["second"] for e in plant.wait(100)], "a longer time changes nothing"
    plant.ask(100, "shelve", seconds=1000, reason="x")
    plant.edit(200, max_shelve=30)
    assert [230] == [e["second"] for e in plant.wait(300)]
    plant.edit(300)
    plant.ask(300, "shelve", reason="x")
    plant.edit(310, max_shelve=0)
    assert [310] == [e["second"] for e in plant.wait(311)]


# -- suppression, out of service --------------------------------------------------------------------------------------


def test_a_thousand_normal_points_are_suppressed_with_one_word() -> None:
    plant = Plant()
    plant.bench.feed([Row(1, f"p{i}", 0.0) for i in range(1000)], "samples")
    plant.level(2, 1)
    told = plant.suppress(3, 1, "maintenance")
    assert [("suppress", "*", "maintenance"), ("suppress", "p", "maintenance")] == [
        (e["kind"], e["point"], e["suppressed"]) for e in told
    ]
    assert ["*", "p"] == [point for point, _, _ in plant.node.rows()]
    assert [] == plant.suppress(4, 2, "maintenance") == plant.suppress(5, 1, "other")
    assert [] == plant.suppress(6, 0, "maintenance"), "the other still does"
    assert [("unsuppress", "*"), ("unsuppress", "p")] == [
        (e["kind"], e["point"]) for e in plant.suppress(7, 0, "other")
    ]


@pytest.mark.parametrize(("value", "quality"), [(1.0, 0x80), (1.0, 0x40), (float("nan"), 0), (0.0, 0x80)])
def test_a_suppressing_value_that_is_not_good_says_nothing(value: float, quality: int) -> None:
    for before in (0.0, 1.0):
        plant = Plant()
        plant.suppress(1, before)
        assert [] == plant.suppress(2, value, quality=quality)


def test_suppression_whose_point_is_silent_for_good_is_ended_by_hand() -> None:
    plant = Plant()
    assert [("refused", "not_suppressed")] == kinds(plant.ask(1, "unsuppress", point="*", reason="x"))
    plant.suppress(2, 1)
    assert [("refused", "reason_required")] == kinds(plant.ask(3, "unsuppress", point="*"))
    told = plant.restart().ask(4, "unsuppress", "eve", point="*", reason="the wire was removed")
    assert [("unsuppress", "eve", "the wire was removed")] == [(e["kind"], e["user"], e["reason"]) for e in told]


def test_out_of_service_needs_a_reason_each_way_and_no_end() -> None:
    plant = Plant()
    assert [("refused", "reason_required")] == kinds(plant.ask(1, "remove_from_service"))
    told = plant.ask(2, "remove_from_service", reason="calibration")
    assert {"by": "ann", "reason": "calibration", "since": "1970-01-01T00:00:02.000000001Z"} == told[0][
        "out_of_service"
    ]
    plant = plant.restart()
    plant.level(3, 1)
    assert [] == plant.wait(10**7)
    assert [("refused", "reason_required")] == kinds(plant.ask(10**7, "return_to_service"))
    told = plant.ask(10**7, "return_to_service", reason="done")
    assert [("in_service", "unack", None)] == [(e["kind"], e["status"], e.get("out_of_service")) for e in told]


def test_out_of_service_for_a_time_ends_by_itself() -> None:
    """Also over a restart; who returns it sooner ends the time, and another removal has a time of its own."""
    plant = Plant()
    told = plant.ask(2, "remove_from_service", reason="calibration", seconds=100)
    assert "1970-01-01T00:01:42.000000002Z" == told[0]["out_of_service"]["until"]
    plant = plant.restart()
    plant.level(3, 1)
    plant.ask(4, "ack")
    assert [] == plant.wait(101)
    [told_of] = plant.wait(103)
    assert ("in_service", 102, "expired", "") == tuple(told_of[name] for name in ("kind", "second", "reason", "user"))
    assert ("unack", None) == (told_of["status"], told_of.get("out_of_service"))
    plant.ask(200, "remove_from_service", reason="x", seconds=50)
    plant.ask(210, "return_to_service", reason="x")
    plant.ask(220, "remove_from_service", reason="x", seconds=100)
    assert [] == plant.wait(319)
    assert [("in_service", "unack")] == kinds(plant.wait(321))
    plant.ask(400, "remove_from_service", reason="x")
    assert [] == plant.wait(10**7)
    assert [("refused", "arguments")] == kinds(plant.ask(10**7, "remove_from_service", reason="x", seconds=1e9))


# -- what people say --------------------------------------------------------------------------------------------------


def test_a_comment_stays_until_the_alarm_is_new() -> None:
    plant = Plant()
    assert [("refused", "no_alarm")] == kinds(plant.ask(0, "comment", text="x"))
    plant.level(1, 1)
    plant.ask(2, "comment", text="pump 2 is running dry")
    plant.ask(3, "ack")
    assert "pump 2 is running dry" == plant.restart().row()["comment"]
    plant.ask(4, "comment", "bob", text="called maintenance")
    plant.level(5, 2)
    assert ("called maintenance", "") == (plant.row()["comment"], plant.row()["acked_by"])
    plant.level(6, 0)
    assert "comment" not in plant.level(7, 1)[0]


@pytest.mark.parametrize("command", ["ack", "reset"])
def test_a_class_that_needs_a_comment(command: str) -> None:
    plant = Plant(comment_required=True, latched=True, alarm_class="safety")
    plant.level(1, 1)
    if command == "reset":
        plant.ask(2, "ack", comment="seen")
        plant.level(3, 0)
    assert [("refused", "comment_required")] == kinds(plant.ask(4, command, comment=" "))
    told = plant.ask(5, command, comment="pressed twice")
    assert ["safety", "pressed twice", "ann"] == [told[0]["class"], told[0]["comment"], told[0]["user"]]


@pytest.mark.parametrize("command", ["shelve", "remove_from_service", "reset"])
def test_a_second_person(command: str) -> None:
    plant = Plant(second_person=True, latched=True)
    for second, level in enumerate([1, 0]):
        plant.level(second, level)
        plant.ask(second + 0.5, "ack") if level else None
    args = {"comment": "why"} if command == "reset" else {"reason": "why"}
    before = plant.row()
    told = plant.ask(10, command, "ann", **args)
    waiting = {"command": command, "by": "ann", "since": "1970-01-01T00:00:10.000000001Z"}
    assert [("request", waiting)] == [(e["kind"], e["waiting"]) for e in told]
    assert {**before, "waiting": waiting} == plant.row()
    assert [("refused", "waiting")] == kinds(plant.ask(11, command, "bob", **args))
    assert [("refused", "same_person")] == kinds(plant.ask(12, "confirm", "ann"))
    plant = plant.restart()
    told = plant.ask(13, "confirm", "bob")
    kind = {"remove_from_service": "out_of_service"}.get(command, command)
    assert [(kind, "bob", "ann", None)] == [(e["kind"], e["user"], e["requested_by"], e.get("waiting")) for e in told]
    if command == "shelve":
        assert ("ann", "why") == (told[0]["shelved"]["by"], told[0]["shelved"]["reason"])
    assert [("refused", "no_request")] == kinds(plant.ask(14, "confirm", "bob"))


def test_a_request_is_withdrawn_or_expires_and_refused_at_once_when_it_could_not_be() -> None:
    plant = Plant(second_person=True)
    assert [("refused", "reason_required")] == kinds(plant.ask(1, "shelve"))
    plant.ask(2, "shelve", reason="x")
    assert [("withdraw", "normal")] == kinds(plant.ask(3, "withdraw", "carl"))
    assert {} == plant.row()
    plant.ask(4, "shelve", reason="x")
    told = plant.restart().wait(605)
    assert [("withdraw", 604, "expired", "")] == [(e["kind"], e["second"], e["reason"], e["user"]) for e in told]
    assert [("refused", "no_request")] == kinds(Plant(second_person=True).ask(1, "withdraw"))


def test_what_cannot_be_any_more_when_it_is_confirmed_is_refused() -> None:
    plant = Plant(second_person=True)
    plant.level(1, 1)
    plant.ask(2, "shelve", once=True, reason="x")
    plant.level(3, 0)
    assert [("refused", "not_active")] == kinds(plant.ask(4, "confirm", "bob"))


def test_every_refusal_has_words() -> None:
    assert all(text[0].isupper() for text in WORDS.values())


# -- edits and restarts -----------------------------------------------------------------------------------------------


def test_a_node_that_is_removed_leaves_no_timer() -> None:
    plant = Plant(realarm=60, second_person=True)
    for i in range(3):
        plant.level(1, 1, f"p{i}")
        plant.ask(2, "ack", point=f"p{i}")
        plant.ask(3, "shelve", point=f"p{i}", reason="x")
    plant.bench.step.remove(at(4))
    assert ({}, {}) == (plant.bench.snapshot()["records"]["alarms"], plant.bench.snapshot()["timers"])


def test_a_checkpoint_of_the_release_before_is_read() -> None:
    old = {
        "status": "ack", "level": 1, "since": 7, "value": 51.0, "limit": 50.0, "priority": "serious", "message": "m",
        "changed": 9, "by": "ann", "comment": "on it",
    }  # fmt: skip
    blank = Plant().bench.snapshot()
    plant = Plant({**blank, "records": {"alarms": {"p": old}}})
    assert [("escalate", "unack")] == kinds(plant.level(1, 2))
    assert ("on it", 1) == (plant.row()["comment"], plant.row()["count"])


def test_what_comes_out_of_hiding_is_announced_once_if_it_became_active_in_there() -> None:
    plant = Plant()
    plant.level(0, 1)
    plant.suppress(1, 1)
    assert [None, None] == [told.get("announced") for told in plant.suppress(2, 0)]  # it was before
    tracked, never = {"on_reveal": "tracked"}, {"ack_required": False}
    cases: list[tuple[Any, bool, Any]] = [
        ({}, False, True), ({}, True, True), (tracked, False, True), (tracked, True, None), (never, False, True),
    ]  # fmt: skip
    for settings, acked, expected in cases:
        plant = Plant(**settings)
        plant.suppress(0, 1)
        told = plant.level(1, 1)
        if acked:
            told += plant.ask(2, "ack")
        assert not any("announced" in one for one in told)
        told = [plant.suppress(second, on)[-1] for second, on in ((3, 0), (4, 1), (5, 0))]
        assert [expected, None, None] == [one.get("announced") for one in told], (settings, acked)
