"""A real worker under its supervisor: killed, hung, edited while it runs."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from engine.processes.messages import Deploy, Message
from engine.processes.supervisor import Supervisor
from tundish.errors import CommandRefused, DeployRefused, TundishError
from tundish.iso import nanoseconds_of

BUTTON = {"kind": "source.inject", "config": {"mode": "sample", "point": "P1", "value": 60}}


def flow(delay: float = 0, limit: float = 50) -> dict[str, Any]:
    """A button that reads 60, and a limit."""
    limits = {"rows": [{"points": "*", "h": limit, "on_delay": delay}]}
    return {
        "format": "tundish.flow/1",
        "id": "f",
        "name": "F",
        "nodes": {
            "button": BUTTON,
            "limit": {"kind": "alarm.limit", "config": limits},
        },
        "wires": [{"from": ["button", "samples"], "to": ["limit", "samples"]}],
    }


class Watched:
    """A supervisor with everything that it says."""

    def __init__(self, data: Path) -> None:
        self.supervisor = Supervisor(data)
        self.said: list[dict[str, Any]] = []
        self.supervisor.subscribe(self.said.append)

    async def press(self) -> None:
        await self.supervisor.command("f", "button", "press", "ann", {})

    def alarm(self) -> dict[str, Any] | None:
        return next(iter(self.supervisor.alarms()["alarms"]), None)

    async def until(self, true: Callable[[], Any], within: float = 240.0) -> float:
        """Seconds until something is true."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        while not true():
            assert loop.time() - began < within, "it did not happen in time"
            await asyncio.sleep(0.01)
        return loop.time() - began

    async def is_status(self, status: str, within: float = 240.0) -> float:
        return await self.until(lambda: (self.alarm() or {}).get("status") == status, within)

    def kill(self) -> int:
        pid = self.supervisor.pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        return pid


@pytest.fixture
async def watched(tmp_path: Path) -> AsyncIterator[Watched]:
    made = Watched(tmp_path)
    await made.supervisor.start()
    yield made
    await made.supervisor.stop()


async def test_an_acknowledged_alarm_stays_so_over_kill_9_and_the_worker_is_back_in_time(watched: Watched) -> None:
    await watched.supervisor.deploy("f", 1, flow())
    await watched.press()
    await watched.is_status("unack")
    await watched.supervisor.command("f", "limit", "ack", "ann", {"point": "P1"})
    await watched.is_status("ack")
    before = watched.kill()
    await watched.until(lambda: watched.supervisor.status()["state"] != "up")
    took = await watched.until(lambda: watched.supervisor.status()["state"] == "up")
    assert before != watched.supervisor.pid
    assert took < 120, "the watchdog; the target of 3 s is measured by the bench"
    alarm = watched.alarm()
    assert alarm is not None
    assert ("ack", "ann") == (alarm["status"], alarm["acked_by"])
    states = [m["state"] for m in watched.said if m["type"] == "worker"]
    assert ["down", "starting", "up"] == states[-3:]


async def test_an_on_delay_goes_on_over_kill_9_and_fires_once(watched: Watched) -> None:
    await watched.supervisor.deploy("f", 1, flow(delay=4))
    await watched.press()
    while not (ports := (await watched.supervisor.last("f", "button"))["ports"]):
        await asyncio.sleep(0.01)
    (sample,) = ports["samples"]["samples"]
    assert watched.alarm() is None
    watched.kill()
    await watched.until(lambda: watched.supervisor.status()["state"] != "up")
    await watched.is_status("unack")
    changes = [row for m in watched.said if m["type"] == "alarms" for row in m["changed"]]
    assert ["unack"] == [row["status"] for row in changes]
    since = nanoseconds_of(changes[0]["active_since"])
    assert 4_000_000_000 == since - nanoseconds_of(sample["time"]), "the delay ran on from the sample before the kill"


async def test_editing_a_limit_with_50_acknowledged_alarms_announces_none_again(watched: Watched) -> None:
    many = flow()
    many["nodes"] |= {
        f"b{i}": {"kind": "source.inject", "config": {"mode": "sample", "point": f"P{i}", "value": 60}}
        for i in range(50)
    }
    many["wires"] += [{"from": [f"b{i}", "samples"], "to": ["limit", "samples"]} for i in range(50)]
    await watched.supervisor.deploy("f", 1, many)
    for i in range(50):
        await watched.supervisor.command("f", f"b{i}", "press", "ann", {})
    await watched.until(lambda: len(watched.supervisor.alarms()["alarms"]) == 50)
    for i in range(50):
        await watched.supervisor.command("f", "limit", "ack", "ann", {"point": f"P{i}"})
    await watched.until(lambda: all(a["status"] == "ack" for a in watched.supervisor.alarms()["alarms"]))
    before = {a["point"]: a | {"returns": 45.0} for a in watched.supervisor.alarms()["alarms"]}
    said = len(watched.said)
    many["nodes"]["limit"] = {"kind": "alarm.limit", "config": {"rows": [{"points": "*", "h": 45}]}}
    await watched.supervisor.deploy("f", 2, many)
    await watched.until(lambda: any(m["type"] == "status" for m in watched.said[said:]))
    changes = [row for m in watched.said[said:] if m["type"] == "alarms" for row in m["changed"]]
    assert [] == [row for row in changes if row != before[row["point"]]]
    assert before == {a["point"]: a for a in watched.supervisor.alarms()["alarms"]}


async def test_a_spare_worker_takes_over_at_once(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.processes.spare.WAIT", 0.0)
    await watched.supervisor.deploy("f", 1, flow())
    await watched.press()
    await watched.is_status("unack")
    kept = watched.supervisor._spare
    await watched.until(lambda: kept._child)
    spare = kept._child.process.pid if kept._child else 0
    watched.kill()
    await watched.until(lambda: watched.supervisor.pid == spare)
    await watched.until(lambda: watched.supervisor.status()["state"] == "up")
    await watched.supervisor.command("f", "limit", "ack", "ann", {"point": "P1"})
    await watched.is_status("ack")


async def test_a_hung_worker_is_replaced(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.processes.pulse.SILENCE", 1.0)
    pid = watched.supervisor.pid
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    await watched.until(lambda: watched.supervisor.pid != pid)
    monkeypatch.undo()  # on a slow machine the next one may well be silent for a second
    await watched.until(lambda: watched.supervisor.status()["state"] == "up")


async def test_a_flow_that_cannot_run_is_refused_and_the_old_one_goes_on(watched: Watched) -> None:
    await watched.supervisor.deploy("f", 1, flow())
    broken = flow()
    broken["nodes"]["limit"]["config"] = {"rows": [{"points": "*", "h": "hot"}]}
    with pytest.raises(DeployRefused):
        await watched.supervisor.deploy("f", 2, broken)
    await watched.press()
    await watched.is_status("unack")


async def test_a_deploy_that_meets_a_dying_worker_is_taken_up_by_the_next(watched: Watched) -> None:
    watched.kill()
    await watched.supervisor.deploy("f", 1, flow())
    await watched.press()
    await watched.is_status("unack")


async def test_a_flow_that_ends_every_worker_is_refused_and_the_others_go_on(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    await watched.supervisor.deploy("f", 1, flow())
    minder = watched.supervisor.minder()
    send = minder.send

    def send_and_kill(message: Message) -> None:
        if isinstance(message, Deploy) and message.flow == "g":
            watched.kill()
        send(message)

    monkeypatch.setattr(minder, "send", send_and_kill)
    with pytest.raises(DeployRefused, match="ended 3 times"):
        await watched.supervisor.deploy("g", 1, {**flow(), "id": "g"})
    await watched.until(lambda: watched.supervisor.status()["state"] == "up")
    await watched.press()
    await watched.is_status("unack")


async def test_commands_to_nothing_are_refused_in_words(watched: Watched) -> None:
    with pytest.raises(CommandRefused, match="not running"):
        await watched.press()


async def test_live_values_are_sent_for_watched_flows_only(watched: Watched) -> None:
    await watched.supervisor.deploy("f", 1, flow())
    await watched.press()
    await asyncio.sleep(0.6)
    assert [] == [m for m in watched.said if m["type"] == "live"]
    watched.supervisor.watch("f")
    await watched.until(lambda: any(m["type"] == "live" for m in watched.said))
    live = next(m for m in watched.said if m["type"] == "live")
    assert ("P1", 60.0, "good") == tuple(live["values"]["button/samples"][k] for k in ("point", "value", "quality"))
    await watched.until(lambda: "P1" in watched.supervisor.points())
    assert {"flow": "f", "node": "button"} == watched.supervisor.points()["P1"]["owner"]


async def test_stopping_leaves_no_process_and_comes_back_as_it_was(tmp_path: Path) -> None:
    first = Watched(tmp_path)
    await first.supervisor.start()
    await first.supervisor.deploy("f", 1, flow())
    await first.press()
    await first.is_status("unack")
    pid = first.supervisor.pid
    assert pid is not None
    await first.supervisor.stop()
    assert not psutil.pid_exists(pid)
    second = Watched(tmp_path)
    await second.supervisor.start()
    await second.supervisor.deploy("f", 1, flow())
    await second.is_status("unack")
    await second.supervisor.stop()


async def test_an_engine_that_does_not_come_up_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.processes.launch.sys.executable", "/bin/false")
    with pytest.raises(TundishError, match="does not start"):
        await Supervisor(tmp_path).start()
