"""Writes that another worker is to do: what it says is passed on, what cannot be said is refused here."""

import asyncio
from typing import Any

import pytest

from engine.outbox import delivery
from engine.processes.messages import Abandon, Done, Write, Wrote
from engine.work import errands as module
from engine.work.errands import LONGEST, Errands
from tests.engine.writing import GRANT, REQUEST, Bench
from tundish.errors import WriteRefused


class Line:
    """A link whose other end answers as it is told to."""

    def __init__(self, *answers: Wrote) -> None:
        self.sent: list[Any] = []
        self.bench = Bench(GRANT)
        self.answers = list(answers)
        link: Any = self
        self.errands = Errands(link, self.bench.writes, lambda request: self.bench.writes.write(request, self.bench))

    def send(self, message: Any) -> None:
        self.sent.append(message)
        if isinstance(message, Write) and self.answers:
            answer = self.answers.pop(0)
            answer.call = message.call
            self.errands.take(answer)

    @property
    def kinds(self) -> list[str]:
        return [type(message).__name__ for message in self.sent]


async def test_who_has_the_connection_is_asked_once() -> None:
    line = Line(Wrote(call=0, yours=True))
    line.bench.holds = 50.0
    for _ in range(2):
        assert "done" == (await line.errands.write(REQUEST))["status"]
    assert (["Write"], 2) == (line.kinds, len(line.bench.wire))


async def test_what_the_other_worker_says_comes_back() -> None:
    done = {"status": "done", "sent": 50.0}
    line = Line(Wrote(call=0, result=done), Wrote(call=0, refused="too much", hint="less", stage="rate"))
    assert done == await line.errands.write(REQUEST)
    with pytest.raises(WriteRefused, match="too much") as caught:
        await line.errands.write(REQUEST)
    assert ("rate", "less") == (caught.value.stage, caught.value.hint)
    assert ([], []) == (line.bench.wire, line.bench.audit), "it has been audited there"


@pytest.mark.parametrize(
    ("answer", "action", "said"),
    [
        pytest.param(Wrote(call=0, away="nobody there"), "write.refused", "nobody there: nothing was sent", id="away"),
        pytest.param(Wrote(call=0, unknown="it ended"), "write.unknown", "whether 50 arrived is not known", id="ended"),
    ],
)
async def test_what_came_to_nothing_on_the_way_is_audited_here(answer: Wrote, action: str, said: str) -> None:
    line = Line(answer)
    with pytest.raises(WriteRefused, match=said):
        await line.errands.write(REQUEST)
    assert [action] == line.bench.told


async def test_who_stops_waiting_says_so() -> None:
    line = Line()
    task = asyncio.create_task(line.errands.write(REQUEST))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert [Write, Abandon] == [type(message) for message in line.sent]
    assert line.sent[0].call == line.sent[1].call


async def test_a_worker_that_says_nothing_is_not_waited_for_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told and audited as unknown, given up there, not sent from here; an answer that comes later is nobody's."""
    monkeypatch.setattr(module, "LONGEST", 0.05)
    assert delivery.LONGEST > LONGEST, "an action must not have given up before it can be told"
    line = Line()
    with pytest.raises(
        WriteRefused, match=r"'plc' has not answered within .* whether 50 arrived is not known"
    ) as caught:
        await line.errands.write(REQUEST)
    assert ("send", "Look at the equipment: it was not sent again") == (caught.value.stage, caught.value.hint)
    assert (["Write", "Abandon"], ["write.unknown"]) == (line.kinds, line.bench.told)
    line.errands.take(Wrote(call=line.sent[0].call, result={"status": "done"}))
    line.errands.take(Wrote(call=line.sent[0].call, yours=True))
    await asyncio.sleep(0)
    assert ([], ["write.unknown"]) == (line.bench.wire, line.bench.told)


@pytest.mark.parametrize("silent", [False, True], ids=["answers late", "equipment is silent"])
async def test_who_was_silent_sends_nothing_that_nobody_waits_for(*, silent: bool) -> None:
    """Its words are in a queue: the write, that it is given up, and only then that its intent has been audited."""
    line = Line()
    line.bench.holds = 50.0
    audited = asyncio.Event()
    there = asyncio.Event()

    async def keep(record: dict[str, Any]) -> None:
        line.bench.audit.append(record)
        if record["action"] == "write.intent" and not silent:
            there.set()
            await audited.wait()

    async def hangs(address: str, value: float, still: Any) -> None:
        still()
        line.bench.wire.append((address, value))
        there.set()
        await asyncio.Event().wait()

    line.bench.writes._audit = keep
    if silent:
        line.bench.write = hangs  # type: ignore[method-assign]
    line.errands.take(Write(call=7, request=REQUEST._asdict()))
    await asyncio.wait_for(there.wait(), 60)
    line.errands.take(Abandon(call=7))
    audited.set()
    async with asyncio.timeout(60):
        while len(line.bench.told) < 2:
            await asyncio.sleep(0)
    assert ["write.intent", "write.unknown" if silent else "write.refused"] == line.bench.told
    assert int(silent) == len(line.bench.wire)
    await line.errands.close()


async def test_a_write_for_another_worker_is_done_and_one_that_nobody_waits_for_is_not_sent() -> None:
    line = Line()
    line.bench.holds = 50.0
    line.errands.take(Write(call=7, request=REQUEST._asdict()))
    line.errands.take(Write(call=8, request=REQUEST._replace(value=500.0)._asdict()))
    line.errands.take(Write(call=9, request=REQUEST._asdict()))
    line.errands.take(Abandon(call=9))
    async with asyncio.timeout(60):
        while len(line.sent) < 3:
            await asyncio.sleep(0)
    told = {message.call: message.result for message in line.sent if isinstance(message, Done)}
    assert 50.0 == told[7].result["read_back"]
    assert "outside" in told[8].refused
    assert told[9] is None
    assert [("holding 1", 50.0)] == line.bench.wire
    await line.errands.close()


async def test_a_write_for_another_worker_that_ends_as_nobody_foresaw_is_answered_all_the_same() -> None:
    line = Line()

    async def breaks(_: Any) -> Any:
        raise KeyError("plc")

    line.errands._here = breaks
    line.errands.take(Write(call=7, request=REQUEST._asdict()))
    async with asyncio.timeout(60):
        while not line.sent:
            await asyncio.sleep(0)
    assert "KeyError" in line.sent[0].result.unknown
    await line.errands.close()
