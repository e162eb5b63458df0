"""Flow: one flow at work in a worker: its passes, its connectors, its memory on disk."""

import asyncio
import random
from collections.abc import Callable, Mapping
from typing import Any

from pydantic import ValidationError

from engine.codec import decode, encode
from engine.delivery import Delivery, Waiting, restored, stored
from engine.deploy import redeploy, start
from engine.gate import Gate
from engine.inbox import COMMAND, RESULT, Inbox
from engine.io import EventRow, NodeIo, World
from engine.ledger import Checkpoint, Ledger, LedgerError
from engine.logs import about, logger
from engine.monitor import Monitor
from engine.plan import AnyNode, Plan, plan, runnable
from engine.runner import Runner
from engine.seat import Marks
from engine.stops import Out, Stops
from engine.traces import Tracer
from flows.blocks import flat
from flows.words import sentence
from tundish.alarm import AlarmNode
from tundish.connector import EFFECT, Action, Source
from tundish.errors import CommandRefused, TundishError
from tundish.event import Event
from tundish.samples import Samples
from tundish.timers import FOREVER

LOG = logger("tundish.engine")
CHECKPOINT = 5_000_000_000
"""Engine time between two checkpoints, ns."""
SECOND = 1_000_000_000


class Flow:
    """Open it, then `run()`; both in the worker's loop. `on_alarm` sees every alarm event."""

    def __init__(
        self,
        id: str,
        world: World,
        ledger: Ledger,
        kinds: Mapping[str, type[AnyNode]],
        on_alarm: Callable[[str, str, Event], None],
        seat: Marks | None = None,
    ) -> None:
        self.id = id
        self.version = 0
        self.document: dict[str, Any] = {}
        self.ios: dict[str, NodeIo] = {}
        self.problem = ""
        """What is wrong with the flow as a whole; empty when nothing is."""
        self._world = world
        self._ledger = ledger
        self._kinds = kinds
        self._on_alarm = on_alarm
        self.monitor = Monitor(id, world.points)
        self._gate = Gate(world.points)
        self.inbox = Inbox(world.now, self._gate)
        self._wake = asyncio.Event()
        self._drained = asyncio.Event()
        self.inbox.wake = self._wake.set
        self.inbox.drained = self._drained.set
        self._effects: list[tuple[str, Event]] = []
        self._tracer: Tracer | None = None
        self._told: list[EventRow] = []
        """What the event store wants of this pass."""
        self._wanted: Callable[[str, str, Event], bool] = lambda *_: False
        self._recording: set[str] = set()
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._deliveries: dict[str, Delivery] = {}
        self._uses: dict[str, set[str]] = {}
        self._owners: set[str] = set()
        self._alarming: set[str] = set()
        self.seat = seat or Marks()
        self.stops = Stops()
        self._saved_at = 0

    # -- coming to life ----------------------------------------------------------------------------------------------

    def open(self, document: dict[str, Any], version: int, out: Out | None = None) -> None:
        """From the checkpoint and the journal if there are any, then on to this version of the document.

        `out`: nodes that are out of work.
        """
        self.stops = Stops(out)
        document = flat(document, self._kinds)
        saved = self._ledger.load()
        if saved is None:
            self._begin(document)
        else:
            self._recover(saved)
            self.stops.reach(self.runner, FOREVER)
            self.seat.frame = self._ledger.position + 1
            if saved.version != version or saved.document != document:
                redeploy(self.runner, document, self._kinds)
        self.stops.align(self.runner, self.inbox.last)
        self.document, self.version = document, version
        self.checkpoint()
        self._settle()

    def deploy(self, document: dict[str, Any], version: int, out: Out | None = None) -> None:
        """Go on to another version while running."""
        document = flat(document, self._kinds)
        before = self.runner.nodes()
        self.put_out(out or {})
        self.seat.frame = self._ledger.position + 1
        redeploy(self.runner, document, self._kinds)
        self.document, self.version = document, version
        after = self.runner.nodes()
        for id in [id for id in self._tasks if after.get(id) is not before.get(id)]:
            self._stop(id)
        self._settle()
        self.checkpoint()

    def put_out(self, out: Out) -> None:
        """These nodes are out of work from now on, all others work."""
        self.once()
        self.stops = Stops(out, FOREVER)
        self.stops.align(self.runner, self.inbox.last)

    def _run_on(self, made: Plan) -> None:
        self.runner = Runner(made, self.inbox, self._world.points, self._tap)
        self.runner.current = self.seat.called
        self.runner.using = self._used
        self._used(made)

    def _used(self, made: Plan) -> None:
        """The runner goes by this plan from now on."""
        self.seat.name(made.index, made.sources)
        self.stops.reach(self.runner, self.stops.frame)

    def _begin(self, document: dict[str, Any]) -> None:
        self.stops.frame = FOREVER  # nothing is run again
        self._run_on(plan(document, self._kinds, self._world.points))
        self._keep_what(document)
        start(self.runner)

    def _recover(self, saved: Checkpoint) -> None:
        memory = saved.memory
        states = {
            id: kept["state"]
            for id, kept in memory["nodes"].items()
            if id in saved.document["nodes"] and saved.document["nodes"][id]["kind"] == kept["kind"]
        }
        self._gate.restore(memory["gate"])
        self.inbox.resume(memory["last"])
        document, gone = runnable(saved.document, self._kinds)
        if gone:
            self.problem = f"These nodes of the saved flow cannot run any more and were left out: {', '.join(gone)}"
        self._run_on(plan(document, self._kinds, self._world.points, states))
        self.version = saved.version
        self._keep_what(document)
        for number, raw in enumerate(self._ledger.frames(saved.position), saved.position + 1):
            self.seat.frame = number
            self.stops.reach(self.runner, number)
            emits, until = decode(raw, self._world.points)
            for emit in emits:
                if isinstance(emit.payload, Samples):
                    self._gate.passed(emit.payload, emit.first)
            self.inbox.resume(until - 1)
            self.runner.run(emits, until)
        self._world.at_least(self.inbox.last)
        self._keep_effects()

    def _keep_what(self, document: dict[str, Any]) -> None:
        """Which samples go to the history and which events to the event store."""
        nodes = self.runner.nodes()
        self._owners = {id for id, node in nodes.items() if node.owned()}
        self._recording = {id for id in self._owners if document["nodes"].get(id, {}).get("record") is True}
        self._wanted = self._world.events.wanted(nodes, document)

    def _settle(self) -> None:
        """After a change of plan: start the connectors that do not run yet."""
        nodes = self.runner.nodes()
        self._keep_what(self.document)
        self._alarming = {id for id, node in nodes.items() if isinstance(node, AlarmNode)}
        self.monitor.forget(set(nodes))
        self.ios = {id: io for id, io in self.ios.items() if id in nodes}
        self._drop_effects([id for id, node in nodes.items() if isinstance(node, Action)])
        for id, node in nodes.items():
            if id in self.stops and id in self._tasks:
                self._stop(id)
            if id not in self._tasks and id not in self.stops and isinstance(node, Source | Action):
                self._start(id, node)

    # -- running -----------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Pass after pass, until cancelled."""
        while True:
            due = self.runner.due
            wait = None if due == FOREVER else max(0.0, (due - self._world.now()) / 1e9)
            try:
                async with asyncio.timeout(wait if wait is None else min(wait, 1.0)):
                    await self._wake.wait()
            except TimeoutError:
                pass
            self._wake.clear()
            self.once()
            await asyncio.sleep(0)

    def once(self) -> None:
        """One pass: journal, run, hand over what came of it."""
        emits, until = self.inbox.take()
        if not emits and self.runner.due >= until:
            return
        try:
            self._ledger.frame(encode(emits, until, self._world.points))
        except LedgerError as error:
            self.problem = str(error)
            self._saved_at = min(self._saved_at, until - CHECKPOINT + SECOND)  # the journal has a gap: close it soon
        self.seat.frame = self._ledger.position
        self.runner.run(emits, until)
        if self._tracer is not None:
            self._tracer.flush()
        self._keep_effects()
        if until - self._saved_at > CHECKPOINT:
            self.checkpoint()

    def checkpoint(self) -> None:
        """Everything on disk, in one transaction."""
        nodes = self.runner.nodes()
        memory = {
            "last": self.inbox.last,
            "gate": self._gate.snapshot(),
            "nodes": {id: {"kind": n.kind, "state": n.state.snapshot(self._world.points)} for id, n in nodes.items()},
        }
        self._saved_at = self._world.now()
        fresh, self._effects = self._effects, []
        try:
            self._ledger.checkpoint(self.version, self.document, memory, [stored(self.id, *e) for e in fresh])
            self.problem = ""
        except LedgerError as error:
            self.problem = str(error)
        self._hand_over(fresh)

    def command(self, node: str, command: str, user: str, args: dict[str, Any]) -> None:
        """Put a command to a node into the inbox; CommandRefused if it takes none such."""
        found = self.runner.nodes().get(node)
        if found is None:
            raise CommandRefused(f"There is no node {node!r} in the running flow", "Deploy it first")
        known = next((c for c in found.commands if c.name == command), None)
        if known is None:
            raise CommandRefused(f"{found.title} does not know the command {command!r}")
        try:
            checked = known.args.model_validate(args).model_dump(mode="json")
        except ValidationError as error:
            said = sentence(dict(error.errors(include_url=False)[0]), args, known.args)
            raise CommandRefused(f"{known.title}: {said.message}") from None
        now = self._world.now()
        event = Event(kind=command, time=now, arrival=0, data={"user": user, "args": checked})
        if not self.inbox.put(node, COMMAND, event):
            raise CommandRefused("The flow is too busy to take a command", "Try again in a moment")

    def traced(self, tracer: Tracer) -> None:
        """Have traces put together from now on."""
        self._tracer = tracer
        self.runner.trace = tracer.put

    def uses(self, connection: str) -> None:
        """A connection has other settings: start anew what uses it."""
        nodes = self.runner.nodes()
        for id in [id for id, used in self._uses.items() if connection in used]:
            self._stop(id)
            self._start(id, nodes[id])

    def status(self) -> dict[str, Any]:
        state = "failed" if self.problem else "running"
        nodes = self.monitor.status(self.runner, self.ios, self._world.now())
        self.stops.tell(nodes, self.runner)
        return {
            "type": "status", "flow": self.id, "state": state, "problem": self.problem, "version": self.version,
            "nodes": nodes, "fill": round(self.inbox.fullest(), 3), "busy": round(self.monitor.busy, 4),
            "passes": self.runner.passes, "samples": self.inbox.samples, "events": self.inbox.events,
            **self._gate.counts,
        }  # fmt: skip

    async def close(self) -> None:
        """Stop everything, remember everything."""
        tasks = list(self._tasks.values())
        for id in list(self._tasks):
            self._stop(id)
        await asyncio.gather(*tasks, return_exceptions=True)
        self.once()
        self.checkpoint()
        self._ledger.close()

    async def end(self) -> None:
        """The flow is deleted: what it has open is closed, and its file is put aside."""
        redeploy(self.runner, {"nodes": {}, "wires": []}, self._kinds)
        await self.close()
        self._ledger.put_aside()

    async def abandon(self) -> None:
        """The flow broke: let go of everything without remembering what may be wrong."""
        tasks = list(self._tasks.values())
        for id in list(self._tasks):
            self._stop(id)
        await asyncio.gather(*tasks, return_exceptions=True)
        self._ledger.close()

    # -- what leaves -------------------------------------------------------------------------------------------------

    def _tap(self, node: str, port: str, payload: Samples | Event) -> None:
        if isinstance(payload, Event):
            if self._wanted(node, port, payload):
                self._told.append(EventRow(_id(self.id, payload), self.id, node, port, payload, self.version))
            if port == EFFECT:
                self._effects.append((node, payload))
                return
            if node in self._alarming and payload.kind.startswith("alarm."):
                self._on_alarm(self.id, node, payload)
            if port == "error":
                self.monitor.problems.append((node, payload))
        elif node in self._owners:
            self._world.hub.publish(payload)
            self._world.board.put(self.id, node, payload)
            if node in self._recording:
                self._world.history.put(self.id, node, payload)
        self.monitor.put(node, port, payload)

    def _keep_effects(self) -> None:
        self.runner.problems.clear()
        if not self._effects:
            return
        fresh, self._effects = self._effects, []
        try:
            self._ledger.effects([stored(self.id, *effect) for effect in fresh])
        except LedgerError as error:
            self.problem = str(error)
        self._hand_over(fresh)

    def _hand_over(self, fresh: list[tuple[str, Event]]) -> None:
        for node, effect in fresh:
            self._deliver(node, Waiting(stored(self.id, node, effect)[0], effect))

    def _deliver(self, node: str, waiting: Waiting) -> None:
        if node in self._deliveries:
            self._deliveries[node].put(waiting)

    def _drop_effects(self, actions: list[str]) -> None:
        """What a removed action had still to send is sent no more."""
        try:
            dropped = self._ledger.drop(actions)
        except LedgerError as error:
            self.problem = str(error)
            return
        if dropped:
            LOG.warning("effects of removed actions are not sent", flow=self.id, effects=dropped)

    # -- connectors --------------------------------------------------------------------------------------------------

    def _start(self, id: str, node: AnyNode) -> None:
        uses = self._uses[id] = set()
        io = self.ios[id] = NodeIo(self.id, id, self._world, self.inbox, self._room, uses.add)
        if isinstance(node, Source):
            work = self._produce(node, io)
        elif isinstance(node, Action):
            delivery = self._deliveries[id] = Delivery(node, io, self._ledger, lambda event: self._answer(id, event))
            for entry in self._ledger.waiting(id):
                delivery.put(Waiting(entry.id, restored(entry.effect), entry.state == "sending"))
            work = delivery.run()
        with about(flow=self.id, node=id):  # what the task logs says whose it is
            self._tasks[id] = asyncio.create_task(self.seat.around(id, work), name=f"{self.id}/{id}")

    def _stop(self, id: str) -> None:
        self._tasks.pop(id).cancel()
        self._uses.pop(id, None)
        self._deliveries.pop(id, None)
        self.ios.pop(id, None)

    async def _produce(self, source: Source[Any, Any], io: NodeIo) -> None:
        pause = 1.0
        while True:
            began = io.now()
            try:
                await source.produce(io)
            except Exception as error:  # noqa: BLE001 - shown on the node, tried again
                text = str(error) if isinstance(error, TundishError | OSError) else f"{type(error).__name__}: {error}"
                io.status("error", text)
            else:
                return
            pause = 1.0 if io.now() - began > 60e9 else min(30.0, 2 * pause)  # noqa: PLR2004 - a minute
            await asyncio.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311 - jitter

    async def _answer(self, node: str, event: Event) -> None:
        while not self.inbox.put(node, RESULT, event):
            await self._room()

    async def _room(self) -> None:
        self._drained.clear()
        await self._drained.wait()


def _id(flow: str, event: Event) -> str:
    assert event.origin is not None  # noqa: S101 - the step has sealed it
    return event.origin.id(flow)
