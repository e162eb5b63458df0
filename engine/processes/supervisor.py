"""Supervisor: keeps a worker process for each isolation group in use and speaks for all of them to the API.

Lives in the API's process. A flow whose document names a group runs in that group's worker, with the others of the
group; all other flows run in the default worker, which is always there. What a worker does wrong hurts its group alone.
"""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from engine.clock import Clock
from engine.processes.asking import DEFAULT, Asking
from engine.processes.auditing import Keep, audited, nobody
from engine.processes.child import Child
from engine.processes.culprits import HOW, Culprits
from engine.processes.errands import Errands
from engine.processes.exchange import Exchange
from engine.processes.launch import Launched
from engine.processes.messages import (
    Abandon,
    Audit,
    Connect,
    Grant,
    Hold,
    Message,
    Publish,
    Reads,
    Record,
    Tell,
    Try,
    Watch,
    Write,
)
from engine.processes.minder import START, TRIES, Minder
from engine.processes.quota import default as default_memory
from engine.processes.spare import Spare
from engine.watch.logs import logger
from engine.watch.readmodel import ReadModel
from engine.work.seat import Caught
from tundish.errors import DeployRefused, Problem, TundishError
from tundish.iso import iso

MOST_GROUPS = 32
"""Worker processes that flows may ask for."""
LOG = logger("tundish.engine")


class Supervisor(Asking):
    """What the API calls the runtime. All methods belong to its event loop."""

    def __init__(
        self, data: Path, memory: int | None = None, *,
        events: str = "", history: Path | None = None, first: Launched | None = None,
    ) -> None:  # fmt: skip
        """`memory`: bytes that each worker may use, 0 for any; left out, `processes.quota` says how many.

        `events` is the URL of the event store, `history` the folder of recorded samples; without them none are kept.
        `first` is a worker that has been launched in the same folder already.
        """
        self.data = data
        self.memory = default_memory() if memory is None else memory
        self.given_connections: list[dict[str, Any]] = []
        self.given_grants: list[dict[str, Any]] = []
        self.given_recording: dict[str, bool] = {}
        self.given_forces: dict[str, tuple[float, int]] = {}
        self.events, self.history = events, str(history.resolve()) if history else ""
        self.watched: dict[str, int] = {}
        self._clock = Clock()
        self._model = ReadModel()
        self._spare = Spare(data, first)
        self._minders: dict[str, Minder] = {DEFAULT: Minder(DEFAULT, self)}
        self._places: dict[str, Minder] = {}
        self._exchange = Exchange()
        self._errands = Errands(self._minders)
        self._listeners: list[Callable[[dict[str, Any]], None]] = []
        self._audit: Keep = nobody
        self._tasks: set[asyncio.Task[None]] = set()
        self._running = False
        self._lines: dict[str, tuple[str, str, list[str]]] = {}
        """State, problem and stopped nodes of each flow, as last told."""

    # -- life --------------------------------------------------------------------------------------------------------

    async def start(self) -> None:
        """Start the default worker and wait until it can be told things; TundishError when it does not come."""
        self.data.mkdir(parents=True, exist_ok=True)
        self._culprits = Culprits(self.data / "culprits.json")
        self._running = True
        self._spare.start()
        minder = self._minders[DEFAULT]
        minder.start()
        loop = asyncio.get_running_loop()
        end = loop.time() + START
        while not minder.ready.is_set():
            if minder.restarts >= TRIES or loop.time() > end:
                await self.stop()
                raise TundishError(
                    "The engine does not start", "Its last messages, above, say why; try `tundish doctor`"
                )
            try:
                async with asyncio.timeout(0.1):
                    await minder.ready.wait()
            except TimeoutError:
                pass

    async def stop(self) -> None:
        """Let all workers remember everything, then end them."""
        if not self._running:
            return
        self._running = False
        await asyncio.gather(*(minder.stop() for minder in self._minders.values()))
        await asyncio.gather(*self._tasks, return_exceptions=True)  # records are kept to the last
        await self._spare.stop()

    @property
    def pid(self) -> int | None:
        """Process id of the default worker."""
        return self._minders[DEFAULT].pid

    def minder(self, group: str = DEFAULT) -> Minder:
        """Who keeps the worker of a group in use."""
        return self._minders[group]

    # -- flows -------------------------------------------------------------------------------------------------------

    async def deploy(self, flow: str, version: int, document: dict[str, Any]) -> None:
        """Run this version from now on; DeployRefused leaves the old one running.

        A flow that names another group than before is closed by the one worker before the other opens it.
        """
        minder, before = self._group(str(document.get("isolation") or DEFAULT)), self._places.get(flow)
        old = before.flows.get(flow) if before else None
        moves = before is not None and before is not minder
        held = self._culprits.changed(flow, document)
        try:
            if moves and before:
                await before.withdraw(flow, moving=True)
            await minder.deploy(flow, version, document)
        except TundishError:
            self._culprits.hold(held)  # the old version is what runs
            await self._retire(minder)
            if moves and before and old:
                with suppress(TundishError):  # which is told with the flow
                    await before.resume(flow, *old)
            raise
        except BaseException:  # nobody waits any more
            self._culprits.hold(held)
            self._background(self._retire(minder))
            raise
        self._places[flow] = minder
        if moves and before:
            await self._retire(before)

    async def withdraw(self, flow: str, *, forget: bool = False) -> None:
        """Run it no more. `forget`: it is deleted, and who takes its id begins anew."""
        minder = self._places.pop(flow, None) or self._minders[DEFAULT]
        try:
            await minder.withdraw(flow, forget=forget)
        finally:
            if forget:
                self._culprits.forgive(flow)
            self._lines.pop(flow, None)
            for message in self._model.forget(flow):
                self._say(message)
        await self._retire(minder)

    async def restart(self, flow: str) -> None:
        """Close the flow and open it again, also one that was given up."""
        await self._place(flow).reopen(flow)

    async def retry(self, flow: str, node: str) -> None:
        """Put a node to work again that was stopped."""
        self._culprits.forgive(flow, node)
        await self._place(flow).put_out(flow, node)

    def _group(self, group: str) -> Minder:
        """The minder of a group; its worker is started if there is none."""
        if group not in self._minders:
            if len(self._minders) >= MOST_GROUPS:
                message = f"There are {MOST_GROUPS} isolation groups already"
                raise DeployRefused([Problem("groups", message, "Choose one of them")])
            made = self._minders[group] = Minder(group, self)
            made.start()
        return self._minders[group]

    async def _retire(self, minder: Minder) -> None:
        """End the worker of a group that no flow is left in."""
        if minder.group == DEFAULT or minder.needed or minder not in self._minders.values():
            return
        del self._minders[minder.group]
        await minder.stop()
        self._errands.lost(minder)
        self._errands.retired(minder.group)
        if minder.group in self._minders:
            return  # a flow was deployed in it meanwhile
        self._model.lost(minder.group)
        self._exchange.reads(minder, [], self._minders.values())
        self._changed()

    # -- for all workers ---------------------------------------------------------------------------------------------

    async def try_connection(self, kind: str, settings: dict[str, Any]) -> dict[str, Any]:
        """Whether a connection with these settings opens, as {"ok", "message", "ms"}."""
        began = self._clock.now()
        try:
            work = partial(Try, kind=kind, settings=settings)
            result: dict[str, Any] = await self._minders[DEFAULT].call(work)
        except TundishError as error:
            return {"ok": False, "message": str(error), "ms": (self._clock.now() - began) // 1_000_000}
        return result

    def watch(self, flow: str) -> None:
        self.watched[flow] = self.watched.get(flow, 0) + 1
        self._send(Watch(flows=list(self.watched)))

    def unwatch(self, flow: str) -> None:
        left = self.watched.get(flow, 0) - 1
        if left > 0:
            self.watched[flow] = left
        else:
            self.watched.pop(flow, None)
        self._send(Watch(flows=list(self.watched)))

    async def set_connections(self, connections: list[dict[str, Any]]) -> None:
        self.given_connections = connections
        self._send(Connect(connections=connections))

    async def set_grants(self, writes: list[dict[str, Any]]) -> None:
        self.given_grants = writes
        self._send(Grant(writes=writes))

    async def set_recording(self, points: dict[str, bool]) -> None:
        """What the point directory says: recorded in any case, or never."""
        self.given_recording = points
        self._send(Record(points=points))

    async def set_forces(self, forces: dict[str, tuple[float, int]]) -> None:
        """Values that people force: value, and the time at which it ends, ns; these and no others."""
        self.given_forces = forces
        self._send(Hold(points=forces))

    def _send(self, message: Message) -> None:
        for minder in self._minders.values():
            minder.send(message)

    # -- what is known -----------------------------------------------------------------------------------------------

    def alarms(self) -> dict[str, Any]:
        return self._model.alarms()

    def points(self) -> dict[str, dict[str, Any]]:
        return self._model.points

    def connections(self) -> dict[str, dict[str, str]]:
        """State and message by id of each connection in use."""
        return self._model.connections()

    def flow_status(self, flow: str) -> dict[str, Any] | None:
        return self._model.flows.get(flow)

    def recorders(self) -> dict[str, dict[str, Any]]:
        """How recording goes in the worker of each group."""
        return self._model.recorders

    def told(self) -> dict[str, Any]:
        """What flows and workers last told of themselves: {"flows": by id, "workers": by group}."""
        workers = {
            group: {"up": minder.state == "up", "restarts": minder.restarts, **self._model.loads.get(group, {})}
            for group, minder in self._minders.items()
        }
        return {"flows": dict(self._model.flows), "workers": workers}

    def status(self) -> dict[str, Any]:
        """State of the default worker, and of those of all groups in use."""
        first = self._minders[DEFAULT]
        restarts = sum(minder.restarts for minder in self._minders.values())
        groups = [
            {
                "group": minder.group, "state": minder.state, "restarts": minder.restarts, "since": iso(minder.since),
                "memory": minder.memory, "flows": sorted(minder.flows),
                "processor": self._model.loads.get(minder.group, {}).get("cpu", 0.0),
            }
            for minder in self._minders.values()
        ]  # fmt: skip
        told = {"state": first.state, "since": iso(first.since), "restarts": restarts}
        return {**told, "memory": self.memory, "groups": groups}

    def audit_by(self, keep: Keep) -> None:
        """`keep` writes one record of a write to equipment down; without it nothing is written to equipment."""
        self._audit = keep

    def subscribe(self, put: Callable[[dict[str, Any]], None]) -> Callable[[], None]:
        """`put` gets every message; call what is returned to end it."""
        self._listeners.append(put)
        return lambda: self._listeners.remove(put)

    def _say(self, message: dict[str, Any]) -> None:
        for put in list(self._listeners):
            try:
                put(message)
            except Exception:
                LOG.exception("a listener failed")

    # -- what minders ask and tell: see `Home` -----------------------------------------------------------------------

    async def child(self) -> Child:
        return await self._spare.take()

    def wanted(self, group: str) -> dict[str, list[str]]:
        return self._exchange.wanted(group)

    def out(self, flow: str) -> dict[str, dict[str, Any]]:
        return self._culprits.out(flow)

    async def take(self, minder: Minder, message: Any) -> None:
        match message:
            case Audit():
                self._background(audited(self._audit, message, minder.link))
            case Tell():
                if self._model.take(message.message, minder.group):
                    self._say(message.message)
                if message.message["type"] == "status":
                    self._list_changed(message.message)
            case Reads():
                self._exchange.reads(minder, message.patterns, self._minders.values())
            case Publish():
                self._exchange.publish(message, self._minders.get(message.to))
            case Write() | Abandon():
                self._errands.take(minder, message)

    def changed(self, minder: Minder) -> None:
        if minder.state == "down":
            self._errands.lost(minder)
            self._model.lost(minder.group)
            self._exchange.reads(minder, [], self._minders.values())
            for flow in minder.flows:
                self._tell_restarting(flow)
        self._changed()

    def fell(self, minder: Minder, how: str, flow: str, who: Caught | None) -> None:
        if who is None:
            return
        document = minder.document(flow)
        culprit = self._culprits.strike(flow, who.node, how, self._clock.now(), who.frame, document)
        LOG.error("a node ended its worker", flow=flow, node=who.node, how=how, out_of_work=culprit is not None)
        self._tell_restarting(flow, f"The node {who.node!r} {HOW[how][1]}: the flow starts again")

    def back(self, minder: Minder, flow: str, error: TundishError | None) -> None:
        if error is not None:
            message = {"type": "status", "flow": flow, "state": "failed", "problem": str(error), "nodes": {}}
            self._model.take(message)
            self._say(message)
            self._list_changed(message)

    def _tell_restarting(self, flow: str, why: str = "") -> None:
        last = self._model.flows.get(flow)
        if last is not None and (why or last["state"] != "restarting"):
            told = {"state": "restarting", "problem": why or "Its worker is being replaced"}
            message = {**last, "type": "status", **told}
            self._model.take(message)
            self._say(message)
            self._list_changed(message)

    def _list_changed(self, status: dict[str, Any]) -> None:
        """Say so when a flow's line in the list of flows is another one."""
        stopped = [id for id, node in status["nodes"].items() if node.get("stopped")]
        line = (status["state"], status["problem"], stopped)
        if self._lines.get(status["flow"]) != line:
            self._lines[status["flow"]] = line
            self._say({"type": "flows"})

    def _changed(self) -> None:
        status = self.status()
        self._say({"type": "worker", **{key: status[key] for key in ("state", "restarts", "groups")}})

    def _background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
