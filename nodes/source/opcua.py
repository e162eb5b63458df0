"""OPC UA: values of a server, by subscription or by polling."""

import asyncio
from contextlib import aclosing
from typing import Annotated, Literal

import numpy as np
from pydantic import Field, field_validator

from nodes.drivers.feed import Feed
from nodes.drivers.opcua import Notice, OpcUa
from tundish import ConnectionRef, Duration, Io, NodeConfig, NodeState, PointRef, Port, Source, Table
from tundish.errors import ConnectionFailed
from tundish.quality import CONFIGURATION_ERROR, is_bad

PATIENCE = 5.0
"""Seconds to wait at the start for a link that is just being opened, before its points are called bad."""


class OpcUaNode(NodeConfig):
    point: PointRef = Field(title="Point")
    """The point that gets the value."""
    node: Annotated[str, Field(pattern=r"^(ns=\d+;)?[isgb]=\S.*$", title="Node id")] = "ns=2;s="
    """As the server writes it, for example `ns=2;s=Furnace.T1` or `ns=2;i=1001`."""


class OpcUaConfig(NodeConfig):
    connection: ConnectionRef("opcua") = Field(default="", title="Connection")  # type: ignore[valid-type]
    """The server."""
    mode: Literal["subscribe", "poll"] = Field(default="subscribe", title="Get values by")
    """Subscription is the better way; polling is for servers that cannot do it."""
    interval: Annotated[Duration, Field(ge=0.05, le=86400, title="Interval")] = 1.0
    """How often the server looks for changes, or is asked."""
    nodes: Table[OpcUaNode] = Field(default=(), title="Nodes")
    """What to read."""

    @field_validator("nodes")
    @classmethod
    def _each_point_once(cls, rows: tuple[OpcUaNode, ...]) -> tuple[OpcUaNode, ...]:
        seen: set[str] = set()
        for row in rows:
            if row.point in seen:
                raise ValueError(f"{row.point} stands in the table twice: a point has one node")
            seen.add(row.point)
        return rows


class OpcUaSource(Source[OpcUaConfig, NodeState]):
    """Read values of an OPC UA server, with the time and quality that the server gives them.

    All nodes are subscribed in one request. Values that change at one source time form one instant. When the link
    is lost, every point turns `bad` (`comm_lost`). A node id that the server does not know makes its point bad
    (`configuration_error`); the others go on.
    """

    kind = "source.opcua"
    title = "OPC UA"
    outputs = (Port.samples("samples", "Samples", "Values as they change."),)
    summary_field = "connection"

    def owned(self) -> tuple[str, ...]:
        return tuple(row.point for row in self.config.nodes)

    async def produce(self, io: Io) -> None:
        link: OpcUa = io.connection(self.config.connection)
        feed = Feed(io, self.owned())
        patience: float | None = PATIENCE
        while self.config.nodes:
            try:
                await link.ready(patience)
                patience = None
                await (self._subscribe if self.config.mode == "subscribe" else self._poll)(link, feed, io)
            except ConnectionFailed as error:
                await feed.lost(str(error))
                patience = None
                if link.connected:
                    await asyncio.sleep(self.config.interval)  # it refuses us, or has not yet noticed

    async def _subscribe(self, link: OpcUa, feed: Feed, io: Io) -> None:
        io.status("ok")
        async with aclosing(link.notices([row.node for row in self.config.nodes], self.config.interval)) as notices:
            async for notice in notices:
                await self._put(notice, feed, io)

    async def _poll(self, link: OpcUa, feed: Feed, io: Io) -> None:
        nodes = [row.node for row in self.config.nodes]
        clock = asyncio.get_running_loop().time
        before: Notice | None = None
        due = clock()
        io.status("ok")
        while True:
            notice = await link.read_all(nodes)
            await self._put(_changed(before, notice), feed, io)
            before = notice
            due = max(due + self.config.interval, clock())
            await asyncio.sleep(due - clock())

    async def _put(self, notice: Notice, feed: Feed, io: Io) -> None:
        if not notice.row.size:
            return
        names = [self.config.nodes[row].point for row in notice.row]
        wrong = [n for n, q in zip(names, notice.quality, strict=True) if is_bad(q) and q & 0x3F == CONFIGURATION_ERROR]
        if wrong:
            io.status("warn", f"The server has no such node, or does not let us read it: {', '.join(wrong[:5])}")
        await feed.put(names, notice.value, notice.time, notice.quality)


def _changed(before: Notice | None, now: Notice) -> Notice:
    """What is not as it was at the last poll."""
    if before is None:
        return now
    same_value = (now.value == before.value) | (np.isnan(now.value) & np.isnan(before.value))
    keep = ~(same_value & (now.time == before.time) & (now.quality == before.quality))
    return Notice(*(column[keep] for column in now))
