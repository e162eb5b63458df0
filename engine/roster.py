"""Roster: the flows that a worker runs: opened, deployed, closed, and revived when they break."""

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from engine.alarms import AlarmBoard
from engine.flow import Flow
from engine.io import World
from engine.ledger import Ledger
from engine.logs import about, logger
from engine.plan import AnyNode
from engine.seat import Seat
from engine.stops import Out
from engine.tracing import Tracing
from tundish.errors import CommandRefused, DeployRefused, Problem, TundishError

LOG = logger("tundish.engine")
SECOND = 1_000_000_000
REVIVALS = 3
"""How often in a row a flow that broke is started again."""


class Roster:
    """Of one worker; `flows` are those that run. `tell` takes what is said of them."""

    def __init__(
        self, world: World, data: Path, kinds: Mapping[str, type[AnyNode]], tell: Callable[[dict[str, Any]], None],
        tracing: Tracing,
    ) -> None:  # fmt: skip
        self.flows: dict[str, Flow] = {}
        self.seated: dict[str, Flow] = {}
        """Those that have a seat, also while they are being opened."""
        self._world = world
        self._data = data
        self._kinds = kinds
        self._tell = tell
        self._alarms = AlarmBoard(tell)
        self._tracing = tracing
        self._runs: dict[str, asyncio.Task[None]] = {}
        self._revived: dict[str, tuple[int, int]] = {}
        self._reviving: set[asyncio.Task[None]] = set()

    def __getitem__(self, id: str) -> Flow:
        if id not in self.flows:
            raise CommandRefused(f"Flow {id!r} is not running", "Start it first")
        return self.flows[id]

    def deploy(self, id: str, document: dict[str, Any], version: int, out: Out) -> None:
        """Run this version from now on; DeployRefused."""
        flow = self.flows.get(id)
        try:
            if flow is not None:
                self._redeploy(flow, document, version, out)
            else:
                self._open(id, document, version, out)
        except TundishError as error:
            raise DeployRefused([Problem(error.code, error.message, error.hint)]) from None
        except ValueError as error:
            raise DeployRefused([Problem("config", str(error))]) from None

    def put_out(self, id: str, out: Out, node: str) -> None:
        """These nodes are out of work from now on, all others work; `node` at once, if a breaker stops it."""
        flow = self[id]
        flow.put_out(out, node)
        self._tell(flow.status())

    async def withdraw(self, id: str, *, forget: bool, moving: bool) -> None:
        """Run it no more. `moving`: another worker will, so what is known of its alarms stands."""
        flow = self.flows.pop(id, None)
        if flow is not None:
            self._runs.pop(id).cancel()
            await (flow.end() if forget else flow.close())
            self._leave(id)
        elif forget:
            seat = Seat(self._data, id)
            self._ledger(id).put_aside()
            seat.close()
        self._revived.pop(id, None)
        self._alarms.end(id, quietly=moving)

    def alarm(self, flow: str, node: str, event: Any) -> None:
        self._alarms.put(flow, node, event)

    async def close(self) -> None:
        """Every flow is remembered."""
        for task in [*self._runs.values(), *self._reviving]:
            task.cancel()
        for flow in self.flows.values():
            await flow.close()

    def _open(self, id: str, document: dict[str, Any], version: int, out: Out) -> None:
        seat = Seat(self._data, id)
        try:
            ledger = self._ledger(id)
            flow = self.seated[id] = Flow(id, self._world, ledger, self._kinds, self.alarm, seat)
            try:
                flow.open(document, version, out)
            except BaseException:
                ledger.close()
                raise
        except BaseException:
            self.seated.pop(id, None)
            seat.close()
            raise
        flow.traced(self._tracing.tracer(id))
        self.flows[id] = flow
        with about(flow=id):
            self._runs[id] = asyncio.create_task(flow.run(), name=f"flow {id}")
        self._runs[id].add_done_callback(lambda task: self._ended(id, task))
        self._alarms.begin(id, flow.runner.nodes())
        self._tell(flow.status())

    def _redeploy(self, flow: Flow, document: dict[str, Any], version: int, out: Out) -> None:
        flow.deploy(document, version, out)
        # alarms may have gone to another node, and one that was out of work has not closed what it had open
        self._alarms.begin(flow.id, flow.runner.nodes())

    def _leave(self, id: str) -> None:
        self.seated.pop(id).seat.close()

    def _ledger(self, id: str) -> Ledger:
        return Ledger(self._data / "flows" / f"{id}.db", threaded=True)

    def _ended(self, id: str, task: "asyncio.Task[None]") -> None:
        """A flow's loop never ends by itself: if it does, something in it broke, and the others go on."""
        if not task.cancelled() and (error := task.exception()):
            LOG.error("a flow broke", flow=id, exc_info=error)
            reviving = asyncio.create_task(self._revive(id, f"{type(error).__name__}: {error}"))
            self._reviving.add(reviving)
            reviving.add_done_callback(self._reviving.discard)

    async def _revive(self, id: str, why: str) -> None:
        """Start a flow that broke again from its checkpoint and journal; give it up when it breaks again and again."""
        flow = self.flows.pop(id, None)
        if flow is None:
            return
        self._runs.pop(id, None)
        await flow.abandon()
        self._leave(id)
        times, last = self._revived.get(id, (0, 0))
        times = times + 1 if self._world.now() - last < 600 * SECOND else 1
        self._revived[id] = times, self._world.now()
        status = {"type": "status", "flow": id, "state": "failed", "problem": f"The flow broke: {why}", "nodes": {}}
        self._tell({**status, "given_up": times > REVIVALS})
        if times > REVIVALS:
            return
        await asyncio.sleep(2.0 ** (times - 1))
        if id in self.flows:
            return  # somebody has started it meanwhile
        try:
            self._open(id, flow.document, flow.version, flow.stops.out)
        except (TundishError, ValueError) as error:
            self._tell({**status, "problem": f"The flow broke and does not start again: {error}", "given_up": True})
