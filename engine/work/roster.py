"""Roster: the flows that a worker runs: opened, deployed, closed, and revived when they break."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from engine.disk.ledger import Ledger
from engine.passes.plan import AnyNode
from engine.watch.alarms import AlarmBoard
from engine.watch.logs import about, logger
from engine.watch.tracing import Tracing
from engine.work.asked import Answer, Asked
from engine.work.flow import Flow
from engine.work.io import World
from engine.work.seat import Seat
from engine.work.stops import Out
from engine.work.sweeping import Sweeping
from tundish.errors import CommandRefused, DeployRefused, Problem, TundishError

LOG = logger("tundish.engine")
SECOND = 1_000_000_000
REVIVALS = 3
"""How often in a row a flow that broke is started again."""
PAUSE = 1.0
"""Seconds before the first time; twice as long before each further one."""


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
        self._asked = Asked()
        self._tracing = tracing
        self._runs: dict[str, asyncio.Task[None]] = {}
        self._given: dict[str, tuple[dict[str, Any], int]] = {}
        """Document and version as they were deployed: a flow keeps its own made flat."""
        self._revived: dict[str, tuple[int, int]] = {}
        self._leaving: dict[str, asyncio.Task[None]] = {}
        """Flows that broke and are still letting go of their file."""
        self._reviving: dict[str, asyncio.Task[None]] = {}
        self._sweeping = Sweeping()

    def __getitem__(self, id: str) -> Flow:
        if id not in self.flows:
            raise CommandRefused(f"Flow {id!r} is not running", "Start it first")
        return self.flows[id]

    async def deploy(self, id: str, document: dict[str, Any], version: int, out: Out) -> None:
        """Run this version from now on; DeployRefused."""
        await self._left(id)
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
        self._given[id] = document, version
        if id in self._reviving:
            self._reviving.pop(id).cancel()

    def put_out(self, id: str, out: Out, node: str) -> None:
        """These nodes are out of work from now on, all others work; `node` at once, if a breaker stops it."""
        flow = self[id]
        flow.put_out(out, node)
        self._tell(flow.status())

    async def withdraw(self, id: str, *, forget: bool, moving: bool) -> None:
        """Run it no more. `moving`: another worker will, so what is known of its alarms stands."""
        await self._left(id)
        if id in self._reviving:
            self._reviving.pop(id).cancel()
        flow = self.flows.pop(id, None)
        closed = flow is not None and await self._close(flow, forget=forget)
        if forget and not closed:
            seat = Seat(self._data, id)
            self._ledger(id).put_aside()
            seat.close()
        self._revived.pop(id, None)
        self._given.pop(id, None)
        self._alarms.end(id, quietly=moving)

    async def _close(self, flow: Flow, *, forget: bool) -> bool:
        """Whether it was closed as it should be; what it has on the disk stands in any case."""
        self._runs.pop(flow.id).cancel()
        try:
            await (flow.end() if forget else flow.close())
        except Exception:
            LOG.exception("a flow broke while it was closed", flow=flow.id)
            await flow.abandon()
            return False
        finally:
            self._leave(flow.id)
        return True

    async def _left(self, id: str) -> None:
        """A flow that broke has let go of its file."""
        if id in self._leaving:
            await asyncio.wait([self._leaving[id]])

    async def ask(self, id: str, command: str, user: str, asks: Sequence[tuple[str, dict[str, Any]]]) -> list[Answer]:
        """One command to several nodes of a flow; what came of each."""
        return await self._asked.ask(self[id], command, user, asks)

    def alarm(self, flow: str, node: str, event: Any) -> None:
        self._asked.see(flow, node, event)
        self._alarms.put(flow, node, event)

    async def close(self) -> None:
        """Every flow is remembered."""
        for task in self._reviving.values():
            task.cancel()
        for id in list(self._leaving):
            await self._left(id)
        for flow in list(self.flows.values()):
            await self._close(flow, forget=False)
        self.flows.clear()

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
        self._alarms.begin(id, flow.runner.nodes(), flow.health.alarms(), flow.runner.plan.wires)
        self._tell(flow.status())
        self._sweeping.deployed()

    def _redeploy(self, flow: Flow, document: dict[str, Any], version: int, out: Out) -> None:
        flow.deploy(document, version, out)
        # alarms may have gone to another node, and one that was out of work has not closed what it had open
        self._alarms.begin(flow.id, flow.runner.nodes(), flow.health.alarms(), flow.runner.plan.wires)
        self._sweeping.deployed()

    def _leave(self, id: str) -> None:
        self.seated.pop(id).seat.close()
        self._sweeping.gone()

    def _ledger(self, id: str) -> Ledger:
        return Ledger(self._data / "flows" / f"{id}.db", threaded=True)

    def _ended(self, id: str, task: "asyncio.Task[None]") -> None:
        """A flow's loop never ends by itself: if it does, something in it broke, and the others go on."""
        flow = self.flows.get(id)
        if task.cancelled() or not (error := task.exception()) or flow is None:
            return
        LOG.error("a flow broke", flow=id, exc_info=error)
        del self.flows[id], self._runs[id]
        leaving = self._leaving[id] = asyncio.create_task(self._abandon(flow))
        leaving.add_done_callback(lambda _: self._leaving.pop(id))
        why = f"The flow broke: {type(error).__name__}: {error}"
        reviving = self._reviving[id] = asyncio.create_task(self._revive(flow, why))
        reviving.add_done_callback(lambda _: self._reviving.pop(id) if self._reviving.get(id) is reviving else None)

    async def _abandon(self, flow: Flow) -> None:
        try:
            await flow.abandon()
        except Exception:
            LOG.exception("a flow that broke did not let go", flow=flow.id)
        finally:
            self._leave(flow.id)

    async def _revive(self, flow: Flow, why: str) -> None:
        """Start a flow that broke again from its checkpoint and journal; give it up when it breaks again and again."""
        id = flow.id
        times, last = self._revived.get(id, (0, 0))
        times = times + 1 if self._world.now() - last < 600 * SECOND else 1
        self._revived[id] = times, self._world.now()
        status = {"type": "status", "flow": id, "state": "failed", "problem": why, "nodes": {}}
        self._tell({**status, "given_up": times > REVIVALS})
        await self._left(id)
        if times > REVIVALS:
            return
        await asyncio.sleep(PAUSE * 2.0 ** (times - 1))
        try:
            self._open(id, *self._given[id], flow.stops.out)
        except Exception as error:
            LOG.exception("a flow that broke does not start again", flow=id)
            problem = f"The flow broke and does not start again: {error}"
            self._tell({**status, "problem": problem, "given_up": True})
