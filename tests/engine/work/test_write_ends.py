"""Every write to equipment has an audited end, whatever breaks."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from engine.processes.messages import Audited, Write, Wrote
from engine.processes.page import Page
from engine.processes.worker import Worker
from engine.work.writes import Writes
from tests.engine.writing import GRANT, REQUEST, Bench
from tundish.catalogue import load
from tundish.errors import ConnectionFailed, WriteRefused


@pytest.mark.parametrize(("method", "stage"), [("ready", "link"), ("fits", "link"), ("read", "link")])
async def test_an_error_that_nobody_foresaw_before_the_send_is_audited(
    method: str, stage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def breaks(*_: Any) -> Any:
        raise RuntimeError("the driver broke")

    bench = Bench({**GRANT, "max_rate": 100.0})
    monkeypatch.setattr(bench, method, breaks)
    with pytest.raises(WriteRefused, match=r"P1\.speed: the driver broke: nothing was sent"):
        await bench.ask()
    assert [("write.refused", stage)] == [(r["action"], r["stage"]) for r in bench.audit]
    assert [] == bench.wire


async def test_a_link_that_breaks_before_the_wire_has_sent_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    async def breaks(*_: Any) -> None:
        raise ConnectionFailed("plc is lost")

    bench = Bench(GRANT)
    monkeypatch.setattr(bench, "write", breaks)
    with pytest.raises(WriteRefused, match="plc is lost: nothing was sent"):
        await bench.ask()
    assert [("write.intent", None), ("write.refused", "send")] == [(r["action"], r.get("stage")) for r in bench.audit]


async def test_a_read_back_that_breaks_is_audited(monkeypatch: pytest.MonkeyPatch) -> None:
    async def breaks(_: str) -> float:
        raise RuntimeError("the driver broke")

    bench = Bench(GRANT)
    monkeypatch.setattr(bench, "read", breaks)
    with pytest.raises(WriteRefused, match=r"50 was sent, but nothing could be read back .*\(the driver broke\)"):
        await bench.ask()
    assert ["write.intent", "write.unknown"] == bench.told


async def test_a_pause_that_breaks_after_the_send_is_audited() -> None:
    async def breaks(_: float) -> None:
        raise RuntimeError("no clock")

    bench = Bench(GRANT)
    bench.writes = Writes(lambda: bench.time, bench._keep, breaks)
    bench.writes.grant([GRANT])
    bench.on_write = lambda value: None
    with pytest.raises(WriteRefused, match="no clock: whether 50 arrived is not known"):
        await bench.ask()
    assert [None, "read-back"] == [r.get("stage") for r in bench.audit]
    assert ["write.intent", "write.unknown"] == bench.told


async def test_broken_off_while_waiting_for_the_turn_is_told() -> None:
    bench = Bench(GRANT)
    bench.on_write = lambda value: None
    first = asyncio.create_task(bench.ask(timeout=60))
    while not bench.wire:
        await asyncio.sleep(0)
    second = asyncio.create_task(bench.ask(node="second"))
    await asyncio.sleep(0)
    second.cancel()
    await asyncio.gather(second, return_exceptions=True)
    assert [("write.refused", "turn", "it was broken off")] == [
        (r["action"], r["stage"], r["why"]) for r in bench.audit if r["node"] == "second"
    ]
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    assert second.cancelled()
    assert first.cancelled()


async def test_broken_off_while_its_end_is_audited_has_one_end() -> None:
    bench = Bench(GRANT)
    task = asyncio.create_task(bench.ask())

    def breaks_off(record: dict[str, Any]) -> None:
        if record["action"] == "write.done":
            task.cancel()

    bench.on_audit = breaks_off
    await asyncio.gather(task, return_exceptions=True)
    for _ in range(5):
        await asyncio.sleep(0)
    assert ["write.intent", "write.done"] == bench.told


async def test_an_intent_that_could_not_be_kept_ends_as_refused() -> None:
    bench = Bench(GRANT)

    def full(record: dict[str, Any]) -> None:
        if record["action"] == "write.intent":
            raise OSError("no space left")

    bench.on_audit = full
    with pytest.raises(WriteRefused, match="The audit could not be written"):
        await bench.ask()
    assert [("write.refused", "audit")] == [(r["action"], r["stage"]) for r in bench.audit]


async def test_a_number_without_end_is_refused_and_can_be_recorded() -> None:
    bench = Bench(GRANT)
    with pytest.raises(WriteRefused, match="is no finite number"):
        await bench.ask(value=10**400)
    assert [("value", "a number of more than 64 bits")] == [(r["stage"], r["value"]) for r in bench.audit]


async def test_a_connection_that_is_not_there_is_audited() -> None:
    bench = Bench(GRANT)
    error = await bench.writes.refuse(REQUEST, "There is no connection 'plc'")
    assert "There is no connection 'plc': nothing was sent" == str(error)
    assert [("write.refused", "link", "ada")] == [(r["action"], r["stage"], r["user"]) for r in bench.audit]


async def test_a_worker_audits_a_write_to_no_connection(tmp_path: Path) -> None:
    records: list[dict[str, Any]] = []

    class Supervisor:
        def send(self, message: Any) -> None:
            if isinstance(message, Write):
                worker._take(Wrote(call=message.call, yours=True))
                return
            records.append(message.record)
            worker._audited(Audited(call=message.call))

    link: Any = Supervisor()
    worker = Worker(link, Page.made(tmp_path), tmp_path, load())
    with pytest.raises(WriteRefused, match="There is no connection 'plc'"):
        await worker.write("pumps", "w", REQUEST)
    assert [("write.refused", "pumps", "w")] == [(r["action"], r["flow"], r["node"]) for r in records]


@pytest.mark.parametrize(
    ("holds", "end", "said"),
    [
        pytest.param(50.0, "write.done", "", id="it had arrived"),
        pytest.param(20.0, "write.unknown", "20 was read back", id="something else is there"),
    ],
)
async def test_a_write_whose_process_ended_is_read_back_and_never_sent_again(holds: float, end: str, said: str) -> None:
    bench = Bench(GRANT)
    bench.holds = holds
    if said:
        with pytest.raises(WriteRefused, match=f"{said}.*the process ended while it was being sent"):
            await bench.ask(looks=True)
    else:
        done = await bench.ask(looks=True)
        assert {"status": "done", "point": "P1.speed", "sent": 50.0, "read_back": 50.0} == done
    assert ([], [end]) == (bench.wire, bench.told)


async def test_a_write_whose_process_ended_and_whose_link_is_down_is_told_as_unknown() -> None:
    bench = Bench(GRANT)
    bench.connected = False
    with pytest.raises(WriteRefused, match="whether 50 arrived is not known"):
        await bench.ask(looks=True)
    assert ["write.unknown"] == bench.told
