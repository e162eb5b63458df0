"""Flow: one flow at work in a worker: its passes, its connectors, its memory on disk."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from pydantic import ValidationError

from engine.disk.keeper import Keeper
from engine.disk.ledger import ROOM, Checkpoint, Ledger
from engine.eventstore.wanted import asked
from engine.outbox.outgoing import EVENTS, Outgoing
from engine.passes.deploy import redeploy, start
from engine.passes.gate import Gate
from engine.passes.inbox import COMMAND, LATE, Emit, Inbox
from engine.passes.plan import AnyNode, Plan, plan, runnable
from engine.passes.runner import Runner
from engine.watch.health import SYSTEM, Health
from engine.watch.logs import logger
from engine.watch.monitor import Monitor
from engine.watch.traces import Tracer
from engine.work.crew import Crew
from engine.work.io import World
from engine.work.seat import Marks
from engine.work.stops import Out, Stops
from engine.work.taps import Taps
from flows.blocks import flat
from flows.words import sentence
from tundish.alarm import AlarmNode
from tundish.connector import Action
from tundish.errors import CommandRefused
from tundish.event import Event
from tundish.samples import Samples
from tundish.timers import FOREVER

LOG = logger("tundish.engine")
CHECKPOINT = 5_000_000_000
"""Engine time between two checkpoints, ns."""
SECOND = 1_000_000_000
BREATH = 0.05
"""Seconds until it is looked again whether there is room."""


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
        self.health, self._on_alarm = Health(self._unwell), on_alarm
        self.document: dict[str, Any] = {}
        self.problem = ""
        """What is wrong with the flow as a whole; empty when nothing is."""
        self._world = world
        self._ledger = ledger
        self._kinds = kinds
        self.monitor = Monitor(id, world.points)
        self._gate = Gate(world.points)
        self.inbox = Inbox(world.now, self._gate)
        self._wake = asyncio.Event()
        self.inbox.wake = self._wake.set
        self.outgoing = Outgoing(id, world, ledger)
        self._keeper = Keeper(ledger, world.points, self.outgoing.hand_over, lambda s: self.crew.answered(s))  # noqa: PLW0108
        ledger.on_room(lambda: self._wake.set() if self._keeper.degraded else None)  # so that it tries again
        self._keeper.before_save = self._recorded
        self.inbox.records_late = lambda node: world.history.records(record=node in self._taps.recording)
        self._tracer: Tracer | None = None
        self._taps = Taps(id, world, self.monitor, self.outgoing, on_alarm)
        self._taps.key, self._taps.version = self._key, lambda: self.version
        self.seat = seat or Marks()
        self.stops = Stops()
        self.crew = Crew(id, world, self.inbox, ledger, self._keeper, self.outgoing, self.seat)
        self.ios = self.crew.ios
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
            for node in self.runner.nodes().values():
                node.resumed(self._world.now())
            self.runner.use(self.runner.plan)  # other timers may be due
            self.seat.frame = self._ledger.position + 1
            if saved.version != version or saved.document != document:
                redeploy(self.runner, document, self._kinds)
        self.stops.align(self.runner, self.inbox.last)
        self.document, self.version = document, version
        self._publish()
        self.checkpoint()
        self._settle()
        if self._ledger.found:
            LOG.error("the file of the flow was damaged", flow=self.id, found=self._ledger.found)

    def deploy(self, document: dict[str, Any], version: int, out: Out | None = None) -> None:
        """Go on to another version while running."""
        document = flat(document, self._kinds)
        before = self.runner.nodes()
        self._align(out or {})  # what is waiting goes through the old version, and into the journal
        self.seat.frame = self._ledger.position + 1
        self.version, old = version, self.version  # what happens because of the change happens under the new one
        try:
            redeploy(self.runner, document, self._kinds)
        except BaseException:
            self.version = old
            raise
        self.document = document
        self._publish()
        after = self.runner.nodes()
        for id in [id for id in self.crew.tasks if id != EVENTS and after.get(id) is not before.get(id)]:
            self.crew.stop(id)
        self.checkpoint()
        self._settle()  # drops what actions that are gone had to send, also what they were told last

    def put_out(self, out: Out, node: str) -> None:
        """These nodes are out of work from now on, all others work; `node` at once, if a breaker stops it."""
        self._align(out, node)
        self.checkpoint()
        self._settle()

    def _align(self, out: Out, node: str = "") -> None:
        self.once()
        self._keeper.finish()
        self.stops = Stops(out, FOREVER)
        self.stops.align(self.runner, self.inbox.last, node)

    def _run_on(self, made: Plan) -> None:
        self.runner = Runner(made, self.inbox, self._world.points, self._taps)
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
        states = {
            id: state
            for id, (kind, state) in saved.states.items()
            if id in saved.document["nodes"] and saved.document["nodes"][id]["kind"] == kind
        }
        self._gate.restore(saved.memory["gate"])
        self.health.restore(saved.memory.get("health", ()))
        self.inbox.resume(saved.memory["last"])
        document, gone = runnable(saved.document, self._kinds)
        if gone:
            self.problem = f"These nodes of the saved flow cannot run any more and were left out: {', '.join(gone)}"
        self._run_on(plan(document, self._kinds, self._world.points, states))
        self.version = saved.version
        self._keep_what(document)
        self._keeper.know(self._ledger.names())
        fresh: list[Any] = []
        for number, (raw, whole) in enumerate(self._ledger.frames(saved.position), saved.position + 1):
            self.seat.frame = number
            self.stops.reach(self.runner, number)
            emits, until = self._keeper.decode(raw)
            for emit in emits:
                if isinstance(emit.payload, Samples) and emit.port != LATE:
                    self._gate.again(emit.payload)
            self._note(emits)
            self.inbox.resume(until - 1)
            self.runner.run(emits, until)
            fresh += self.outgoing.take()[: 0 if whole else None]  # of a pass that is whole all is in the outbox
        self._world.at_least(self.inbox.last)
        known = self._ledger.known() if fresh else set()  # there may be a million of them
        self.outgoing.put_back([entry for entry in fresh if entry.id not in known])

    def _keep_what(self, document: dict[str, Any]) -> None:
        """Which samples go to the history and which events to the event store."""
        nodes = self.runner.nodes()
        taps = self._taps
        taps.owners = {id for id, node in nodes.items() if node.owned()}
        taps.recording = {id for id in taps.owners if document["nodes"].get(id, {}).get("record") is True}
        taps.wanted = self._world.events.wanted(nodes, document)

    def _settle(self) -> None:
        """After a change of plan: start the connectors that do not run yet."""
        nodes = self.runner.nodes()
        self._keep_what(self.document)
        self._taps.alarming = {id for id, node in nodes.items() if isinstance(node, AlarmNode)}
        self.monitor.forget(set(nodes))
        self._drop_effects([EVENTS, *(id for id, node in nodes.items() if isinstance(node, Action))])
        self.crew.settle(nodes, self.stops, self.document["nodes"])
        self.traced()

    # -- running -----------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Pass after pass, until cancelled."""
        while True:
            due = self.runner.due
            wait = None if due == FOREVER else max(0.0, (due - self._world.now()) / 1e9)
            if self._keeper.degraded:
                wait = 1.0 if wait is None else min(wait, 1.0)
            try:
                async with asyncio.timeout(wait if wait is None else min(wait, 1.0)):
                    await self._wake.wait()
            except TimeoutError:
                pass
            self._wake.clear()
            if self.busy():
                self._mend(self._world.now())
                await asyncio.sleep(BREATH)  # what comes in waits in the inbox, and at last at its source
                self._wake.set()
                continue
            self.once()
            await asyncio.sleep(0)

    def busy(self) -> bool:
        """The disk is behind, or an outbox is full whose records must not be lost."""
        deliveries = self.outgoing.deliveries.values()
        return self._ledger.full or any(d.size >= ROOM and d.policy.when_full == "wait" for d in deliveries)

    def once(self) -> None:
        """One pass: on its way to the disk, run, and what came of it on its way too."""
        emits, until = self.inbox.take()
        if not emits and self.runner.due >= until:
            self._mend(until)
            return
        self._keeper.frame(emits, until, self.crew.settled(emits))
        self.seat.frame = self._ledger.position
        self._note(emits)
        self.runner.run(emits, until)
        self._publish()
        if self._tracer is not None:
            self._tracer.flush()
        self.runner.problems.clear()
        self._keeper.records(self.outgoing.take())
        if not self._keeper.degraded:
            for delivery in self.outgoing.deliveries.values():
                delivery.thin(ROOM)
        if until - self._saved_at > (SECOND if self._keeper.degraded else CHECKPOINT):
            self.checkpoint()

    def _mend(self, now: int) -> None:
        """No pass would try the disk again: nothing comes as long as sources wait for it."""
        if self._keeper.degraded and now - self._saved_at > SECOND:
            self.checkpoint()

    def _note(self, emits: Sequence[Emit]) -> None:
        """What is kept of what comes in: commands, and samples that are too late for the flow."""
        for emit in emits:
            if emit.port == COMMAND and isinstance(emit.payload, Event):
                command = asked(emit.node, emit.payload)
                if self._taps.wanted(emit.node, COMMAND, command):
                    self.outgoing.event(emit.node, COMMAND, command, self.version)
            elif emit.port == LATE and isinstance(emit.payload, Samples):
                record = emit.node in self._taps.recording
                self._world.history.put(self.id, emit.node, LATE, emit.payload, record=record)

    def _publish(self) -> None:
        """By stamp, whichever node put it out: who reads several must not see how passes were made."""
        published = self._taps.published()
        if published and self._world.hub.listened:
            self._world.hub.publish(Samples.merged(published) if len(published) > 1 else published[0])

    def checkpoint(self) -> None:
        """Everything that has changed on its way to the disk, in one transaction."""
        self._saved_at, fresh = self._world.now(), self.outgoing.take()
        self._keeper.save(self.runner, self._gate, self.inbox.taken, self.version, self.document, fresh)

    def _recorded(self) -> Callable[[], Mapping[str, Any]]:
        """What a checkpoint waits for, in the thread that writes it: samples of before are in the history."""
        ticket, history, health = self._world.history.hand_over(), self._world.history, self.health.snapshot()
        return lambda: (history.flush(ticket), {"health": health})[1]

    async def kept(self) -> None:
        """Return when everything that was put in so far is on the disk."""
        await self._keeper.kept(self.inbox.given)

    async def commanded(self) -> None:
        """Wait until what was commanded is on the disk, if the disk takes anything."""
        stamp = self.inbox.last
        while not self._keeper.degraded:
            with suppress(TimeoutError):
                async with asyncio.timeout(BREATH):
                    await self._keeper.kept(stamp)
                return

    def command(self, node: str, command: str, user: str, args: dict[str, Any]) -> None:
        """Put a command to a node into the inbox; CommandRefused if it takes none such."""
        if node == SYSTEM and command == "ack":
            self.health.acknowledge(args.get("point", ""), user, args.get("comment", ""), self._world.now())
            return
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

    def traced(self, tracer: Tracer | None = None) -> None:
        """Have traces put together from now on, as the document says."""
        self._tracer = tracer or self._tracer
        if self._tracer is not None:
            self.runner.trace = self._tracer.switched(self.document.get("tracing"))
            self.outgoing.tried = self._tracer.attempted

    def uses(self, connection: str) -> None:
        """A connection has other settings: start anew what uses it."""
        self.crew.uses(connection, self.runner.nodes())

    def _unwell(self, event: Event) -> None:
        """An alarm of the flow itself."""
        self.outgoing.event(SYSTEM, "events", event, self.version)
        self._on_alarm(self.id, SYSTEM, event)
        # what mends the disk holds both
        return self._keeper.records(self.outgoing.take()) if self._keeper.degraded else self.checkpoint()

    def status(self) -> dict[str, Any]:
        lost, now = self._world.history.losing(self.id), self._world.now()
        self.health.look({"@disk": self._keeper.disk, "@events": self.outgoing.trouble, "@history": lost}, now)
        state = "failed" if self.problem else "degraded" if self._keeper.degraded or self.outgoing.full else "running"
        nodes = self.monitor.status(self.runner, self.ios, now)
        problem = self._keeper.problem(self.problem, *self._ledger.found, self.outgoing.problem)
        self.stops.tell(nodes, self.runner)
        return {
            "type": "status", "flow": self.id, "state": state, "problem": problem, "version": self.version,
            "nodes": nodes, "fill": round(self.inbox.fullest(), 3), "busy": round(self.monitor.busy, 4),
            "passes": self.runner.passes, "samples": self.inbox.samples, "events": self.inbox.events,
            "outbox": self.outgoing.status(), **self._gate.counts, "figures": self._figures(),
        }  # fmt: skip

    def _figures(self) -> dict[str, float]:
        """What metrics tell of the flow beside its status."""
        return {**self._ledger.figures(), **self.outgoing.figures(self._world.now()), **self._keeper.figures()}

    async def close(self) -> None:
        """Stop everything, remember everything."""
        await self.crew.end()
        self.once()
        self.checkpoint()
        await self._keeper.quiet()  # a checkpoint may have to wait for one that mends
        await self._let_go()

    async def end(self) -> None:
        """The flow is deleted: what it has open is closed, and its file is put aside."""
        redeploy(self.runner, {"nodes": {}, "wires": []}, self._kinds)
        await self.close()
        self._ledger.put_aside()

    async def abandon(self) -> None:
        """The flow broke: let go of everything without remembering what may be wrong."""
        await self.crew.end()
        await self._let_go()

    async def _let_go(self) -> None:
        """Of the file; what is on the disk is told first."""
        self._ledger.close()
        await asyncio.sleep(0)
        await self._keeper.release()

    # -- what leaves -------------------------------------------------------------------------------------------------

    def _key(self, node: str, effect: Event) -> str:
        action: Any = self.runner.plan.node(node)
        key: str = action.key(effect)
        return key

    def _drop_effects(self, actions: list[str]) -> None:
        """What a removed action had still to send is sent no more."""
        dropped = self._ledger.drop(actions)
        if dropped:
            LOG.warning("effects of removed actions are not sent", flow=self.id, effects=dropped)
