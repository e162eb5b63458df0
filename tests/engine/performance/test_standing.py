"""What stands, and what is hidden, at the end of a window: as the alarm list would have shown it then."""

import json
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.eventstore import EventRecord
from engine.performance import Key, Row, Transition, performance, shown, transition, within
from engine.performance.measures import DAY, SECOND
from engine.performance.shown import COUNTED
from tundish.iso import iso

BEGIN = 20_000 * DAY
POINTS = "abc"
HIDING = {"shelve": "unshelve", "suppress": "unsuppress", "out_of_service": "in_service"}
WORD = {"shelve": "shelved", "suppress": "suppressed", "out_of_service": "out_of_service"}


def told(change: str, point: str, second: int, **data: Any) -> Transition:
    record = EventRecord(
        "0", "f", 1, "n", "events", f"alarm.{change}", point, BEGIN + second * SECOND, 0, "", 0, "", "serious", "H",
        json.dumps(data),
    )  # fmt: skip
    return transition(record)


def counts(transitions: list[Transition], end: int, board: dict[Key, Row], *, until_now: bool = False) -> list[object]:
    begin, till = BEGIN - DAY, BEGIN + end * SECOND
    found = performance(transitions, begin, till, [begin, till], board, until_now=until_now)
    return [found.values[name] for name in COUNTED]


class Plant:
    """Three alarms of a node, which nobody stops from anything that a real one takes."""

    def __init__(self) -> None:
        self.status = dict.fromkeys(POINTS, "normal")
        self.hidden: dict[str, set[str]] = {point: set() for point in POINTS}
        self.suppressed = False
        self.since: dict[str, int] = {}

    def word(self, point: str) -> str:
        """What the list says: out of service, else suppressed, else shelved, else standing while it is active."""
        if "out_of_service" in self.hidden[point]:
            return "out_of_service"
        if self.suppressed and (self.status[point] != "normal" or self.hidden[point]):
            return "suppressed"
        return "shelved" if self.hidden[point] else "standing" if self.status[point] in {"unack", "ack"} else ""

    def counted(self) -> list[float]:
        words = Counter([self.word(point) for point in POINTS] + ["suppressed"] * self.suppressed)
        return [float(words[name]) for name in ("standing", "shelved", "out_of_service", "suppressed")]

    def step(self, choice: int, point: str, second: int) -> list[Transition]:
        """One of the changes that may happen now, and what is told of it."""
        status, hidden = self.status[point], self.hidden[point]
        may = {"normal": ["active"], "unack": ["ack", "clear", "escalate"], "ack": ["clear", "ease"],
               "rtn_unack": ["ack", "active"]}[status]  # fmt: skip
        may += ["unshelve"] if "shelved" in hidden else [] if hidden else ["shelve", "out_of_service"]
        may += ["in_service"] if "out_of_service" in hidden else []
        may += ["removed"] if status != "normal" and not hidden else []  # one that was hidden does not tell that it was
        may += ["unsuppress" if self.suppressed else "suppress"]
        change = may[choice % len(may)]
        if change in {"suppress", "unsuppress"}:
            self.suppressed = change == "suppress"
            of_alarms = [
                self.tell(change, one, second) for one in POINTS if self.status[one] != "normal" or self.hidden[one]
            ]
            cause = "M" if self.suppressed else ""
            return [told(change, "*", second, status="normal", suppressed=cause), *of_alarms]
        was, count = (None if status in {"normal", "rtn_unack"} else "H"), 2 if status == "rtn_unack" else 1
        self.status[point] = {
            "active": "unack", "escalate": "unack", "clear": "rtn_unack" if status == "unack" else "normal",
            "ack": "ack" if status == "unack" else "normal", "removed": "normal",
        }.get(change, status)  # fmt: skip
        if change == "active":
            self.since[point] = second
        for begin, end in HIDING.items():
            if change == begin:
                hidden.add(WORD[begin])
            if change == end:
                hidden.discard(WORD[begin])
        return [self.tell(change, point, second, was=was, count=count)]

    def tell(self, change: str, point: str, second: int, **more: Any) -> Transition:
        since = self.since.get(point)
        data: dict[str, Any] = {name: {"by": "x"} for name in self.hidden[point]}
        data |= {"suppressed": "M"} if self.suppressed else {}
        when = iso(BEGIN + since * SECOND) if since is not None else None
        return told(change, point, second, status=self.status[point], active_since=when, **data, **more)

    def board(self) -> dict[Key, Row]:
        rows: dict[Key, Row] = {("f", "n", point): Row(word) for point in POINTS if (word := self.word(point))}  # type: ignore[arg-type]
        return rows | ({("f", "n", "*"): Row("suppressed")} if self.suppressed else {})


@given(st.lists(st.tuples(st.integers(0, 100), st.sampled_from(POINTS)), max_size=40), st.data())
def test_wherever_a_window_begins_and_ends_the_log_tells_what_stood(
    steps: list[tuple[int, str]], data: st.DataObject
) -> None:
    """Also of alarms whose first transition comes after the end, or that have none since it began."""
    plant, log, expected = Plant(), list[Transition](), [[0.0] * 4]
    for second, (choice, point) in enumerate(steps):
        log += plant.step(choice, point, second)
        expected.append(plant.counted())
    end = data.draw(st.integers(0, len(steps)))
    begin = data.draw(st.integers(0, end))
    kept = [one for one in log if one.time >= BEGIN + begin * SECOND]
    assert expected[end] == counts(kept, end, plant.board())
    assert expected[-1] == counts(kept, len(steps) + 1, plant.board(), until_now=True)


def test_until_now_the_board_knows_better() -> None:
    """A flow that was stopped has told nothing of it."""
    log = [told("active", "a", 0, status="unack"), told("active", "b", 1, status="unack")]
    assert [2, 0, 0, 0] == counts(log, 10, {})
    assert [1, 0, 0, 0] == counts(log, 10, {("f", "n", "b"): Row("standing", BEGIN)}, until_now=True)


@pytest.mark.parametrize(
    ("row", "word"),
    [
        ({"status": "unack"}, "standing"), ({"status": "ack"}, "standing"), ({"status": "rtn_unack"}, ""),
        ({"status": "latch_ack"}, ""), ({"status": "normal", "shelved": {}}, ""),
        ({"status": "normal", "shelved": {"by": "x"}}, "shelved"),
        ({"status": "ack", "shelved": {"by": "x"}, "suppressed": "M"}, "suppressed"),
        ({"status": "ack", "shelved": {"by": "x"}, "suppressed": "M", "out_of_service": {"by": "x"}}, "out_of_service"),
        ({"status": "normal", "suppressed": "M"}, ""),
        ({"status": "normal", "suppressed": "M", "waiting": {"by": "x"}}, "suppressed"),
    ],
)  # fmt: skip
def test_an_alarm_counts_once_as_the_list_shows_it(row: dict[str, Any], word: str) -> None:
    assert word == shown(row, "a")


def test_what_is_refused_tells_nothing_of_an_alarm() -> None:
    """It has no time since which the alarm is active: it would hide one that stands for days."""
    refused = told("refused", "a", 5, status="unack", why="already")
    board = {("f", "n", "a"): Row("standing", BEGIN - 2 * DAY)}
    end = BEGIN + 10 * SECOND
    assert [(("f", "n", "a"), BEGIN - 2 * DAY)] == performance([refused], BEGIN, end, [BEGIN, end], board).stale


def test_an_alarm_whose_point_moves_to_another_area_stands_there_from_then_on() -> None:
    log = [
        told("active", "a", 0, status="unack", area="North/1"), told("active", "b", 1, status="unack", area="South"),
        told("refused", "a", 2, status="unack"), told("ack", "a", 3, status="ack", area="South"),
        told("clear", "a", 4, status="normal", area="South"),
    ]  # fmt: skip
    north, south = list(within(log, "North")), list(within(log, "South"))
    assert [("active", "a"), ("moved", "a")] == [(one.change, one.key[2]) for one in north]
    assert [("active", "b"), ("ack", "a"), ("clear", "a")] == [(one.change, one.key[2]) for one in south]
    for second, standing in ((1, (1, 0)), (2, (1, 1)), (3, (1, 1)), (4, (0, 2)), (5, (0, 1))):
        assert standing == (counts(north, second, {})[0], counts(south, second, {})[0]), second
    end = BEGIN + 10 * SECOND
    found = performance(north, BEGIN, end, [BEGIN, end], {})
    assert (1, None) == (found.announced, found.values["to_return"])
