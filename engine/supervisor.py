"""Supervisor: keeps a worker process running and speaks for it to the API.

Lives in the API's process. A worker that dies or whose loop stands still is replaced; the new one is told everything
again and comes back from its checkpoints.
"""

import asyncio
import subprocess
from collections.abc import Awaitable, Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import Any

from engine.child import Child
from engine.clock import Clock
from engine.logs import logger
from engine.messages import (
    Audit,
    Audited,
    Beat,
    Command,
    Connect,
    Deploy,
    Done,
    Grant,
    Hello,
    Last,
    Link,
    Message,
    Refused,
    Stop,
    Tell,
    Try,
    Watch,
    Withdraw,
)  # fmt: skip
from engine.readmodel import ReadModel
from tundish.errors import CommandRefused, ConnectionFailed, DeployRefused, Problem, TundishError
from tundish.iso import iso

SILENCE = 20.0
"""Seconds without a beat after which a worker is taken for hung; its start-up is given longer."""
START = 60.0
TRIES = 3
"""Ends in a row of the first worker after which starting is given up."""
PAUSES = (0.0, 0.0, 0.5, 1.0, 2.0, 5.0, 10.0)
"""Seconds before each further start in a row."""
SPARE_AGAIN = 60.0
SPARE = 5.0
"""Seconds after which a second worker is made ready, so that a dead one is replaced at once."""
CALL = 60.0
LOG = logger("tundish.engine")


class EngineLost(CommandRefused):
    """The worker ended before it answered."""

    code = "engine-lost"


class Supervisor:
    """What the API calls the runtime. All methods belong to its event loop."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._clock = Clock()
        self._model = ReadModel()
        self._link: Link | None = None
        self._child: Child | None = None
        self._spare: Child | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._ready = asyncio.Event()
        self._calls: dict[int, asyncio.Future[Any]] = {}
        self._next = 0
        self._flows: dict[str, tuple[int, dict[str, Any]]] = {}
        self._watched: dict[str, int] = {}
        self._connections: list[dict[str, Any]] = []
        self._grants: list[dict[str, Any]] = []
        self._listeners: list[Callable[[dict[str, Any]], None]] = []
        self._state, self._since, self._restarts = "down", self._clock.now(), 0
        self._beaten = 0.0
        self._audit: Callable[[dict[str, Any]], Awaitable[None]] = _nobody
        self._tasks: set[asyncio.Task[None]] = set()

    # -- life --------------------------------------------------------------------------------------------------------

    async def start(self) -> None:
        """Start the worker and wait until it can be told things; TundishError when it does not come."""
        self._data.mkdir(parents=True, exist_ok=True)
        self._keeper = asyncio.create_task(self._keep(), name="supervisor")
        loop = asyncio.get_running_loop()
        end = loop.time() + START
        while not self._ready.is_set():
            if self._restarts >= TRIES or loop.time() > end:
                await self.stop()
                raise TundishError(
                    "The engine does not start", "Its last messages, above, say why; try `tundish doctor`"
                )
            try:
                async with asyncio.timeout(0.1):
                    await self._ready.wait()
            except TimeoutError:
                pass

    async def stop(self) -> None:
        """Let the worker remember everything, then end it."""
        if self._keeper is None:
            return
        keeper, self._keeper = self._keeper, None
        children = [child for child in (self._child, self._spare) if child is not None]
        if self._child is not None:
            self._send(Stop())
            await asyncio.to_thread(_wait, self._child.process, 10.0)
        keeper.cancel()
        await asyncio.gather(keeper, *self._tasks, return_exceptions=True)  # records are kept to the last
        for child in children:
            await child.end(2.0)

    @property
    def pid(self) -> int | None:
        """Process id of the worker."""
        return self._child.process.pid if self._child else None

    # -- what the API asks -------------------------------------------------------------------------------------------

    async def deploy(self, flow: str, version: int, document: dict[str, Any]) -> None:
        """Run this version from now on; DeployRefused leaves the old one running.

        When the worker ends meanwhile, the next one is asked. A flow that ends them all is refused.
        """
        for _ in range(TRIES):
            await self._ready.wait()
            try:
                await self._call(partial(Deploy, flow=flow, version=version, document=document))
            except EngineLost:
                continue
            self._flows[flow] = (version, document)
            return
        raise DeployRefused(
            [Problem("engine-lost", f"The engine ended {TRIES} times while it took up the flow {flow!r}")]
        )

    async def withdraw(self, flow: str, *, forget: bool = False) -> None:
        """Run it no more. `forget`: it is deleted, and who takes its id begins anew."""
        self._flows.pop(flow, None)
        try:
            await self._ready.wait()
            await self._call(partial(Withdraw, flow=flow, forget=forget))
        except EngineLost:
            if forget:  # its file is still there
                await self._ready.wait()
                await self._call(partial(Withdraw, flow=flow, forget=forget))
        finally:
            for message in self._model.forget(flow):
                self._say(message)

    async def command(self, flow: str, node: str, command: str, user: str, args: dict[str, Any]) -> None:
        """Put a command into the flow; CommandRefused says why not."""
        if self._state != "up":
            raise CommandRefused("The engine is restarting", "Try again in a moment")
        await self._call(partial(Command, flow=flow, node=node, command=command, user=user, args=args))

    async def last(self, flow: str, node: str) -> dict[str, Any]:
        if flow not in self._flows or self._state != "up":
            return {"ports": {}, "problems": []}
        result: dict[str, Any] = await self._call(partial(Last, flow=flow, node=node))
        return result

    async def try_connection(self, kind: str, settings: dict[str, Any]) -> dict[str, Any]:
        """Whether a connection with these settings opens, as {"ok", "message", "ms"}."""
        began = self._clock.now()
        try:
            result: dict[str, Any] = await self._call(partial(Try, kind=kind, settings=settings))
        except TundishError as error:
            return {"ok": False, "message": str(error), "ms": (self._clock.now() - began) // 1_000_000}
        return result

    def watch(self, flow: str) -> None:
        self._watched[flow] = self._watched.get(flow, 0) + 1
        self._send(Watch(flows=list(self._watched)))

    def unwatch(self, flow: str) -> None:
        left = self._watched.get(flow, 0) - 1
        if left > 0:
            self._watched[flow] = left
        else:
            self._watched.pop(flow, None)
        self._send(Watch(flows=list(self._watched)))

    async def set_connections(self, connections: list[dict[str, Any]]) -> None:
        self._connections = connections
        self._send(Connect(connections=connections))

    async def set_grants(self, writes: list[dict[str, Any]]) -> None:
        self._grants = writes
        self._send(Grant(writes=writes))

    def alarms(self) -> dict[str, Any]:
        return self._model.alarms()

    def told(self) -> dict[str, Any]:
        """What flows and workers last told of themselves: {"flows": by id, "workers": by group}."""
        worker = {"up": self._state == "up", "restarts": self._restarts, **self._model.loads.get("", {})}
        return {"flows": dict(self._model.flows), "workers": {"": worker}}

    def points(self) -> dict[str, dict[str, Any]]:
        return self._model.points

    def connections(self) -> dict[str, dict[str, str]]:
        """State and message by id of each connection in use."""
        return self._model.connections

    def flow_status(self, flow: str) -> dict[str, Any] | None:
        return self._model.flows.get(flow)

    def status(self) -> dict[str, Any]:
        return {"state": self._state, "restarts": self._restarts, "since": iso(self._since)}

    def audit_by(self, keep: Callable[[dict[str, Any]], Awaitable[None]]) -> None:
        """`keep` writes one record of a write to equipment down; without it nothing is written to equipment."""
        self._audit = keep

    def subscribe(self, put: Callable[[dict[str, Any]], None]) -> Callable[[], None]:
        """`put` gets every message; call what is returned to end it."""
        self._listeners.append(put)
        return lambda: self._listeners.remove(put)

    # -- the worker --------------------------------------------------------------------------------------------------

    async def _keep(self) -> None:
        """Start a worker, serve it until it ends, again and again."""
        in_a_row = 0
        while self._keeper is not None:
            self._become("starting")
            began = self._clock.now()
            try:
                await self._serve()
            except Exception:
                LOG.exception("the worker could not be served")
            finally:
                self._lost()
            if self._keeper is None:
                break
            self._become("down")
            self._restarts += 1
            in_a_row = in_a_row + 1 if self._clock.now() - began < 60e9 else 0  # noqa: PLR2004 - a minute
            await asyncio.sleep(PAUSES[min(in_a_row, len(PAUSES) - 1)])

    async def _serve(self) -> None:
        spare, self._spare = self._spare, None
        child = self._child = spare if spare is not None and spare.alive else await Child.start(self._data)
        self._link = child.link
        pulse = asyncio.create_task(self._pulse(child))
        try:
            while True:
                await self._take(await child.link.receive())
        except EOFError:
            pass
        finally:
            pulse.cancel()
            if self._keeper is not None:
                await child.end(0.0)

    async def _take(self, message: Any) -> None:
        match message:
            case Beat():
                self._beaten = asyncio.get_running_loop().time()
            case Hello():
                self._beaten = asyncio.get_running_loop().time()
                self._welcome()
            case Done():
                self._settle(message.call, message.result, None)
            case Refused():
                self._settle(message.call, None, _error(message))
            case Audit():
                self._background(self._keep_audit(message, self._link))
            case Tell():
                self._model.take(message.message)
                self._say(message.message)

    async def _keep_audit(self, message: Audit, link: Link | None) -> None:
        error = ""
        try:
            await self._audit(message.record)
        except Exception as problem:  # noqa: BLE001 - the worker is told, and writes nothing
            error = str(problem) or type(problem).__name__
        if link is not None:  # and no other: the worker that asked may have ended meanwhile
            link.send(Audited(call=message.call, error=error))

    def _background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _welcome(self) -> None:
        """Tell a fresh worker everything; it answers each flow when it is back."""
        self._send(Connect(connections=self._connections))
        self._send(Grant(writes=self._grants))
        self._send(Watch(flows=list(self._watched)))
        flows, link = list(self._flows), self._link
        back = [self._begin(partial(Deploy, flow=f, version=v, document=d)) for f, (v, d) in self._flows.items()]
        self._ready.set()
        waiting = asyncio.gather(*back, return_exceptions=True)
        waiting.add_done_callback(
            lambda done: None if done.cancelled() or self._link is not link else self._back(flows, done.result())
        )

    def _back(self, flows: list[str], results: list[Any]) -> None:
        for flow, result in zip(flows, results, strict=True):
            if isinstance(result, TundishError):
                self._say({"type": "status", "flow": flow, "state": "failed", "problem": str(result), "nodes": {}})
        self._become("up")

    def _lost(self) -> None:
        self._link = None
        self._ready.clear()
        calls, self._calls = self._calls, {}
        for call in calls.values():
            if not call.done():
                call.set_exception(EngineLost("The engine stopped while it was asked", "Try again in a moment"))

    async def _pulse(self, child: Child) -> None:
        """End a worker whose loop stands still; send grants again before they grow old; keep a spare worker."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        self._beaten = began + START
        while True:
            await asyncio.sleep(1.0)
            if loop.time() - self._beaten > SILENCE:
                child.process.kill()
                return
            if self._spare is None and loop.time() - began > SPARE:
                try:
                    self._spare = await Child.start(self._data)
                except OSError as error:
                    LOG.warning("no spare worker", error=str(error))
                    began = loop.time() + SPARE_AGAIN

    def _become(self, state: str) -> None:
        self._state, self._since = state, self._clock.now()
        self._say({"type": "worker", "state": state, "restarts": self._restarts})

    def _say(self, message: dict[str, Any]) -> None:
        for put in list(self._listeners):
            try:
                put(message)
            except Exception:
                LOG.exception("a listener failed")

    # -- calls -------------------------------------------------------------------------------------------------------

    async def _call(self, make: Callable[..., Any]) -> Any:
        try:
            async with asyncio.timeout(CALL):
                return await self._begin(make)
        except TimeoutError:
            raise CommandRefused(f"The engine did not answer within {CALL:.0f} s") from None

    def _begin(self, make: Callable[..., Any]) -> "asyncio.Future[Any]":
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        if self._link is None:
            future.set_exception(EngineLost("The engine is restarting", "Try again in a moment"))
            return future
        self._next += 1
        self._calls[self._next] = future
        self._send(make(call=self._next))
        return future

    def _settle(self, call: int, result: Any, error: Exception | None) -> None:
        future = self._calls.pop(call, None)
        if future is None or future.done():
            return
        if error is None:
            future.set_result(result)
        else:
            future.set_exception(error)

    def _send(self, message: Message) -> None:
        if self._link is not None:
            self._link.send(message)


async def _nobody(record: dict[str, Any]) -> None:
    raise TundishError("Nobody keeps the audit")


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
