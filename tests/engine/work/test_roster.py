"""Flows of a worker that break: they come back, unless somebody has meanwhile said that they shall not."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

import engine.work.roster
from engine.watch.tracing import Tracing
from engine.work.roster import Roster
from engine.work.seat import Seat
from tests.engine.kinds import KINDS, node, wires
from tests.engine.stage import World
from tundish.catalogue import load

DOCUMENT: dict[str, Any] = {
    "nodes": {"s": node("test.source"), "high": node("test.high", limit=50)},
    "wires": wires("s.samples > high.samples"),
}
Told = list[dict[str, Any]]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine.work.roster, "PAUSE", 0.05)


async def roster_of(path: Path) -> tuple[Roster, Told]:
    async def keep(traces: Any, steps: Any) -> None:
        """Nobody asks for traces."""

    told: Told = []
    roster = Roster(World(), path, {**load().kinds, **KINDS}, told.append, Tracing(keep))
    await roster.deploy("f", DOCUMENT, 1, {})
    return roster, told


def broken(roster: Roster) -> None:
    """The flow breaks at its next pass."""

    def once() -> None:
        raise RuntimeError("broken")

    flow = roster.flows["f"]
    flow.once = once  # type: ignore[method-assign]
    flow._wake.set()


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not true():
            await asyncio.sleep(0.01)


def problems(told: Told) -> list[str]:
    return [message.get("problem", "") for message in told if message["type"] == "status" and message.get("problem")]


async def quiet_for_a_while() -> None:
    """Longer than any pause of these tests, of which a slow machine makes the wait longer, never shorter."""
    await asyncio.sleep(0.5)


def test_a_flow_that_breaks_comes_back(tmp_path: Path, quick: None) -> None:
    async def scenario() -> None:
        roster, told = await roster_of(tmp_path)
        broken(roster)
        await until(lambda: bool(problems(told)) and "f" in roster.flows)
        assert ["The flow broke: RuntimeError: broken"] == problems(told)
        await roster.close()

    asyncio.run(scenario())


@pytest.mark.parametrize("forget", [False, True])
def test_a_flow_that_is_stopped_while_it_waits_to_come_back_stays_stopped(
    tmp_path: Path, quick: None, *, forget: bool
) -> None:
    async def scenario() -> None:
        roster, told = await roster_of(tmp_path)
        broken(roster)
        await until(lambda: bool(problems(told)))
        await roster.withdraw("f", forget=forget, moving=False)
        await quiet_for_a_while()
        assert {} == roster.flows
        Seat(tmp_path, "f").close()  # raises if anybody has it
        await roster.close()

    asyncio.run(scenario())


@pytest.mark.parametrize("what", ["deploy", "withdraw", "forget"])
def test_a_flow_that_has_just_broken_can_be_deployed_and_withdrawn_at_once(
    tmp_path: Path, quick: None, what: str
) -> None:
    async def scenario() -> None:
        roster, _ = await roster_of(tmp_path)
        flow, ended = roster.flows["f"], asyncio.Event()
        abandon: Callable[[], Awaitable[None]] = flow.abandon

        async def slowly() -> None:
            ended.set()
            await asyncio.sleep(0.2)
            await abandon()

        flow.abandon = slowly  # type: ignore[method-assign]
        broken(roster)
        async with asyncio.timeout(20):
            await ended.wait()
        if what == "deploy":
            await roster.deploy("f", DOCUMENT, 2, {})
            assert 2 == roster.flows["f"].version
        else:
            await roster.withdraw("f", forget=what == "forget", moving=False)
            await quiet_for_a_while()
            assert {} == roster.flows
        await roster.close()

    asyncio.run(scenario())


def test_a_flow_that_comes_back_has_the_document_that_it_was_deployed_with(tmp_path: Path, quick: None) -> None:
    """Braces are put in once: a second time would take another pair of them away."""
    more = node("alarm.limit", rows=[{"points": "p", "h": 1, "message": "{{{word}}}"}])
    document = {**DOCUMENT, "nodes": {**DOCUMENT["nodes"], "high": more}}

    async def scenario() -> None:
        roster, told = await roster_of(tmp_path)
        await roster.deploy("f", document, 2, {})
        before = roster.flows["f"].document
        broken(roster)
        await until(lambda: bool(problems(told)) and "f" in roster.flows)
        assert before == roster.flows["f"].document
        await roster.close()

    asyncio.run(scenario())


@pytest.mark.parametrize("forget", [False, True])
def test_a_flow_that_breaks_while_it_is_closed_lets_another_worker_have_it(tmp_path: Path, *, forget: bool) -> None:
    async def scenario() -> None:
        roster, _ = await roster_of(tmp_path)
        broken(roster)
        await roster.withdraw("f", forget=forget, moving=False)
        Seat(tmp_path, "f").close()
        assert (not forget) == (tmp_path / "flows" / "f.db").exists()
        await roster.close()

    asyncio.run(scenario())


def test_a_flow_that_breaks_again_and_again_is_given_up_and_can_be_started_again(tmp_path: Path, quick: None) -> None:
    async def scenario() -> None:
        roster, told = await roster_of(tmp_path)
        for times in range(1, 5):
            await until(lambda: "f" in roster.flows)
            broken(roster)
            await until(lambda: len(problems(told)) == times)  # noqa: B023 - waited for at once
        await quiet_for_a_while()
        assert ({}, [False, False, False, True]) == (roster.flows, [m["given_up"] for m in told if "given_up" in m])
        await roster.withdraw("f", forget=False, moving=True)
        await roster.deploy("f", DOCUMENT, 1, {})
        broken(roster)
        await until(lambda: len(problems(told)) == 5)
        assert [m["given_up"] for m in told if "given_up" in m][-1] is False, "it is counted anew"
        await roster.close()

    asyncio.run(scenario())


def test_a_flow_that_does_not_open_again_whatever_the_reason_is_given_up_and_told(
    tmp_path: Path, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def opens(*_: Any) -> None:
        raise RuntimeError("worse")

    async def scenario() -> None:
        roster, told = await roster_of(tmp_path)
        monkeypatch.setattr("engine.work.flow.Flow.open", opens)
        broken(roster)
        await until(lambda: len(problems(told)) == 2)
        assert "The flow broke and does not start again: worse" == problems(told)[-1]
        assert [False, True] == [m["given_up"] for m in told if "given_up" in m]
        Seat(tmp_path, "f").close()
        await roster.close()

    asyncio.run(scenario())
