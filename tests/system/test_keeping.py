"""Real workers keep events and samples: killed between, without a store, and read on by other flows."""

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from api.cli import main
from engine.eventstore import EventStore, Filter
from engine.history import compact
from engine.history.reader import Reader
from engine.processes.supervisor import Supervisor

BEAT = 20_000_000
"""ns between two ticks."""


def tick(mode: str, **more: Any) -> dict[str, Any]:
    """Sends something every 20 ms; what is missed in an outage comes later, with the time at which it was due."""
    return {
        "kind": "source.inject",
        "record": True,
        "config": {"mode": mode, "interval": BEAT / 1e9, "missed": "all", **more},
    }


def flow(id: str, *wires: str, **nodes: dict[str, Any]) -> dict[str, Any]:
    ends = [wire.split(" > ") for wire in wires]
    return {
        "format": "tundish.flow/1", "id": id, "name": id, "nodes": nodes,
        "wires": [{"from": a.split("."), "to": b.split(".")} for a, b in ends],
    }  # fmt: skip


LIMIT = {"kind": "alarm.limit", "config": {"rows": [{"points": "*", "h": 50}]}}
READER = {"kind": "source.events", "record": True, "config": {"rows": [{"kind": "tick"}], "begin": "oldest"}}


class Plant:
    """A supervisor whose workers keep everything below one folder."""

    def __init__(self, folder: Path) -> None:
        self.url = f"sqlite:///{folder}/events/events.db"
        self.history = folder / "history"
        self.supervisor = Supervisor(folder / "flows", events=self.url, history=self.history)
        self.store = EventStore(self.url)

    def events(self, **wanted: str) -> list[Any]:
        """In the order in which they were kept."""
        return [found.event for found in self.store.after(0, Filter(**wanted), limit=100_000)]  # type: ignore[arg-type]

    async def until(self, true: Callable[[], Any], within: float = 240.0) -> None:
        async with asyncio.timeout(within):
            while not true():
                await asyncio.sleep(0.05)

    async def kill(self) -> None:
        pid = self.supervisor.pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        await self.until(lambda: self.supervisor.status()["state"] != "up")
        await self.until(lambda: self.supervisor.status()["state"] == "up")


@pytest.fixture
async def plant(tmp_path: Path) -> AsyncIterator[Plant]:
    made = Plant(tmp_path)
    await made.supervisor.start()
    yield made
    await made.supervisor.stop()
    made.store.close()


def gaps(times: list[int]) -> list[int]:
    """Distances between neighbours that are not one beat."""
    return [gap for gap in np.diff(times).tolist() if gap != BEAT]


async def test_transitions_and_commands_are_kept_with_user_and_version(plant: Plant) -> None:
    button = {"kind": "source.inject", "config": {"mode": "sample", "point": "P1", "value": 60}}
    await plant.supervisor.deploy("f", 7, flow("f", "b.samples > limit.samples", b=button, limit=LIMIT))
    await plant.supervisor.command("f", "b", "press", "ann", {})
    await plant.until(lambda: plant.supervisor.alarms()["alarms"])
    await plant.supervisor.command("f", "limit", "ack", "bob", {"point": "P1"})
    await plant.until(lambda: plant.events(kind="alarm.ack"))
    found = [(e.kind, e.node, e.point, e.user, e.version) for e in plant.events()]
    expected = [
        ("command.press", "b", "", "ann", 7), ("alarm.active", "limit", "P1", "", 7),
        ("command.ack", "limit", "P1", "bob", 7), ("alarm.ack", "limit", "P1", "bob", 7),
    ]  # fmt: skip
    assert expected == found
    alarm = next(e for e in plant.events() if e.kind == "alarm.active")
    assert ("moderate", "H") == (alarm.priority, alarm.level)


async def test_kills_lose_and_repeat_no_event_neither_where_they_are_made_nor_where_they_are_read(plant: Plant) -> None:
    await plant.supervisor.deploy("maker", 1, flow("maker", tick=tick("event", event="tick")))
    await plant.supervisor.deploy("reader", 1, flow("reader", reader=READER))
    for _ in range(3):
        before = len(plant.events(flow="reader"))
        await plant.until(lambda: len(plant.events(flow="reader")) > before + 20)  # noqa: B023 - waited for at once
        await plant.kill()
    before = len(plant.events(flow="reader"))
    await plant.until(lambda: len(plant.events(flow="reader")) > before + 20)
    await plant.supervisor.withdraw("maker")
    made = plant.events(flow="maker", kind="tick")
    await plant.until(lambda: len(plant.events(flow="reader", kind="tick")) >= len(made))
    read = plant.events(flow="reader", kind="tick")
    assert [] == gaps([event.time for event in made])
    assert [event.time for event in made] == [event.time for event in read]
    assert [event.trace for event in made] == [event.trace for event in read]
    assert {1} == {event.hops for event in read}


async def test_events_wait_for_a_store_that_is_away_and_come_in_order(plant: Plant, tmp_path: Path) -> None:
    folder = tmp_path / "events"
    folder.write_text("in the way")
    await plant.supervisor.deploy("maker", 1, flow("maker", tick=tick("event", event="tick")))

    def trouble() -> str:
        return str((plant.supervisor.flow_status("maker") or {}).get("problem", ""))

    await plant.until(lambda: "event store takes nothing" in trouble())
    await plant.kill()
    await plant.until(lambda: "event store takes nothing" in trouble())
    folder.unlink()
    await plant.until(lambda: len(plant.events(kind="tick")) > 50)
    assert [] == gaps([event.time for event in plant.events(kind="tick")])
    await plant.until(lambda: not trouble())


async def test_kills_lose_and_repeat_no_recorded_sample_while_it_is_compacted(plant: Plant) -> None:
    await plant.supervisor.deploy("f", 1, flow("f", tick=tick("sample", point="P1", value=1)))
    reader = Reader(plant.history)

    def recorded() -> list[int]:
        rows = reader.read(["P1"], 0, 2**62).rows
        return sorted(rows["time"].tolist())

    for _ in range(3):
        before = len(recorded())
        await plant.until(lambda: len(recorded()) > before + 30)  # noqa: B023 - waited for at once
        await asyncio.to_thread(compact.run, plant.history, 1e6, 10**12, 0)
        await plant.kill()
    before = len(recorded())
    await plant.until(lambda: len(recorded()) > before + 30)
    await plant.supervisor.withdraw("f")
    assert [] == gaps(recorded())
    await plant.until(plant.supervisor.recorders)
    assert 0 == plant.supervisor.recorders()[""]["lost"]


async def test_the_directory_decides_what_is_recorded(plant: Plant) -> None:
    await plant.supervisor.set_recording({"P1": False, "P2": True})
    first = tick("sample", point="P1")
    second = {**tick("sample", point="P2"), "record": False}
    third = {**tick("sample", point="P3")}
    await plant.supervisor.deploy("f", 1, flow("f", a=first, b=second, c=third))
    reader = Reader(plant.history)
    await plant.until(lambda: reader.read(["P2"], 0, 2**62).rows.size > 3)
    await plant.until(lambda: reader.read(["P3"], 0, 2**62).rows.size > 3)
    assert ["P2", "P3"] == reader.points()


CSV = """time,point,value
2026-11-21T12:00:00Z,P1,40
2026-11-21T12:00:01Z,P1,60
2026-11-21T12:00:02Z,P1,70
2026-11-21T12:00:02Z,P2,51
2026-11-21T12:00:03Z,P1,45
2026-11-21T12:00:03.5Z,P1,99
2026-11-21T12:00:04Z,P2,49
2026-11-21T12:00:05Z,P1,80
"""


async def test_a_replay_of_the_history_gives_the_very_transitions_that_happened(
    plant: Plant, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also their ids, which are made of arrival stamps."""
    data = tmp_path / "day.csv"
    data.write_text(CSV)
    file = {"kind": "source.file", "record": True, "config": {"path": str(data), "speed": 0}}
    document = flow("f", "file.samples > limit.samples", file=file, limit=LIMIT)
    await plant.supervisor.deploy("f", 1, document)
    await plant.until(lambda: len(plant.events(kind="alarm.")) >= 5)
    reader = Reader(plant.history)
    await plant.until(lambda: reader.read(None, -(2**62), 2**62).rows.size == 8)
    await asyncio.to_thread(compact.run, plant.history, 1e6, 10**12, 0)
    told = tmp_path / "flow.json"
    told.write_text(json.dumps(document))
    assert 0 == await asyncio.to_thread(main, ["run", str(told), "--history", str(tmp_path)])
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    replayed = [(e["kind"], e["point"], e["id"]) for line in lines if (e := line.get("event"))]
    assert [(e.kind, e.point, e.id) for e in plant.events(kind="alarm.")] == replayed


async def test_what_a_changed_limit_brings_about_happens_under_the_new_version(plant: Plant) -> None:
    button = {"kind": "source.inject", "config": {"mode": "sample", "point": "P1", "value": 60}}
    higher = {"kind": "alarm.limit", "config": {"rows": [{"points": "*", "h": 70}]}}
    wires = ("b.samples > limit.samples",)
    await plant.supervisor.deploy("f", 1, flow("f", *wires, b=button, limit=LIMIT))
    await plant.supervisor.command("f", "b", "press", "ann", {})
    await plant.until(lambda: plant.supervisor.alarms()["alarms"])
    await plant.supervisor.deploy("f", 2, flow("f", *wires, b=button, limit=higher))
    await plant.until(lambda: len(plant.events(kind="alarm.")) == 2)
    assert [("alarm.active", 1), ("alarm.clear", 2)] == [(e.kind, e.version) for e in plant.events(kind="alarm.")]
