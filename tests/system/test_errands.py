"""Flows of two isolation groups write over one connection, in real workers: one of them sends, each value once."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from engine.processes.supervisor import Supervisor

PATIENCE = 240.0
"""Seconds; a watchdog."""
GROUPS = {"a": "", "b": "apart"}


def flow(id: str, timeout: float) -> dict[str, Any]:
    """A button that writes a number to a place of its own."""
    config = {"connection": "plc", "point": f"P.{id}", "address": id, "value": 7.0, "timeout": timeout}
    fixed = {"name": "value", "type": "number", "value": "7"}
    return {
        "format": "tundish.flow/1", "id": id, "name": id, "isolation": GROUPS[id],
        "nodes": {
            "button": {"kind": "source.inject", "config": {"mode": "event", "data": [fixed]}},
            "set": {"kind": "action.write", "config": config},
        },
        "wires": [{"from": ["button", "events"], "to": ["set", "events"]}],
    }  # fmt: skip


class Plant:
    def __init__(self, folder: Path) -> None:
        self.folder = folder / "board"
        self.folder.mkdir()
        (self.folder / "wire").touch()
        self.audit: list[dict[str, Any]] = []
        self.supervisor = Supervisor(folder / "data")
        self.supervisor.audit_by(self._keep)
        self.version = 0

    async def _keep(self, record: dict[str, Any]) -> None:
        self.audit.append(record)

    async def start(self) -> None:
        await self.supervisor.start()
        settings = {"folder": str(self.folder)}
        await self.supervisor.set_connections([{"id": "plc", "kind": "test.board", "settings": settings}])
        await self.allow()

    async def allow(self) -> None:
        places = [{"point": f"P.{id}", "connection": "plc", "address": id, "low": 0.0, "high": 10.0} for id in GROUPS]
        await self.supervisor.set_grants(places)

    async def deploy(self, id: str, within: float) -> None:
        self.version += 1
        await self.supervisor.deploy(id, self.version, flow(id, within))

    async def press(self, id: str) -> None:
        await self.allow()
        await self.supervisor.command(id, "button", "press", "ann", {})

    async def written(self, id: str, after: int = 0) -> dict[str, Any]:
        """The audit's word on the end of a write of this flow, the first after so many records."""
        ends = ("write.done", "write.refused", "write.failed", "write.unknown")
        await until(lambda: [r for r in self.audit[after:] if r["flow"] == id and r["action"] in ends])
        return next(r for r in self.audit[after:] if r["flow"] == id and r["action"] in ends)

    async def result(self, id: str) -> dict[str, Any]:
        """What came back into the flow last."""
        async with asyncio.timeout(PATIENCE):
            while not (ports := (await self.supervisor.last(id, "set"))["ports"]):
                await asyncio.sleep(0.02)
        return dict(ports["events"]["events"][-1])

    def pid(self, id: str) -> int:
        found = self.supervisor.minder(GROUPS[id]).pid
        assert found is not None
        return found

    async def kill(self, id: str) -> None:
        minder = self.supervisor.minder(GROUPS[id])
        restarts = minder.restarts
        os.kill(self.pid(id), signal.SIGKILL)
        await until(lambda: minder.restarts > restarts)

    async def is_up(self) -> None:
        await until(lambda: {"up"} == {g["state"] for g in self.supervisor.status()["groups"]})

    @property
    def wire(self) -> list[list[str]]:
        return [line.split() for line in (self.folder / "wire").read_text().splitlines()]


async def until(true: Callable[[], Any]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not true():
            await asyncio.sleep(0.02)


@pytest.fixture
async def plant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Plant]:
    monkeypatch.setattr("engine.processes.launch.WORKER", "tests.fixtures.writing_worker")
    monkeypatch.setattr("engine.processes.spare.WAIT", 3600.0)
    made = Plant(tmp_path)
    await made.start()
    await made.deploy("a", 5.0)
    await made.deploy("b", 5.0)
    await made.is_up()
    yield made
    await made.supervisor.stop()


async def test_one_worker_sends_for_all_and_each_value_once(plant: Plant) -> None:
    """One plant for all cases: workers take seconds to start."""
    await answers_go_to_who_asked(plant)
    await an_owner_that_ends_after_it_has_sent_is_followed_by_one_that_looks(plant)
    await while_the_owner_is_away_nothing_is_sent(plant)
    await what_a_worker_that_has_ended_asked_for_is_not_sent_any_more(plant)


async def answers_go_to_who_asked(plant: Plant) -> None:
    await plant.press("a")
    await plant.written("a")
    await plant.press("b")
    done = await plant.written("b")
    owner = str(plant.pid("a"))
    assert [[owner, "a", "7"], [owner, "b", "7"]] == plant.wire
    assert ("write.done", "P.b", 7.0, "set") == (done["action"], done["object"], done["read_back"], done["node"])
    result = await plant.result("b")
    assert ("action.done", 7.0) == (result["kind"], result["data"]["read_back"])


async def an_owner_that_ends_after_it_has_sent_is_followed_by_one_that_looks(plant: Plant) -> None:
    audited, sent = len(plant.audit), len(plant.wire)
    await plant.deploy("b", 45.0)
    (plant.folder / "hangs").touch()
    await plant.press("b")
    await until(lambda: len(plant.wire) > sent)
    await plant.kill("a")
    (plant.folder / "hangs").unlink()
    done = await plant.written("b", audited)
    assert ("write.done", 7.0) == (done["action"], done["read_back"])
    assert ["b"] == [address for _, address, _ in plant.wire[sent:]], "sent once"
    await plant.is_up()


async def while_the_owner_is_away_nothing_is_sent(plant: Plant) -> None:
    audited, sent = len(plant.audit), len(plant.wire)
    await plant.deploy("b", 0.2)
    await plant.kill("a")
    await plant.press("b")
    refused = await plant.written("b", audited)
    assert ("write.refused", "link") == (refused["action"], refused["stage"])
    assert "default group" in refused["why"]
    assert [] == plant.wire[sent:]
    await plant.is_up()
    await plant.deploy("b", 5.0)
    audited = len(plant.audit)
    await plant.press("b")
    assert "write.done" == (await plant.written("b", audited))["action"]
    assert [[str(plant.pid("a")), "b", "7"]] == plant.wire[sent:]


async def what_a_worker_that_has_ended_asked_for_is_not_sent_any_more(plant: Plant) -> None:
    audited = len(plant.audit)
    (plant.folder / "asked").unlink()
    (plant.folder / "wire").rename(plant.folder / "before")  # nothing is there to be read back
    (plant.folder / "wire").touch()
    (plant.folder / "closed").touch()
    await plant.press("b")
    await until((plant.folder / "asked").exists)
    await plant.kill("b")
    broken = await plant.written("b", audited)
    assert ("write.refused", "it was broken off") == (broken["action"], broken["why"])
    (plant.folder / "closed").unlink()
    looked = await plant.written("b", len(plant.audit))
    assert ("write.unknown", 0.0) == (looked["action"], looked["read_back"])
    assert [] == plant.wire
