"""Worker: the process that runs flows, `python -m engine.worker FD DATA`; FD is a socket to its supervisor."""

import asyncio
import gc
import os
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from engine.alarms import AlarmBoard
from engine.clock import Clock
from engine.connections import Connections
from engine.flow import Flow
from engine.hub import Hub
from engine.io import Events, History, NoEvents, NoHistory
from engine.ledger import Ledger
from engine.live import PointBoard
from engine.load import Load
from engine.logs import SECRETS, about, configure, logger, secret_texts
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
    Refused,
    Stop,
    Tell,
    ToWorker,
    Try,
    Watch,
    Withdraw,
)  # fmt: skip
from engine.writes import Writes
from tundish.catalogue import Catalogue, load
from tundish.errors import CommandRefused, ConnectionFailed, DeployRefused, Problem, TundishError
from tundish.kernel import warm_up
from tundish.points import Points

LOG = logger("tundish.engine")
SECOND = 1_000_000_000
LIVE, STATUS, BEAT = 0.25, 1.0, 0.5
TRIAL = 15.0
"""Seconds that a connection may take to open when it is tried."""
REVIVALS = 3
"""How often in a row a flow that broke is started again."""
AUDIT = 5.0
"""Seconds that a record may take to be kept."""
BACKLOG = 4 * 2**20
"""Bytes the API may be behind before live values are left out."""


class Worker:
    """Runs flows as it is told. Also the `World` of its connectors."""

    def __init__(self, link: Link, data: Path, catalogue: Catalogue) -> None:
        self.points = Points()
        self.hub = Hub(self.points)
        self.history: History = NoHistory()
        self.events: Events = NoEvents()
        self.clock = Clock()
        self.connections = Connections(catalogue.connections, self._changed, self._connection)
        self._link = link
        self._data = data
        self._catalogue = catalogue
        self._flows: dict[str, Flow] = {}
        self._runs: dict[str, asyncio.Task[None]] = {}
        self._watched: list[str] = []
        self._shown: set[str] = set()
        self._alarms = AlarmBoard(self._tell)
        self.board = PointBoard(self.points)
        self._calls: set[asyncio.Task[None]] = set()
        self._writes = Writes(self.now, self._audit)
        self._audits: dict[int, asyncio.Future[None]] = {}
        self._next = 0
        self._load = Load()
        self._revived: dict[str, tuple[int, int]] = {}

    def now(self) -> int:
        return self.clock.now()

    def at_least(self, time: int) -> None:
        self.clock.at_least(time)

    async def write(self, flow: str, node: str, request: Any) -> dict[str, Any]:
        """Write to equipment, on behalf of a node."""
        request = request._replace(flow=flow, node=node)
        try:
            connection: Any = self.connections.get(request.connection)
        except TundishError as error:
            raise await self._writes.refuse(request, error.message) from error
        done: dict[str, Any] = await self._writes.write(request, connection)
        return done

    async def run(self) -> None:
        """Until told to stop or the link is gone; every flow is remembered at the end."""
        self._link.send(Hello(pid=os.getpid()))
        tasks: list[asyncio.Task[None]] = []
        try:
            self._take(await self._link.receive())  # a spare worker may wait long for its first word
            works = ((BEAT, self._beat), (LIVE, self._live), (STATUS, self._status))
            tasks = [asyncio.create_task(self._every(seconds, work)) for seconds, work in works]
            tasks.append(asyncio.create_task(self._load.watch()))
            while not isinstance(message := await self._link.receive(), Stop):
                self._take(message)
        except EOFError:
            pass  # the API is gone: end as if told to
        finally:
            for task in [*tasks, *self._runs.values()]:
                task.cancel()
            for flow in self._flows.values():
                await flow.close()
            await self.connections.close()

    # -- what the API asks -------------------------------------------------------------------------------------------

    def _take(self, message: Any) -> None:
        match message:
            case Watch():
                self._watched = message.flows
            case Audited():
                self._audited(message)
            case Grant():
                self._writes.grant(message.writes)
            case Connect():
                self._hide_secrets(message.connections)
                self._background(self.connections.put(message.connections))
            case Deploy() | Withdraw() | Command() | Last() | Try():
                self._background(self._answer(message))

    def _hide_secrets(self, connections: list[dict[str, Any]]) -> None:
        kinds = self._catalogue.connections
        known = [(kinds[c["kind"]].settings_type, c["settings"]) for c in connections if c["kind"] in kinds]
        SECRETS.hide("connections", [text for kind, settings in known for text in secret_texts(kind, settings)])

    async def _answer(self, message: Any) -> None:
        try:
            self._link.send(Done(call=message.call, result=await self._do(message)))
        except DeployRefused as error:
            problems = [list(problem) for problem in error.problems]
            self._link.send(Refused(call=message.call, code=error.code, message=error.message, problems=problems))
        except TundishError as error:
            self._link.send(Refused(call=message.call, code=error.code, message=error.message, hint=error.hint))
        except Exception as error:  # noqa: BLE001 - the caller is told, the worker goes on
            self._link.send(Refused(call=message.call, code="error", message=f"{type(error).__name__}: {error}"))

    async def _do(self, message: Any) -> Any:
        match message:
            case Deploy():
                return await self._deploy(message.flow, message.document, message.version)
            case Withdraw():
                return await self._withdraw(message.flow, forget=message.forget)
            case Command():
                return self._flow(message.flow).command(message.node, message.command, message.user, message.args)
            case Last():
                return self._flow(message.flow).monitor.last(message.node)
            case Try():
                began = self.now()
                try:
                    async with asyncio.timeout(TRIAL):
                        await self.connections.attempt(message.kind, message.settings)
                except TimeoutError:
                    raise ConnectionFailed(f"No answer within {TRIAL:.0f} s") from None
                return {"ok": True, "message": "Connected", "ms": (self.now() - began) // 1_000_000}

    async def _deploy(self, id: str, document: dict[str, Any], version: int) -> None:
        flow = self._flows.get(id)
        try:
            if flow is not None:
                flow.deploy(document, version)
            else:
                self._open(id, document, version)
        except TundishError as error:
            raise DeployRefused([Problem(error.code, error.message, error.hint)]) from None
        except ValueError as error:
            raise DeployRefused([Problem("config", str(error))]) from None

    def _open(self, id: str, document: dict[str, Any], version: int) -> None:
        ledger = self._ledger(id)
        flow = Flow(id, self, ledger, self._catalogue.kinds, self._alarm)
        try:
            flow.open(document, version)
        except BaseException:
            ledger.close()
            raise
        self._flows[id] = flow
        with about(flow=id):
            self._runs[id] = asyncio.create_task(flow.run(), name=f"flow {id}")
        self._runs[id].add_done_callback(lambda task: self._ended(id, task))
        self._alarms.begin(id, flow.runner.nodes())

    async def _withdraw(self, id: str, *, forget: bool) -> None:
        flow = self._flows.pop(id, None)
        if flow is not None:
            self._runs.pop(id).cancel()
            await (flow.end() if forget else flow.close())
        elif forget:
            self._ledger(id).put_aside()
        self._revived.pop(id, None)
        self._alarms.end(id)

    def _ledger(self, id: str) -> Ledger:
        return Ledger(self._data / "flows" / f"{id}.db")

    def _flow(self, id: str) -> Flow:
        if id not in self._flows:
            raise CommandRefused(f"Flow {id!r} is not running", "Start it first")
        return self._flows[id]

    # -- what is told ------------------------------------------------------------------------------------------------

    def _tell(self, message: dict[str, Any]) -> None:
        self._link.send(Tell(message=message))

    def _alarm(self, flow: str, node: str, event: Any) -> None:
        self._alarms.put(flow, node, event)

    async def _audit(self, record: dict[str, Any]) -> None:
        """Have a record kept; returns when it is, raises when it is not."""
        self._next += 1
        kept = self._audits[self._next] = asyncio.get_running_loop().create_future()
        self._link.send(Audit(call=self._next, record=record))
        async with asyncio.timeout(AUDIT):
            await kept

    def _audited(self, message: Audited) -> None:
        kept = self._audits.pop(message.call, None)
        if kept is None or kept.done():
            return
        if message.error:
            kept.set_exception(TundishError(message.error))
        else:
            kept.set_result(None)

    def _connection(self, id: str, state: str, message: str) -> None:
        self._tell({"type": "connection", "id": id, "state": state, "message": message})

    def _changed(self, connection: str) -> None:
        for flow in self._flows.values():
            flow.uses(connection)

    def _ended(self, id: str, task: "asyncio.Task[None]") -> None:
        """A flow's loop never ends by itself: if it does, something in it broke, and the others go on."""
        if not task.cancelled() and (error := task.exception()):
            LOG.error("a flow broke", flow=id, exc_info=error)
            self._background(self._revive(id, f"{type(error).__name__}: {error}"))

    async def _revive(self, id: str, why: str) -> None:
        """Start a flow that broke again from its checkpoint and journal; give it up when it breaks again and again."""
        flow = self._flows.pop(id, None)
        if flow is None:
            return
        self._runs.pop(id, None)
        await flow.abandon()
        times, last = self._revived.get(id, (0, 0))
        times = times + 1 if self.now() - last < 600 * SECOND else 1
        self._revived[id] = times, self.now()
        status = {"type": "status", "flow": id, "state": "failed", "problem": f"The flow broke: {why}", "nodes": {}}
        self._tell(status)
        if times > REVIVALS:
            return
        await asyncio.sleep(2.0 ** (times - 1))
        try:
            self._open(id, flow.document, flow.version)
        except (TundishError, ValueError) as error:
            self._tell({**status, "problem": f"The flow broke and does not start again: {error}"})

    async def _every(self, seconds: float, work: Callable[[], None]) -> None:
        """Again and again; what goes wrong once is in the log and does not end it."""
        while True:
            try:
                work()
            except Exception:
                LOG.exception("%s failed", work.__name__)
            await asyncio.sleep(seconds)

    def _beat(self) -> None:
        self._link.send(Beat())

    def _live(self) -> None:
        if self._link.waiting > BACKLOG:
            return
        for id in self._watched:
            if id in self._flows:
                values = self._flows[id].monitor.live(everything=id not in self._shown)
                if values:
                    self._tell({"type": "live", "flow": id, "values": values})
        self._shown = set(self._watched)

    def _status(self) -> None:
        for flow in self._flows.values():
            self._tell(flow.status())
        self._tell({"type": "load", "group": "", "backlog": self._link.waiting, **self._load.told()})
        if changed := self.board.changed():
            self._tell({"type": "points", "points": changed})
        gc.collect(0)

    def _background(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._calls.add(task)
        task.add_done_callback(self._calls.discard)


async def _main(descriptor: int, data: Path) -> None:
    reader, writer = await asyncio.open_connection(sock=socket.socket(fileno=descriptor))
    catalogue = load()
    warm_up()
    await Worker(Link(reader, writer, ToWorker), data, catalogue).run()


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the supervisor, which then asks us to stop
    run: Callable[..., Any] = asyncio.run
    if sys.platform != "win32":
        import uvloop  # noqa: PLC0415 - not on Windows

        run = uvloop.run
    try:
        configure(process="worker", pid=os.getpid())
        run(_main(int(sys.argv[1]), Path(sys.argv[2])))
    except (OSError, TundishError) as error:
        sys.exit(f"engine: {error}")


if __name__ == "__main__":
    main()
