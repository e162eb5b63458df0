"""Messages into the flow: one that cannot be taken harms no other, and does not come again."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

import pytest

from nodes.drivers.batch import Batch
from nodes.drivers.mqtt import Message, Reader
from nodes.source.mqtt import MqttSource, MqttSourceConfig
from tests.fixtures.io import RecordingIo
from tundish import Points

JSON = {"topic": "json/#", "format": "json", "point": "{path}", "time": "at"}
EVENTS = {"topic": "lab/#", "format": "event", "event": "lab.result"}
HUGE = b"1" + b"0" * 400


class Link:
    """A link to no broker; `acks` are the payloads it may forget."""

    id = "link"
    connected = True

    def __init__(self, missed: int = 0) -> None:
        self.acks: list[bytes] = []
        self.reader_: Reader | None = None
        self._missed = missed

    async def ready(self, timeout: float | None = None) -> None:  # noqa: ASYNC109
        pass

    @asynccontextmanager
    async def reader(self, filters: Sequence[tuple[str, int]]) -> AsyncIterator[Reader]:
        self.reader_ = Reader(filters)
        self.reader_.missed = self._missed
        yield self.reader_

    def send(self, *messages: tuple[str, bytes], qos: int = 1) -> None:
        assert self.reader_ is not None
        for topic, payload in messages:
            raw: Any = SimpleNamespace(topic=topic, payload=payload, qos=qos)
            message = Message(raw, lambda payload=payload: self.acks.append(payload))  # type: ignore[misc]
            message.given(1)
            self.reader_.put(message, qos)


@asynccontextmanager
async def running(link: Any, io: RecordingIo) -> AsyncIterator[None]:
    config = MqttSourceConfig.model_validate({"connection": "link", "topics": [JSON, EVENTS, {"topic": "#"}]})
    task = asyncio.create_task(MqttSource("mq", config, Points()).produce(io))
    while link.reader_ is None:
        await asyncio.sleep(0)
    yield
    assert not task.done(), "it broke"
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@pytest.mark.parametrize(
    ("topic", "payload", "sentence"),
    [
        ("json/a", b'{"a": 1, "at": "0001-01-01T00:00:00"}', "years 1970 to 2261"),
        ("json/a", b'{"a": 1, "at": "2999-01-01T00:00:00"}', "years 1970 to 2261"),
        ("json/a", b'{"a": ' + HUGE + b', "at": 1795262400}', "is too large"),
        ("lab/a", b'{"a": 18446744073709551616}', "more than 64 bits"),
        ("lab/a", b'{"a": "\\ud800"}', "half a character"),
        ("lab/a", b'{"a": ' + HUGE + b"}", "more than 64 bits"),
    ],
)
async def test_a_poisoned_message_is_complained_about_and_the_others_are_taken_once(
    topic: str, payload: bytes, sentence: str
) -> None:
    link: Any = Link()
    io = RecordingIo(link)
    messages = [("lab/1", b'{"n": 1}'), ("flow", b"1"), (topic, payload), ("flow", b"2"), ("lab/2", b'{"n": 2}')]
    async with running(link, io):
        link.send(*messages)
        await io.until(lambda: len(link.acks) == len(messages))
    assert [p for _, p in messages] == link.acks, "all of them, in the order they came"
    assert [1, 2] == [v for put in io.puts for v in put.values]
    assert [("lab.result", 1), ("problem", 1), ("lab.result", 2)] == [
        (told.kind, told.data.get("n", told.data.get("count"))) for told in io.events
    ]
    problem = io.events[1]
    assert ("error", topic, payload[:200].decode()) == (problem.port, problem.data["topic"], problem.data["excerpt"])
    assert sentence in problem.data["error"]


class Broken(RecordingIo):
    """Does not take a certain point or kind of event, for a reason that nobody thought of."""

    async def samples(self, points: Sequence[str], *args: Any, **kwargs: Any) -> None:
        if "poison" in points:
            raise OverflowError("too large")
        await super().samples(points, *args, **kwargs)

    async def event(self, kind: str, data: Any, *args: Any, **kwargs: Any) -> None:
        if data.get("n") == "poison":
            raise TypeError("half \ud800")
        await super().event(kind, data, *args, **kwargs)


async def test_whatever_goes_wrong_with_one_message_harms_no_other() -> None:
    link: Any = Link()
    io = Broken(link)
    messages = [("a", b"1"), ("poison", b"2"), ("b", b"3"), ("lab/1", b'{"n": "poison"}'), ("lab/2", b'{"n": 1}')]
    async with running(link, io):
        link.send(*messages)
        await io.until(lambda: len(link.acks) == len(messages))
    assert [p for _, p in messages] == link.acks
    assert [("a", 1), ("b", 3)] == [(p, v) for put in io.puts for p, v in zip(put.points, put.values, strict=True)]
    assert ["problem", "problem", "lab.result"] == [told.kind for told in io.events]
    assert "OverflowError: too large" in io.events[0].data["error"]
    assert io.events[1].data["error"].encode(), "it can be sent on"


class OneEvent(RecordingIo):
    """Takes one event, then it is full."""

    async def event(self, *args: Any, **kwargs: Any) -> None:
        await super().event(*args, **kwargs)
        self.gate.clear()


async def test_an_event_that_is_in_is_acknowledged_before_the_next_one() -> None:
    """So that a node that is stopped in between does not emit it again."""
    link: Any = Link()
    io = OneEvent(link)
    async with running(link, io):
        link.send(("lab/1", b'{"n": 1}'), ("lab/2", b'{"n": 2}'))
        await io.until(lambda: link.acks or len(io.events) > 1, 2)
    await asyncio.sleep(0)
    assert [b'{"n": 1}'] == link.acks
    assert ["lab/2"] == [message.topic for message in link.reader_.left()]


async def test_what_was_let_go_is_shown() -> None:
    link: Any = Link(missed=3)
    io = RecordingIo(link)
    async with running(link, io):
        await asyncio.sleep(0)
    assert [("warn", "3 messages were let go: this node did not come for them within 300 s")] == io.states


class Full(RecordingIo):
    """On a disk that takes nothing."""

    async def kept(self) -> None:
        await asyncio.Event().wait()


async def test_messages_that_the_broker_has_forgotten_are_not_held_until_the_disk_takes_them() -> None:
    """Or a full disk would fill the memory: no broker waits with QoS 0."""
    link: Any = Link()
    io = Full(link)
    held = len(Batch._acking)
    async with running(link, io):
        link.send(("a", b"1"), ("lab/1", b'{"n": 1}'), ("lab/1", b"{"), qos=0)
        await io.until(lambda: len(io.events) == 2)
        await asyncio.sleep(0)
        assert held == len(Batch._acking)
        link.send(("a", b"2"), qos=1)
        await io.until(lambda: len(io.puts) == 2)
        await asyncio.sleep(0)
        assert held + 1 == len(Batch._acking)
    for waiting in list(Batch._acking):
        waiting.cancel()
