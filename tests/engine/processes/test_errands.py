"""Writes over a connection that another worker has, as the supervisor passes them on. The workers are played."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from engine.processes import errands as module
from engine.processes.errands import Errands
from engine.processes.messages import Abandon, Write, Wrote
from tundish.write import WriteRequest

REQUEST = WriteRequest("plc", "P1.speed", "holding 1", 50.0, flow="f", node="n", user="ada", timeout=0.05)._asdict()


class Played:
    """A minder, and the link to its worker, which answers when it is told to."""

    def __init__(self, group: str) -> None:
        self.group = group
        self.link: Any = self
        self.ready = asyncio.Event()
        self.ready.set()
        self.said: list[Any] = []
        self.asked: list[asyncio.Future[Any]] = []

    def send(self, message: Any) -> None:
        self.said.append(message)

    def begin(self, make: Callable[..., Any]) -> tuple[int, asyncio.Future[Any]]:
        future = asyncio.get_running_loop().create_future()
        self.asked.append(future)
        self.said.append(make(call=len(self.asked)))
        return len(self.asked), future


class Desk:
    """Group a has the connection, group b writes over it."""

    def __init__(self) -> None:
        self.a, self.b = Played("a"), Played("b")
        self.minders: dict[str, Any] = {"a": self.a, "b": self.b}
        self.errands = Errands(self.minders)

    async def write(self, who: Played, call: int) -> None:
        asker: Any = who
        self.errands.take(asker, Write(call=call, request=dict(REQUEST)))
        for _ in range(5):
            await asyncio.sleep(0)


async def answered(who: Played, number: int) -> list[Any]:
    async with asyncio.timeout(60):
        while len(who.said) < number:
            await asyncio.sleep(0.01)
    return who.said


async def test_a_group_that_is_made_again_while_it_ends_keeps_its_connections_and_its_answers() -> None:
    """A flow is deployed in a group whose worker is just ending: what the new one asks is not the old one's."""
    desk = Desk()
    await desk.write(desk.a, 1)
    assert [Wrote(call=1, yours=True)] == desk.a.said
    await desk.write(desk.b, 1)
    old: Any = desk.b
    new = desk.minders["b"] = Played("b")
    await desk.write(new, 1)
    desk.errands.lost(old)
    desk.errands.retired("b")
    for future in desk.a.asked:
        if not future.done():
            future.set_result({"call": 0, "result": {"status": "done"}})
    assert [Wrote(call=1, result={"status": "done"})] == await answered(new, 1)
    assert ([], 1) == (old.said, sum(isinstance(m, Abandon) for m in desk.a.said))

    desk.minders["a"] = again = Played("a")
    desk.errands.retired("a")
    await desk.write(desk.b, 2)
    assert 1 == len(again.asked), "it still has the connection"


async def test_a_connection_that_nobody_has_any_more_when_time_is_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has it is gone between two looks: who asked is told all the same."""
    monkeypatch.setattr(module, "PAUSE", 3600.0)
    desk = Desk()
    await desk.write(desk.a, 1)
    desk.a.ready.clear()
    await desk.write(desk.b, 1)
    del desk.minders["a"]
    desk.errands.retired("a")
    assert "away" in (await answered(desk.b, 1))[0].away
