"""Nodes that hang, spin, crash or eat memory, in real workers: they hurt only their own, and are named."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from engine.processes.supervisor import Supervisor
from tests.fixtures.troublesome import gauged, installed, lags, troubled
from tundish.errors import CommandRefused, DeployRefused, TundishError

PATIENCE = 240.0
"""Seconds; a watchdog. What is promised is measured by `./dev bench isolation`."""
MIB = 2**20


class Watched:
    """A supervisor whose workers know the troublesome nodes."""

    def __init__(self, data: Path, memory: int = 0) -> None:
        self.data = data
        self.supervisor = Supervisor(data, memory)
        self.said: list[dict[str, Any]] = []
        self.supervisor.subscribe(self.said.append)

    async def until(self, true: Callable[[], Any]) -> Any:
        end = asyncio.get_running_loop().time() + PATIENCE
        while not (found := true()):
            assert asyncio.get_running_loop().time() < end, "it did not happen in time"
            await asyncio.sleep(0.02)
        return found

    def node(self, flow: str, node: str) -> dict[str, Any]:
        status = self.supervisor.flow_status(flow) or {}
        found: dict[str, Any] = status.get("nodes", {}).get(node, {})
        return found if status.get("state") == "running" else {}

    def stopped(self, flow: str, node: str) -> Any:
        return self.node(flow, node).get("stopped")

    def pid(self, group: str) -> int:
        found = self.supervisor.minder(group).pid
        assert found is not None
        return found

    async def is_up(self) -> None:
        await self.until(lambda: {"up"} == {g["state"] for g in self.supervisor.status()["groups"]})


@pytest.fixture(autouse=True)
def _plugin(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", installed(tmp_path_factory.mktemp("plugin")))
    if "NUMBA_CACHE_DIR" not in os.environ:  # compiled once for all tests
        monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path_factory.getbasetemp() / "kernels"))


@pytest.fixture
async def watched(tmp_path: Path) -> AsyncIterator[Watched]:
    made = Watched(tmp_path)
    await made.supervisor.start()
    yield made
    await made.supervisor.stop()


@pytest.mark.parametrize("how", ["spin", "sleep"])
async def test_a_node_that_hangs_is_put_out_of_work_and_named_and_nobody_else_notices(
    watched: Watched, how: str
) -> None:
    good = watched.data / "lags"
    await watched.supervisor.deploy("good", 1, gauged(good))
    await watched.until(lambda: lags(good))
    calm = watched.pid("")
    await watched.supervisor.deploy("bad", 1, troubled(how, group="risky"))
    stopped = await watched.until(lambda: watched.stopped("bad", "culprit"))
    assert ("hang", True) == (stopped["by"], "2 times within 10 minutes" in stopped["why"])
    await watched.until(lambda: (watched.stopped("bad", "culprit") or {}).get("set_aside"))
    await watched.until(lambda: watched.node("bad", "tick").get("status") == "ok")  # the rest of the flow goes on
    assert (calm, 0) == (watched.pid(""), watched.supervisor.minder("").restarts)
    assert watched.supervisor.minder("risky").restarts == 2


async def test_who_is_out_of_work_stays_so_over_a_restart_until_the_node_is_changed_or_tried_again(
    tmp_path: Path,
) -> None:
    first = Watched(tmp_path)
    await first.supervisor.start()
    await first.supervisor.deploy("bad", 1, troubled("spin", group="risky"))
    await first.until(lambda: first.stopped("bad", "culprit"))
    await first.supervisor.stop()
    second = Watched(tmp_path)
    await second.supervisor.start()
    try:
        await second.supervisor.deploy("bad", 1, troubled("spin", group="risky"))
        await second.until(lambda: second.stopped("bad", "culprit"))
        assert second.supervisor.minder("risky").restarts == 0
        await second.supervisor.retry("bad", "culprit")
        await second.until(lambda: second.supervisor.minder("risky").restarts >= 2)
        await second.until(lambda: second.stopped("bad", "culprit"))
        await second.supervisor.deploy("bad", 2, troubled("fine", group="risky"))
        await second.until(lambda: second.node("bad", "culprit").get("out"))
        assert second.stopped("bad", "culprit") is None
    finally:
        await second.supervisor.stop()


async def test_a_node_inside_a_block_is_out_of_work_until_the_block_is_another_one(watched: Watched) -> None:
    await watched.supervisor.deploy("bad", 1, blocked("spin"))
    stopped = await watched.until(lambda: watched.stopped("bad", "pumps/culprit"))
    assert "hang" == stopped["by"]
    await watched.supervisor.deploy("bad", 2, blocked("fine"))
    await watched.until(lambda: watched.node("bad", "pumps/culprit").get("out"))
    assert watched.stopped("bad", "pumps/culprit") is None


async def test_what_a_node_did_before_it_hung_stands(watched: Watched) -> None:
    """The journal is run again up to the pass that hung, with the node at work."""
    await watched.supervisor.deploy("f", 1, guarded())
    await watched.supervisor.command("f", "low", "press", "ann", {})
    await watched.until(lambda: watched.supervisor.alarms()["alarms"])
    with suppress(CommandRefused):  # the worker may hang before it has answered
        await watched.supervisor.command("f", "high", "press", "ann", {})
    await watched.until(lambda: watched.stopped("f", "culprit"))
    (alarm,) = watched.supervisor.alarms()["alarms"]
    assert ("limit", "low", 10.0) == (alarm["node"], alarm["point"], alarm["value"])
    changes = [row["value"] for m in watched.said if m["type"] == "alarms" for row in m["changed"]]
    assert {10.0} == set(changes), "what came with the pass that hung has not gone through"


async def test_a_source_that_hangs_is_named_too(watched: Watched) -> None:
    document: Any = troubled("fine", group="risky")
    document["nodes"]["tick"]["config"]["hangs"] = True
    await watched.supervisor.deploy("bad", 1, document)
    stopped = await watched.until(lambda: watched.stopped("bad", "tick"))
    assert stopped["by"] == "hang"


async def test_a_node_that_has_much_to_do_is_not_taken_for_one_that_hangs(watched: Watched) -> None:
    await watched.supervisor.deploy("busy", 1, troubled("work", flow="busy", every=0.01))
    await watched.until(lambda: watched.node("busy", "culprit").get("out", 0) >= 8)
    assert watched.supervisor.minder("").restarts == 0


async def test_a_node_that_eats_memory_is_named_and_the_others_go_on(tmp_path: Path) -> None:
    watched = Watched(tmp_path, 700 * MIB)
    await watched.supervisor.start()
    try:
        good = tmp_path / "lags"
        await watched.supervisor.deploy("good", 1, gauged(good))
        document: Any = troubled("eat", group="risky")
        document["nodes"]["bystander"] = {"kind": "compute.trouble", "config": {"how": "fine"}}
        document["wires"].append({"from": ["tick", "samples"], "to": ["bystander", "samples"]})
        await watched.supervisor.deploy("bad", 1, document)
        stopped = await watched.until(lambda: watched.stopped("bad", "culprit"))
        assert stopped["by"] == "memory"
        assert watched.stopped("bad", "bystander") is None
        assert watched.supervisor.minder("").restarts == 0
    finally:
        await watched.supervisor.stop()


async def test_one_huge_allocation_is_an_error_of_its_node_alone(tmp_path: Path) -> None:
    watched = Watched(tmp_path, 700 * MIB)
    await watched.supervisor.start()
    try:
        await watched.supervisor.deploy("bad", 1, troubled("huge"))
        node = await watched.until(
            lambda: watched.node("bad", "culprit").get("errors") and watched.node("bad", "culprit")
        )
        assert "MemoryError" in node["last_error"]
        stopped = await watched.until(lambda: watched.stopped("bad", "culprit"))
        assert stopped["by"] == "errors", "thrown again and again, it is stopped like any other"
        assert watched.supervisor.minder("").restarts == 0
    finally:
        await watched.supervisor.stop()


async def test_a_node_that_crashes_its_worker_is_named(watched: Watched) -> None:
    await watched.supervisor.deploy("bad", 1, troubled("crash", group="risky"))
    stopped = await watched.until(lambda: watched.stopped("bad", "culprit"))
    assert stopped["by"] == "crash"


async def test_a_flow_that_was_given_up_starts_again_when_asked_once_it_can(watched: Watched) -> None:
    cause = watched.data / "cause"
    document: Any = troubled("rot")
    document["nodes"]["culprit"]["config"]["file"] = str(cause)
    await watched.supervisor.deploy("bad", 1, document)
    await watched.until(lambda: watched.node("bad", "culprit").get("out"))
    cause.touch()

    def given_up() -> bool:
        return bool((watched.supervisor.flow_status("bad") or {}).get("given_up"))

    await watched.until(given_up)
    with pytest.raises(TundishError):
        await watched.supervisor.restart("bad")
    status = watched.supervisor.flow_status("bad")
    assert status is not None
    assert "failed" == status["state"]
    cause.unlink()
    await watched.supervisor.restart("bad")
    await watched.until(lambda: watched.node("bad", "culprit").get("out"))
    assert watched.supervisor.minder("").restarts == 0, "the others of its worker have not noticed"


async def test_a_flow_moves_to_another_group_with_all_that_it_knows(watched: Watched) -> None:
    await watched.supervisor.deploy("f", 1, alarmed())
    await watched.supervisor.command("f", "button", "press", "ann", {})
    await watched.until(lambda: watched.supervisor.alarms()["alarms"])
    await watched.supervisor.command("f", "limit", "ack", "ann", {"point": "P1"})
    await watched.until(lambda: watched.supervisor.alarms()["alarms"][0]["status"] == "ack")
    said = len(watched.said)
    await watched.supervisor.deploy("f", 2, alarmed("apart"))
    assert ["f"] == watched.supervisor.status()["groups"][1]["flows"]
    (alarm,) = watched.supervisor.alarms()["alarms"]
    assert ("ack", "ann") == (alarm["status"], alarm["acked_by"])
    assert [] == [m["removed"] for m in watched.said[said:] if m["type"] == "alarms" and m["removed"]]
    await watched.supervisor.deploy("f", 3, alarmed())
    assert 1 == len(watched.supervisor.status()["groups"]), "nobody is left in the group: its worker ends"
    assert "ack" == watched.supervisor.alarms()["alarms"][0]["status"]


async def test_points_go_between_groups_by_pattern(watched: Watched) -> None:
    await watched.supervisor.deploy("reader", 1, reading("*.tick"))
    await watched.supervisor.deploy("good", 1, gauged(watched.data / "lags", group="apart"))
    await watched.until(lambda: watched.node("reader", "points").get("out", 0) > 20)
    last = await watched.supervisor.last("reader", "points")
    assert {"good.tick"} == {sample["point"] for sample in last["ports"]["samples"]["samples"]}
    os.kill(watched.pid("apart"), 9)
    await watched.until(lambda: watched.supervisor.minder("apart").restarts == 1)
    await watched.is_up()
    before = (await watched.until(lambda: watched.node("reader", "points")))["out"]
    await watched.until(lambda: watched.node("reader", "points").get("out", 0) > before + 20)


async def test_a_command_and_a_deploy_find_the_flow_wherever_it_runs(watched: Watched) -> None:
    await watched.supervisor.deploy("f", 1, alarmed("apart"))
    await watched.supervisor.command("f", "button", "press", "ann", {})
    await watched.until(lambda: watched.supervisor.alarms()["alarms"])
    broken: Any = alarmed("elsewhere")
    broken["nodes"]["limit"]["config"] = {"rows": [{"points": "*", "h": "hot"}]}
    with pytest.raises(DeployRefused):
        await watched.supervisor.deploy("f", 2, broken)
    assert ["", "apart"] == [g["group"] for g in watched.supervisor.status()["groups"]]
    await watched.supervisor.command("f", "limit", "ack", "ann", {"point": "P1"})
    await watched.supervisor.withdraw("f")
    with pytest.raises(CommandRefused, match="not running"):
        await watched.supervisor.command("f", "button", "press", "ann", {})


async def test_a_worker_takes_over_no_flow_that_another_one_runs(watched: Watched, tmp_path: Path) -> None:
    await watched.supervisor.deploy("f", 1, alarmed())
    other = Supervisor(tmp_path)
    await other.start()
    try:
        with pytest.raises(DeployRefused, match="run by another process"):
            await other.deploy("f", 1, alarmed())
    finally:
        await other.stop()
    await watched.supervisor.command("f", "button", "press", "ann", {})


async def test_a_busy_machine_is_no_reason_to_end_a_worker(watched: Watched) -> None:
    """As many spinning processes as would leave the worker a tenth of a processor."""
    await watched.supervisor.deploy("good", 1, gauged(watched.data / "lags"))
    hogs = [await asyncio.create_subprocess_exec("python3", "-c", "while True: pass") for _ in range(6)]
    try:
        end = time.monotonic() + 6
        while time.monotonic() < end:
            await asyncio.sleep(0.1)
    finally:
        for hog in hogs:
            hog.kill()
            await hog.wait()
    assert watched.supervisor.minder("").restarts == 0


def alarmed(group: str = "") -> dict[str, Any]:
    """A button that reads 60, and a limit at 50."""
    return {
        "format": "tundish.flow/1", "id": "f", "name": "F", "isolation": group,
        "nodes": {
            "button": {"kind": "source.inject", "config": {"mode": "sample", "point": "P1", "value": 60}},
            "limit": {"kind": "alarm.limit", "config": {"rows": [{"points": "*", "h": 50}]}},
        },
        "wires": [{"from": ["button", "samples"], "to": ["limit", "samples"]}],
    }  # fmt: skip


def blocked(how: str) -> dict[str, Any]:
    """The node that goes wrong, inside a block."""
    document: Any = troubled(how, group="risky")
    block = {
        "format": "tundish.block/1", "id": "b", "version": 1, "nodes": {"culprit": document["nodes"].pop("culprit")},
        "inputs": [{"name": "samples", "carries": "samples", "wires": [["culprit", "samples"]]}], "wires": [],
    }  # fmt: skip
    document["nodes"]["pumps"] = {"kind": "block", "config": {"block": "b"}}
    return {**document, "blocks": {"b": block}, "wires": [{"from": ["tick", "samples"], "to": ["pumps", "samples"]}]}


def guarded() -> dict[str, Any]:
    """Two buttons, 10 and 60, through a node that hangs on 60, to a limit at 5."""
    buttons = {
        name: {"kind": "source.inject", "config": {"mode": "sample", "point": name, "value": value}}
        for name, value in (("low", 10), ("high", 60))
    }
    return {
        "format": "tundish.flow/1", "id": "f", "name": "F", "isolation": "risky",
        "nodes": {
            **buttons,
            "culprit": {"kind": "compute.trouble", "config": {"how": "spin"}},
            "limit": {"kind": "alarm.limit", "config": {"rows": [{"points": "*", "h": 5}]}},
        },
        "wires": [
            {"from": ["low", "samples"], "to": ["culprit", "samples"]},
            {"from": ["high", "samples"], "to": ["culprit", "samples"]},
            {"from": ["culprit", "samples"], "to": ["limit", "samples"]},
        ],
    }  # fmt: skip


def reading(pattern: str) -> dict[str, Any]:
    """What others measure."""
    return {
        "format": "tundish.flow/1", "id": "reader", "name": "Reader",
        "nodes": {"points": {"kind": "source.points", "config": {"patterns": [{"points": pattern}]}}},
        "wires": [],
    }  # fmt: skip
