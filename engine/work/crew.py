"""Crew: the connectors of a flow at work, each in a task of its own."""

import asyncio
import random
from collections.abc import Container, Mapping, Sequence
from functools import partial
from typing import Any

from engine.disk.keeper import Keeper
from engine.disk.ledger import Ledger, Settled
from engine.outbox.delivery import Delivery
from engine.outbox.outgoing import EVENTS, Outgoing
from engine.outbox.policy import policy
from engine.outbox.promptly import contained
from engine.passes.inbox import RESULT, Emit, Inbox
from engine.passes.plan import AnyNode
from engine.watch.logs import about
from engine.work.io import NodeIo, World
from engine.work.seat import Marks
from tundish.connector import Action, Source
from tundish.errors import TundishError
from tundish.event import Event


class Crew:
    """Of one flow."""

    def __init__(
        self, flow: str, world: World, inbox: Inbox, ledger: Ledger, keeper: Keeper, outgoing: Outgoing, seat: Marks
    ) -> None:
        self.ios: dict[str, NodeIo] = {}
        self.tasks: dict[str, asyncio.Task[None]] = {}
        self.used: dict[str, set[str]] = {}
        """Connections, by node."""
        self._flow = flow
        self._world = world
        self._inbox = inbox
        self._ledger = ledger
        self._keeper = keeper
        self._outgoing = outgoing
        self._seat = seat
        self._drained = asyncio.Event()
        inbox.drained = self._drained.set
        self._specs: Mapping[str, Mapping[str, Any]] = {}
        """The nodes as the document has them."""
        self._settling: dict[int, Settled] = {}
        """What becomes of records by results that are in the inbox, by stamp."""
        self._answering: dict[str, set[int]] = {}
        """Numbers of records whose result is not on the disk yet, by action."""

    def settle(self, nodes: Mapping[str, AnyNode], out: Container[str], specs: Mapping[str, Mapping[str, Any]]) -> None:
        """After a change of plan: start those that do not run yet, stop those that are out of work."""
        self._specs = specs
        self._outgoing.knows(nodes)
        if EVENTS not in self.tasks:
            self.tasks[EVENTS] = asyncio.create_task(self._outgoing.events.run(), name=f"{self._flow}/{EVENTS}")
        for id in [id for id in self.ios if id not in nodes]:
            del self.ios[id]
        for id, node in nodes.items():
            if id in out and id in self.tasks:
                self.stop(id)
            if id not in self.tasks and id not in out and isinstance(node, Source | Action):
                self.start(id, node)
            elif id in self._outgoing.deliveries and isinstance(node, Action):
                self._outgoing.deliveries[id].policy = policy(node, specs.get(id, {}))

    def start(self, id: str, node: AnyNode) -> None:
        uses = self.used[id] = set()
        io = NodeIo(self._flow, id, self._world, self._inbox, self._room, uses.add, self._keeper.kept)
        self.ios[id] = io
        if isinstance(node, Source):
            work = self._produce(node, io)
        elif isinstance(node, Action):
            answering = self._answering.setdefault(id, set())
            answer = partial(self._answer, id, answering)
            delivery = Delivery(node, io, self._ledger, answer, self._room, answering, self._flow)
            delivery.tried = lambda effect, time, ns, error: self._outgoing.tried(id, effect, time, ns, error)
            delivery.policy = policy(node, self._specs.get(id, {}))
            self._outgoing.deliveries[id] = delivery
            work = delivery.run()
        with about(flow=self._flow, node=id):  # what the task logs says whose it is
            self.tasks[id] = asyncio.create_task(self._seat.around(id, work), name=f"{self._flow}/{id}")

    def stop(self, id: str) -> None:
        self.tasks.pop(id).cancel()
        self.used.pop(id, None)
        self._outgoing.deliveries.pop(id, None)
        self.ios.pop(id, None)

    def uses(self, connection: str, nodes: Mapping[str, AnyNode]) -> None:
        """A connection has other settings: start anew what uses it."""
        for id in [id for id, used in self.used.items() if connection in used]:
            self.stop(id)
            self.start(id, nodes[id])

    async def end(self) -> None:
        """Stop everything."""
        tasks = list(self.tasks.values())
        for id in list(self.tasks):
            self.stop(id)
        await asyncio.gather(*tasks, return_exceptions=True)

    def settled(self, emits: Sequence[Emit]) -> list[Settled]:
        """What becomes of records by the results among these."""
        known = self._settling
        return [known.pop(e.first) for e in emits if e.port == RESULT and e.first in known] if known else []

    def answered(self, settled: Sequence[Settled]) -> None:
        """It is on the disk."""
        for one in settled:
            self._answering.get(one.lane, set()).discard(one.number)

    async def _produce(self, source: Source[Any, Any], io: NodeIo) -> None:
        pause = 1.0
        while True:
            began = io.now()
            try:
                await contained(source.produce(io))
            except Exception as error:  # noqa: BLE001 - shown on the node, tried again
                text = str(error) if isinstance(error, TundishError | OSError) else f"{type(error).__name__}: {error}"
                io.status("error", text)
            else:
                return
            pause = 1.0 if io.now() - began > 60e9 else min(30.0, 2 * pause)  # noqa: PLR2004 - a minute
            await asyncio.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311 - jitter

    def _answer(self, node: str, answering: set[int], event: Event, settled: Settled | None) -> bool:
        """Take the result of an effect in; it goes to the disk together with what becomes of the record, if any.

        False: the inbox is full.
        """
        if not self._inbox.put(node, RESULT, event, event.time):  # it ended just now: the clock was asked already
            return False
        if settled is not None:
            self._settling[self._inbox.given] = settled
            answering.add(settled.number)
        return True

    async def _room(self) -> None:
        self._drained.clear()
        await self._drained.wait()
