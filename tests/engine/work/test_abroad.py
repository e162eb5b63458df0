"""Abroad: points of one worker's flows reach readers in another, by name, and what is lost is counted."""

import asyncio
import socket
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.processes import messages
from engine.processes.exchange import ROOM, Exchange
from engine.processes.messages import Arrived, Link, Message, Publish, Reads, ToApi, TooLarge, ToWorker, Wanted
from engine.processes.minder import Minder
from engine.work.abroad import Abroad, decoded, encoded
from engine.work.hub import Hub, Reader
from tundish.points import Points
from tundish.samples import Samples


class FakeLink:
    """Remembers what is sent; `waiting` is what a test says, so many samples are `refused` as too large."""

    def __init__(self) -> None:
        self.sent: list[Message] = []
        self.waiting = 0
        self.refused = 0

    def send(self, message: Message) -> None:
        if isinstance(message, Publish) and self.refused:
            self.refused -= 1
            raise TooLarge("too large")
        self.sent.append(message)


class Worker:
    """The part of a worker that has to do with other workers."""

    def __init__(self, *before: str) -> None:
        self.points, self.link = Points(), FakeLink()
        for name in before:
            self.points.number(name)
        self.hub = Hub(self.points)
        self.abroad = Abroad(self.hub, self.points, cast("Link", self.link))

    def publish(self, **values: float) -> None:
        names = list(values)
        self.hub.publish(made(self.points, names, list(values.values())))

    def reads(self, *patterns: str) -> Reader:
        reader = Reader(patterns)
        self.hub.join(reader)
        return reader


def made(points: Points, names: list[str], values: list[float]) -> Samples:
    stamps = [2 * i + 1 for i in range(len(names))]
    numbers = [points.number(name) for name in names]
    return Samples.of(arrival=stamps, time=stamps, point=numbers, value=values, quality=[0] * len(names))


async def published(worker: Worker, count: int) -> list[Publish]:
    """What it sends to others, once it is so many."""
    async with asyncio.timeout(20):
        while len(found := [m for m in worker.link.sent if isinstance(m, Publish)]) < count:
            await asyncio.sleep(0.001)
    return found


def names_in(message: Publish, worker: Worker) -> list[str]:
    return [worker.points.name(int(p)) for p in decoded(message.raw, worker.points).point]


def minder(group: str) -> Any:
    found: Any = Minder(group, cast("Any", None))
    found.link = FakeLink()
    return found


@given(names=st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=20), others=st.permutations("abc"))
def test_samples_keep_names_and_columns_whatever_their_numbers(names: list[str], others: list[str]) -> None:
    ours, theirs = Points(), Points()
    for name in others:
        theirs.number(name)
    sent = made(ours, names, [float(i) for i in range(len(names))])
    got = decoded(encoded(sent, ours), theirs)
    assert names == [theirs.name(int(p)) for p in got.point]
    for column in ("arrival", "time", "value", "quality"):
        np.testing.assert_array_equal(getattr(sent, column), getattr(got, column))


async def test_what_others_want_is_sent_and_nothing_else() -> None:
    ours, theirs = Worker(), Worker("x", "y")
    reader = theirs.reads("P*")
    assert [Reads(patterns=["P*"])] == theirs.link.sent
    ours.abroad.wanted({"theirs": ["P*"]})
    ours.publish(P1=1.0, Q1=2.0)
    (message,) = await published(ours, 1)
    assert ("theirs", 1, 0) == (message.to, message.size, message.lost)
    theirs.abroad.arrived(Arrived(raw=message.raw, lost=0))
    (samples,) = await reader.batch()
    assert ["P1"] == [theirs.points.name(int(p)) for p in samples.point]
    ours.abroad.close()


async def test_what_came_from_abroad_is_not_sent_abroad_again() -> None:
    ours, theirs = Worker(), Worker()
    theirs.reads("*")
    theirs.abroad.wanted({"ours": ["*"]})
    raw = encoded(made(ours.points, ["P1"], [1.0]), ours.points)
    theirs.abroad.arrived(Arrived(raw=raw, lost=0))
    theirs.publish(Q1=2.0)
    (message,) = await published(theirs, 1)
    assert ["Q1"] == names_in(message, theirs)
    theirs.abroad.close()


async def test_what_waits_is_sent_also_when_others_want_something_else_meanwhile() -> None:
    ours = Worker()
    ours.abroad.wanted({"theirs": ["P*"]})
    ours.publish(P1=1.0, Q1=2.0)
    ours.abroad.wanted({"theirs": ["P*", "Q*"]})
    ours.publish(Q2=3.0)
    ours.abroad.wanted({"theirs": ["Q*"]})
    ours.publish(P2=4.0, Q3=5.0)
    assert [["P1"], ["Q2"], ["Q3"]] == [names_in(message, ours) for message in await published(ours, 3)]
    ours.abroad.wanted({})
    assert not ours.hub.listened


async def test_an_instant_too_large_for_the_link_is_counted_as_lost_and_the_next_ones_are_sent() -> None:
    ours = Worker()
    ours.link.refused = 1
    ours.abroad.wanted({"theirs": ["*"]})
    ours.publish(P1=1.0, P2=2.0)
    ours.publish(P1=3.0)
    ours.publish(P1=4.0)
    assert [2, 0] == [message.lost for message in await published(ours, 2)]
    ours.abroad.close()


async def test_a_link_refuses_what_the_other_end_would_end_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "LARGEST", 100)
    here, there = socket.socketpair()
    ours = Link(*await asyncio.open_connection(sock=here), ToApi)
    theirs = Link(*await asyncio.open_connection(sock=there), ToWorker)
    with pytest.raises(TooLarge):
        theirs.send(Publish(to="x", raw=bytes(100), size=1, lost=0))
    theirs.send(Reads(patterns=["P*"]))
    assert Reads(patterns=["P*"]) == await ours.receive()
    ours.close()
    theirs.close()


async def test_what_is_lost_on_the_way_is_counted_at_the_readers() -> None:
    ours = Worker()
    reader = ours.reads("*")
    raw = encoded(made(ours.points, ["P1"], [1.0]), ours.points)
    ours.abroad.arrived(Arrived(raw=raw, lost=7))
    ours.abroad.arrived(Arrived(raw=raw, lost=9))
    assert 9 == reader.dropped


def test_a_worker_that_does_not_take_what_it_wants_loses_it_and_is_told_how_much() -> None:
    exchange, slow = Exchange(), minder("slow")
    slow.link.waiting = ROOM + 1
    exchange.publish(Publish(to="slow", raw=b"", size=5, lost=2), slow)
    assert [] == slow.link.sent
    slow.link.waiting = 0
    exchange.publish(Publish(to="slow", raw=b"x", size=1, lost=0), slow)
    assert [Arrived(raw=b"x", lost=7)] == slow.link.sent
    exchange.publish(Publish(to="gone", raw=b"x", size=1, lost=0), None)


def test_each_group_is_told_what_the_others_read_and_not_what_it_reads_itself() -> None:
    exchange, one, two = Exchange(), minder("one"), minder("two")
    exchange.reads(one, ["A*"], [one, two])
    exchange.reads(two, ["B*"], [one, two])
    assert [Wanted(by={"two": ["B*"]})] == one.link.sent
    assert [Wanted(by={"one": ["A*"]})] == two.link.sent
    exchange.reads(one, [], [one, two])
    assert Wanted(by={}) == two.link.sent[-1]
