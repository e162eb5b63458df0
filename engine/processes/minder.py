"""Minder: keeps the worker process of one isolation group running.

A worker that ends, whose loop stands still, or that takes too much memory is replaced; the next one is told everything
again and comes back from its checkpoints. Which node was being called when it had to be ended is told on.
"""

import asyncio
import signal
import subprocess
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from engine.clock import Clock
from engine.processes.child import Child
from engine.processes.messages import (
    Adopt,
    Connect,
    Deploy,
    Done,
    Grant,
    Hello,
    Hold,
    Link,
    Message,
    PutOut,
    Record,
    Refused,
    Stop,
    Wanted,
    Watch,
    Withdraw,
)
from engine.processes.pulse import Pulse, load_of, memory_of
from engine.watch.logs import logger
from engine.work.seat import Caught, caught, coming, vacate
from tundish.errors import CommandRefused, ConnectionFailed, DeployRefused, Problem, TundishError

LOOK = 0.2
"""Seconds between two looks at a worker."""
START = 600.0
"""Seconds that it is given for coming up, on top of the usual ones: the first one of all may have to compile."""
TRIES = 3
"""Ends in a row while it takes up a flow after which the flow is refused."""
PAUSES = (0.0, 0.0, 0.5, 1.0, 2.0, 5.0, 10.0)
"""Seconds before each further start in a row."""
CALL = 60.0
NOBODY = 0
"""Number of a call whose answer nobody waits for."""
CRASHES = {-int(getattr(signal, name)) for name in ("SIGSEGV", "SIGBUS", "SIGABRT", "SIGFPE", "SIGILL")}
"""Ends that a node's own code can bring about."""
MINUTE = 60_000_000_000
MIB = 2**20

LOG = logger("tundish.engine")


class EngineLost(CommandRefused):
    """The worker ended before it answered."""

    code = "engine-lost"


class Home(Protocol):
    """What the supervisor lends its minders."""

    data: Path
    memory: int
    """Bytes that a worker may use; 0: any."""
    given_connections: list[dict[str, Any]]
    given_grants: list[dict[str, Any]]
    given_recording: dict[str, bool]
    given_forces: dict[str, tuple[float, int]]
    events: str
    history: str
    """Where workers keep events and samples: see `Adopt`."""
    watched: dict[str, int]

    async def child(self) -> Child:
        """A worker that nobody has yet."""
        ...

    async def take(self, minder: "Minder", message: Any) -> None:
        """Whatever else a worker says."""

    def wanted(self, group: str) -> dict[str, list[str]]:
        """Patterns that other groups read, by group."""
        ...

    def out(self, flow: str) -> dict[str, dict[str, Any]]:
        """Nodes that are out of work."""
        ...

    def changed(self, minder: "Minder") -> None:
        """Its state is another one."""

    def fell(self, minder: "Minder", how: str, flow: str, who: Caught | None) -> None:
        """It had to be ended; the node that was being called."""

    def back(self, minder: "Minder", flow: str, error: TundishError | None) -> None:
        """A flow runs again, or not."""


class Minder:
    """Of one group; `flows` are those that it is to run: version and document."""

    def __init__(self, group: str, home: Home) -> None:
        self.group = group
        self.flows: dict[str, tuple[int, dict[str, Any]]] = {}
        self.link: Link | None = None
        self.ready = asyncio.Event()
        self.restarts = 0
        self.memory = 0
        """Bytes in use at the last look."""
        self.lost = 0
        """Samples of other groups that this worker could not be given."""
        self.child: Child | None = None
        self._home = home
        self._clock = Clock()
        self.state, self.since = "down", self._clock.now()
        self._minding: asyncio.Task[None] | None = None
        self._calls: dict[int, asyncio.Future[Any]] = {}
        self._next = 0
        self._taking: dict[str, dict[str, Any]] = {}
        """Flows that it is just taking up, and how they will be."""
        self._fallen = False
        self._pulse = Pulse(0.0, START)

    # -- life --------------------------------------------------------------------------------------------------------

    def start(self) -> None:
        self._minding = asyncio.create_task(self._mind(), name=f"worker {self.group}")

    async def stop(self) -> None:
        """Let the worker remember everything, then end it."""
        if self._minding is None:
            return
        minding, self._minding = self._minding, None
        if self.child is not None:
            self.send(Stop())
            await asyncio.to_thread(_wait, self.child.process, 10.0)
        minding.cancel()
        await asyncio.gather(minding, return_exceptions=True)
        if self.child is not None:
            await self.child.end(2.0)

    @property
    def pid(self) -> int | None:
        return self.child.process.pid if self.child else None

    # -- flows -------------------------------------------------------------------------------------------------------

    @property
    def needed(self) -> bool:
        """Whether it has a flow, or is just getting one."""
        return bool(self.flows or self._taking)

    async def deploy(self, flow: str, version: int, document: dict[str, Any]) -> None:
        """Run this version from now on. When the worker ends meanwhile, the next one is asked."""
        for _ in range(TRIES):
            self._taking[flow] = document
            try:
                await self.ready.wait()
                out = self._home.out(flow)
                await self.call(partial(Deploy, flow=flow, version=version, document=document, out=out))
            except EngineLost:
                continue
            except BaseException:
                if flow not in self.flows and self.ready.is_set():  # nobody waits any more: it must not run unknown
                    self.send(Withdraw(call=NOBODY, flow=flow, moving=True))
                raise
            finally:
                self._taking.pop(flow, None)
            self.flows[flow] = (version, document)
            return
        raise DeployRefused(
            [Problem("engine-lost", f"The engine ended {TRIES} times while it took up the flow {flow!r}")]
        )

    async def resume(self, flow: str, version: int, document: dict[str, Any]) -> None:
        """Run this version as before; when that fails it is told, and the next worker is asked again."""
        self.flows[flow] = (version, document)
        try:
            await self.deploy(flow, version, document)
        except TundishError as error:
            self._home.back(self, flow, error)
            raise

    async def reopen(self, flow: str) -> None:
        """Close the flow and open it again."""
        version, document = self.flows[flow]
        self._taking[flow] = document
        try:
            await self.withdraw(flow, moving=True)
        finally:
            self._taking.pop(flow, None)
            self.flows[flow] = (version, document)
        await self.resume(flow, version, document)

    async def withdraw(self, flow: str, *, forget: bool = False, moving: bool = False) -> None:
        """Run it no more. Until then no other worker may."""
        self.flows.pop(flow, None)
        work = partial(Withdraw, flow=flow, forget=forget, moving=moving)
        try:
            await self.ready.wait()
            await self.call(work)
        except EngineLost:
            if forget:  # its file is still there
                await self.ready.wait()
                await self.call(work)

    async def put_out(self, flow: str, node: str) -> None:
        """Tell the worker anew who is out of work; `node` is to work at once."""
        await self.ready.wait()
        await self.call(partial(PutOut, flow=flow, out=self._home.out(flow), node=node))

    def document(self, flow: str) -> dict[str, Any]:
        """Of a flow that it runs or is just taking up; empty if it does neither."""
        return self._taking.get(flow) or self.flows.get(flow, (0, {}))[1]

    # -- calls -------------------------------------------------------------------------------------------------------

    async def call(self, make: Callable[..., Any]) -> Any:
        try:
            async with asyncio.timeout(CALL):
                return await self.begin(make)[1]
        except TimeoutError:
            raise CommandRefused(f"The engine did not answer within {CALL:.0f} s") from None

    def send(self, message: Message) -> None:
        if self.link is not None:
            self.link.send(message)

    def begin(self, make: Callable[..., Any]) -> tuple[int, Awaitable[Any]]:
        """Number and answer of a call; EngineLost when the worker ends before."""
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._next += 1
        if self.link is None:
            future.set_exception(EngineLost("The engine is restarting", "Try again in a moment"))
            return self._next, future
        self.send(make(call=self._next))  # may be refused
        self._calls[self._next] = future
        return self._next, future

    def _settle(self, call: int, result: Any, error: Exception | None) -> None:
        future = self._calls.pop(call, None)
        if future is None or future.done():
            return
        if error is None:
            future.set_result(result)
        else:
            future.set_exception(error)

    # -- the worker --------------------------------------------------------------------------------------------------

    async def _mind(self) -> None:
        """Have a worker, serve it until it ends, again and again."""
        in_a_row = 0
        while self._minding is not None:
            self._become("starting")
            began = self._clock.now()
            try:
                await self._serve()
            except Exception:
                LOG.exception("a worker could not be served")
            finally:
                self._let_go()
            if self._minding is None:
                break
            self.restarts += 1
            self._become("down")
            in_a_row = in_a_row + 1 if self._clock.now() - began < MINUTE else 0
            await asyncio.sleep(PAUSES[min(in_a_row, len(PAUSES) - 1)])

    async def _serve(self) -> None:
        child = self.child = await self._home.child()
        self.link, self._fallen, self.lost = child.link, False, 0
        self._pulse = Pulse(asyncio.get_running_loop().time(), START)
        watch = asyncio.create_task(self._watch(child))
        try:
            while True:
                await self._take(await child.link.receive())
        except EOFError:
            pass
        finally:
            watch.cancel()
            if self._minding is not None:
                await child.end(0.0)
                if child.process.returncode in CRASHES and not self._fallen:
                    self._fall("crash", child)
                for flow in [*self._taking, *self.flows]:
                    vacate(self._home.data, flow)

    async def _take(self, message: Any) -> None:
        match message:
            case Hello():
                self._pulse.up(asyncio.get_running_loop().time())
                self._welcome()
            case Done():
                self._settle(message.call, message.result, None)
            case Refused():
                self._settle(message.call, None, _error(message))
            case _:
                await self._home.take(self, message)

    def _welcome(self) -> None:
        """Tell a fresh worker everything; it answers each flow when it is back."""
        home = self._home
        for word in (
            Adopt(group=self.group, memory=home.memory, events=home.events, history=home.history),
            Record(points=home.given_recording),
            Hold(points=home.given_forces),
            Connect(connections=home.given_connections),
            Grant(writes=home.given_grants),
            Watch(flows=list(home.watched)),
            Wanted(by=home.wanted(self.group)),
        ):
            self.send(word)
        flows, link = list(self.flows), self.link
        back = [
            self.begin(partial(Deploy, flow=f, version=v, document=d, out=home.out(f)))[1]
            for f, (v, d) in self.flows.items()
        ]
        self.ready.set()
        waiting = asyncio.gather(*back, return_exceptions=True)
        waiting.add_done_callback(
            lambda done: None if done.cancelled() or self.link is not link else self._back(flows, done.result())
        )

    def _back(self, flows: list[str], results: list[Any]) -> None:
        for flow, result in zip(flows, results, strict=True):
            self._home.back(self, flow, result if isinstance(result, TundishError) else None)
        self._become("up")

    def _let_go(self) -> None:
        self.link = None
        self.ready.clear()
        calls, self._calls = self._calls, {}
        for call in calls.values():
            if not call.done():
                call.set_exception(EngineLost("The engine stopped while it was asked", "Try again in a moment"))

    def _become(self, state: str) -> None:
        self.state, self.since = state, self._clock.now()
        self._home.changed(self)

    # -- watching ----------------------------------------------------------------------------------------------------

    async def _watch(self, child: Child) -> None:
        """End a worker that stands still or takes too much memory."""
        clock = asyncio.get_running_loop().time
        before = child.page.sign
        while True:
            await asyncio.sleep(LOOK)
            sign, pid = child.page.sign, child.process.pid
            self.memory = memory_of(pid) or 0
            calling = sign == before and not child.page.excused and self._caught() is not None
            before = sign
            how = self._pulse.look(clock(), sign, load_of(pid), calling=calling)
            if not how and self._home.memory and self.memory > self._home.memory:
                how = "memory"
            if how and child.alive:
                try:
                    self._fall(how, child)
                finally:
                    child.process.kill()
                return

    def _fall(self, how: str, child: Child) -> None:
        self._fallen = True
        flow, who = self._caught() or ("", None)
        if how == "memory" and (suspect := child.page.suspect) is not None:
            same = who is not None and (flow, who.node) == suspect
            flow, who = suspect[0], who if same else Caught(suspect[1], coming(self._home.data, suspect[0]))
        node = who.node if who else ""
        LOG.error("a worker was ended", group=self.group, why=how, mib=self.memory // MIB, flow=flow, node=node)
        self._home.fell(self, how, flow, who)

    def _caught(self) -> tuple[str, Caught] | None:
        """Flow and node that are being called."""
        for flow in dict.fromkeys([*self._taking, *self.flows]):
            if (who := caught(self._home.data, flow)) is not None:
                return flow, who
        return None


def _wait(process: "subprocess.Popen[bytes]", seconds: float) -> None:
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()


def _error(message: Refused) -> TundishError:
    if message.code == DeployRefused.code:
        return DeployRefused([Problem(*problem) for problem in message.problems])
    if message.code == ConnectionFailed.code:
        return ConnectionFailed(message.message, message.hint)
    return CommandRefused(message.message, message.hint)
