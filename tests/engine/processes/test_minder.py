"""What a minder asks of its worker, and what it does when that does not answer as it should. The worker is played."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.processes.culprits import Culprits
from engine.processes.messages import Deploy, Message, Withdraw
from engine.processes.minder import Minder
from engine.processes.supervisor import Supervisor
from tundish.errors import CommandRefused, DeployRefused, Problem, TundishError

Answer = Callable[[Any], Exception | None]
REFUSED = DeployRefused([Problem("config", "no")])
V1: dict[str, Any] = {"nodes": {}, "wires": [], "name": "one"}
V2: dict[str, Any] = {"nodes": {}, "wires": [], "name": "two"}


class Played:
    """The link to a worker that answers as it is told: with an error, or None for yes; never to those it ignores."""

    def __init__(self, minder: Minder) -> None:
        self.said: list[tuple[str, Any]] = []
        self.answer: Answer = lambda _: None
        self.ignores: type[Message] | None = None
        self._minder = minder
        minder.link = self  # type: ignore[assignment]
        minder.ready.set()
        minder.state = "up"

    def send(self, message: Any) -> None:
        if not isinstance(message, Deploy | Withdraw):
            return
        self.said.append((type(message).__name__, getattr(message, "version", message.flow)))
        if self.ignores is None or not isinstance(message, self.ignores):
            loop = asyncio.get_running_loop()
            loop.call_soon(self._minder._settle, message.call, None, self.answer(message))


def home(path: Path) -> tuple[Supervisor, Minder, Played]:
    """A supervisor whose default worker is played."""
    made = Supervisor(path)
    made._culprits = Culprits(path / "culprits.json")
    minder = made.minder()
    return made, minder, Played(minder)


def refuse_deploys(message: Any) -> Exception | None:
    return REFUSED if isinstance(message, Deploy) else None


def test_a_flow_that_does_not_open_again_stays_among_those_to_run_and_may_be_tried_again(tmp_path: Path) -> None:
    async def scenario() -> None:
        supervisor, minder, worker = home(tmp_path)
        await supervisor.deploy("f", 1, V1)
        worker.answer = refuse_deploys
        with pytest.raises(DeployRefused):
            await supervisor.restart("f")
        assert {"f": (1, V1)} == minder.flows
        status = supervisor.flow_status("f")
        assert status is not None
        assert "failed" == status["state"]
        worker.answer = lambda _: None
        await supervisor.restart("f")
        once = [("Withdraw", "f"), ("Deploy", 1)]
        assert [("Deploy", 1), *once, *once] == worker.said

    asyncio.run(scenario())


def test_a_deploy_that_nobody_waits_for_any_more_leaves_nothing_running(tmp_path: Path) -> None:
    async def scenario() -> None:
        supervisor, minder, worker = home(tmp_path)
        worker.ignores = Deploy
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(supervisor.deploy("f", 1, V1), 0.05)
        assert ([("Deploy", 1), ("Withdraw", "f")], {}) == (worker.said, minder.flows)

    asyncio.run(scenario())


def test_a_redeploy_that_nobody_waits_for_any_more_leaves_the_flow_among_those_to_run(tmp_path: Path) -> None:
    async def scenario() -> None:
        supervisor, minder, worker = home(tmp_path)
        await supervisor.deploy("f", 1, V1)
        worker.ignores = Deploy
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(supervisor.deploy("f", 2, V2), 0.05)
        assert ([("Deploy", 1), ("Deploy", 2)], {"f": (1, V1)}) == (worker.said, minder.flows)

    asyncio.run(scenario())


def test_a_flow_that_can_neither_move_nor_stay_is_told_and_stays_among_those_to_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario() -> None:
        supervisor, minder, worker = home(tmp_path)
        other = Minder("g", supervisor)
        refusing = Played(other)
        monkeypatch.setitem(supervisor._minders, "g", other)
        await supervisor.deploy("f", 1, V1)
        worker.answer = refusing.answer = refuse_deploys
        with pytest.raises(DeployRefused):
            await supervisor.deploy("f", 2, {**V2, "isolation": "g"})
        assert ({"f": (1, V1)}, {}) == (minder.flows, other.flows)
        status = supervisor.flow_status("f")
        assert status is not None
        assert "failed" == status["state"]
        worker.answer = lambda _: None
        await supervisor.restart("f")

    asyncio.run(scenario())


def test_a_refused_deploy_leaves_a_node_out_of_work(tmp_path: Path) -> None:
    nodes = {"n": {"kind": "x", "config": {"a": 1}}}

    async def scenario() -> None:
        supervisor, _, worker = home(tmp_path)
        await supervisor.deploy("f", 1, {**V1, "nodes": nodes})
        for at in (1, 2):
            supervisor._culprits.strike("f", "n", "spins", at, 7, {**V1, "nodes": nodes})
        before = supervisor.out("f")
        worker.answer = refuse_deploys
        with pytest.raises(DeployRefused):
            await supervisor.deploy("f", 2, {**V1, "nodes": {"n": {"kind": "x", "config": {"a": 2}}}})
        assert ["n"] == list(before)
        assert before == supervisor.out("f")
        worker.answer = lambda _: None
        await supervisor.deploy("f", 2, {**V1, "nodes": {"n": {"kind": "x", "config": {"a": 2}}}})
        assert {} == supervisor.out("f")

    asyncio.run(scenario())


def test_a_call_that_cannot_be_sent_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    async def scenario() -> None:
        _, minder, worker = home(tmp_path)

        def send(_: Any) -> None:
            raise CommandRefused("too large")

        worker.send = send  # type: ignore[assignment,method-assign]
        with pytest.raises(TundishError, match="too large"):
            await minder.deploy("f", 1, V1)
        assert {} == minder._calls

    asyncio.run(scenario())


def test_a_group_whose_first_flow_is_refused_stays_for_the_next_one_that_is_on_its_way(tmp_path: Path) -> None:
    async def scenario() -> None:
        supervisor, _, _ = home(tmp_path)
        minder = supervisor._minders["g"] = Minder("g", supervisor)
        worker = Played(minder)
        worker.ignores = Deploy
        tasks = [asyncio.create_task(supervisor.deploy(f, 1, {**V1, "isolation": "g"})) for f in ("x", "y")]
        while len(worker.said) < 2:
            await asyncio.sleep(0)
        minder._settle(1, None, REFUSED)
        with pytest.raises(DeployRefused):
            await tasks[0]
        assert minder is supervisor._minders.get("g")
        minder._settle(2, None, None)
        await tasks[1]
        assert {"y": (1, {**V1, "isolation": "g"})} == minder.flows

    asyncio.run(scenario())
