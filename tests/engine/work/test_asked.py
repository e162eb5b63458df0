"""What comes of commands to many alarms at once: by the roster, in a flow that runs; and where the supervisor asks."""

import asyncio
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from engine.processes.asking import DEFAULT, Asking
from engine.processes.messages import Ask
from engine.work.asked import AT_ONCE
from engine.work.roster import Roster
from tests.engine.work.test_roster import roster_of, until
from tundish import Samples
from tundish.alarm import WORDS
from tundish.errors import CommandRefused

ACTIVE = AT_ONCE + 100
"""Alarms that are active: more than one pass is asked for."""


def raised(roster: Roster, count: int) -> None:
    flow = roster.flows["f"]
    points = [flow._world.points.number(f"p{i}") for i in range(count)]
    same = [flow._world.now()] * count
    many = Samples.of(arrival=[0] * count, time=same, point=points, value=[60.0] * count, quality=[0] * count)
    flow.inbox.put("s", "samples", many)


async def with_alarms(path: Path, count: int) -> Roster:
    roster, _ = await roster_of(path)
    raised(roster, count)
    await until(lambda: len(list(roster.flows["f"].runner.nodes()["high"].state.alarms)) == count)
    return roster


def to(*points: str, **args: Any) -> list[tuple[str, dict[str, Any]]]:
    return [("high", {"point": point, **args}) for point in points]


def refused(why: str) -> dict[str, str]:
    return {"why": why, "reason": WORDS[why]}


def test_each_of_many_is_answered_by_itself_and_in_order(tmp_path: Path) -> None:
    """Acknowledged, not there, a node that is not there, arguments that make no sense, no such command."""

    async def scenario() -> None:
        roster = await with_alarms(tmp_path, ACTIVE)
        asks = to(*(f"p{i}" for i in range(ACTIVE)))
        asks[7:7] = [*to("nobody"), ("gone", {"point": "p1"}), ("high", {"point": ""})]
        answers = await roster.ask("f", "ack", "ann", asks)
        assert len(asks) == len(answers)
        assert refused("no_alarm") == answers[7]
        assert answers[8]["reason"].startswith("There is no node 'gone'")
        assert answers[9]["reason"].startswith("Acknowledge: ")
        assert ["why" not in answer for answer in answers[8:10]] == [True, True]
        assert [{}] * ACTIVE == answers[:7] + answers[10:]
        alarms = roster.flows["f"].runner.nodes()["high"].state.alarms
        assert {("ack", "ann")} == {(alarms[point].status, alarms[point].by) for point in alarms}
        assert [refused("already")] == await roster.ask("f", "ack", "ben", to("p1"))
        assert [refused("reason_required")] == await roster.ask("f", "shelve", "ben", to("p1"))
        [unknown] = await roster.ask("f", "dance", "ben", to("p1"))
        assert "does not know the command 'dance'" in unknown["reason"]
        assert {} == roster._asked._why, "nothing is left behind"
        with pytest.raises(CommandRefused, match="not running"):
            await roster.ask("g", "ack", "ben", to("p1"))
        await roster.close()

    asyncio.run(scenario())


def test_one_alarm_asked_twice_in_one_call_and_by_two_people_at_once(tmp_path: Path) -> None:
    async def scenario() -> None:
        roster = await with_alarms(tmp_path, 2)
        assert [{}, refused("already")] == await roster.ask("f", "ack", "ann", to("p0", "p0"))
        both = await asyncio.gather(*(roster.ask("f", "ack", user, to("p1")) for user in ("ann", "ben")))
        assert [[{}], [refused("already")]] == both
        await roster.close()

    asyncio.run(scenario())


def test_what_was_answered_is_on_the_disk(tmp_path: Path) -> None:
    async def scenario() -> None:
        roster = await with_alarms(tmp_path / "one", 1)
        assert [{}] == await roster.ask("f", "ack", "ann", to("p0", comment="seen"))
        copytree(tmp_path / "one", tmp_path / "other")  # as a machine leaves it that stops now
        again, _ = await roster_of(tmp_path / "other")
        alarm = again.flows["f"].runner.nodes()["high"].state.alarms["p0"]
        assert ("ack", "ann", "seen") == (alarm.status, alarm.by, alarm.comment)
        await again.close()
        await roster.close()

    asyncio.run(scenario())


class Place:
    """A worker that says what it was asked."""

    def __init__(self, name: str, state: str = "up") -> None:
        self.name, self.state = name, state

    async def call(self, make: Any) -> Any:
        asked = make(call=1)
        return [{"reason": self.name, "user": asked.user}] if isinstance(asked, Ask) else {"flow": asked.flow}


def test_the_worker_of_the_flow_is_asked_and_one_that_is_down_says_so() -> None:
    async def scenario() -> None:
        default, other, down = Place("default"), Place("other"), Place("down", "down")
        asking = Asking()
        vars(asking).update(_minders={DEFAULT: default}, _places={"f": other, "d": down})
        assert [{"reason": "other", "user": "ann"}] == await asking.ask("f", "ack", "ann", to("p"))
        assert [{"reason": "default", "user": "ann"}] == await asking.ask("g", "ack", "ann", to("p"))
        for ask in (asking.ask("d", "ack", "ann", to("p")), asking.command("d", "high", "ack", "ann", {})):
            with pytest.raises(CommandRefused, match="restarting"):
                await ask
        assert {"flow": "f"} == await asking.last("f", "high")
        assert {"ports": {}, "problems": []} == await asking.last("d", "high") == await asking.last("g", "high")
        with pytest.raises(CommandRefused, match="not running"):
            await asking.outbox("g", "high")

    asyncio.run(scenario())
