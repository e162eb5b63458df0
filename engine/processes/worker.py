"""Worker: the process that runs flows, `python -m engine.processes.worker FD PAGE DATA`.

FD is a socket to its supervisor, PAGE a file of one page that both share.
"""

import asyncio
import gc
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from engine.clock import Clock
from engine.processes.load import Load
from engine.processes.messages import (
    Abandon,
    Adopt,
    Arrived,
    Ask,
    Audit,
    Audited,
    Command,
    Connect,
    Deploy,
    Done,
    Grant,
    Hello,
    Hold,
    Last,
    Link,
    Outbox,
    PutOut,
    Record,
    Refused,
    Stop,
    Tell,
    TooLarge,
    ToWorker,
    Try,
    Wanted,
    Watch,
    Withdraw,
    Write,
    Wrote,
)  # fmt: skip
from engine.processes.page import Page
from engine.processes.quota import refuse_above
from engine.processes.steady import loading, steady
from engine.processes.warm import warm
from engine.processes.witness import Witness
from engine.watch.live import PointBoard
from engine.watch.logs import SECRETS, configure, logger, secret_texts
from engine.watch.tracing import Tracing
from engine.work.abroad import Abroad
from engine.work.connections import Connections
from engine.work.errands import Errands
from engine.work.forces import Force, Forces
from engine.work.hub import Hub
from engine.work.io import Events, History
from engine.work.roster import Roster
from engine.work.stores import Stores
from engine.work.words import Words
from engine.work.writes import Writes
from tundish.catalogue import Catalogue
from tundish.errors import ConnectionFailed, DeployRefused, TundishError
from tundish.points import Points
from tundish.samples import Samples
from tundish.write import WriteRequest

LOG = logger("tundish.engine")
SECOND = 1_000_000_000
LIVE, STATUS, BEAT = 0.25, 1.0, 0.1
TRIAL = 15.0
"""Seconds that a connection may take to open when it is tried."""
AUDIT = 5.0
"""Seconds that a record may take to be kept."""
BACKLOG = 4 * 2**20
"""Bytes the API may be behind before live values are left out."""


class Worker:
    """Runs flows as it is told. Also the `World` of its connectors."""

    def __init__(self, link: Link, page: Page, data: Path, catalogue: Catalogue) -> None:
        self.group = ""
        self.points = Points()
        self.hub = Hub(self.points)
        self._stores = Stores(self.points)
        self.clock = Clock()
        self.connections = Connections(catalogue.connections, self._changed, self._connection)
        self._link = link
        self._catalogue, self._data = catalogue, data
        self._abroad = Abroad(self.hub, self.points, link)
        self._watched: list[str] = []
        self._shown: set[str] = set()
        self.board = PointBoard(self.points)
        self._tracing = Tracing(self._keep_traces)
        self._roster = Roster(self, data, catalogue.kinds, self._tell, self._tracing)
        self._flows = self._roster.flows
        self._forces = Forces(self.points, self.board, self._say)
        self._witness = Witness(page, self._roster.seated, threading.get_ident())
        self._calls: set[asyncio.Task[None]] = set()
        self._writes = Writes(self.now, self._audit)
        self._errands = Errands(link, self._writes, self._write_here)
        self._audits: dict[int, asyncio.Future[None]] = {}
        self._next = 0
        self._load = Load()

    @property
    def history(self) -> History:
        return self._stores.history

    @property
    def events(self) -> Events:
        return self._stores.events

    def now(self) -> int:
        return self.clock.now()

    def forced(self, samples: Samples) -> Samples:
        return self._forces.applied(samples, self.now())

    def at_least(self, time: int) -> None:
        self.clock.at_least(time)

    async def write(self, flow: str, node: str, request: Any) -> dict[str, Any]:
        """Write to equipment, on behalf of a node."""
        return await self._errands.write(request._replace(flow=flow, node=node))

    async def _write_here(self, request: WriteRequest) -> dict[str, Any]:
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
            self._witness.start()
            works = ((BEAT, self._witness.beat), (LIVE, self._live), (STATUS, self._status))
            tasks = [asyncio.create_task(self._every(seconds, work)) for seconds, work in works]
            tasks += [asyncio.create_task(self._load.watch()), asyncio.create_task(self._tracing.run())]
            while not isinstance(message := await self._link.receive(), Stop):
                self._take(message)
        except EOFError:
            pass  # the API is gone: end as if told to
        finally:
            for task in tasks:
                task.cancel()
            self._abroad.close()
            await self._errands.close()
            await self._roster.close()
            await self._stores.close()
            await self.connections.close()
            self._witness.stop()

    # -- what the API asks -------------------------------------------------------------------------------------------

    def _take(self, message: Any) -> None:
        match message:
            case Adopt():
                self._adopted(message)
            case Record() | Hold():
                self._told_of_points(message)
            case Wanted() | Arrived():
                self._abroad.take(message)
            case Watch():
                self._watched = message.flows
            case Audited():
                self._audited(message)
            case Write() | Abandon() | Wrote():
                self._errands.take(message)
            case Grant():
                self._writes.grant(message.writes)
            case Connect():
                self._hide_secrets(message.connections)
                self._background(self.connections.put(message.connections))
            case Deploy() | Withdraw() | PutOut() | Command() | Ask() | Last() | Outbox() | Try():
                self._background(self._answer(message))

    def _told_of_points(self, message: Record | Hold) -> None:
        if isinstance(message, Record):
            self._stores.choose(message.points)
        else:
            forces = {name: Force(value, until) for name, (value, until) in message.points.items()}
            self._forces.put(forces, self.now())

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

    async def _do(self, message: Any) -> Any:  # noqa: PLR0911 - one for each word
        match message:
            case Deploy():
                return await self._roster.deploy(message.flow, message.document, message.version, message.out)
            case Withdraw():
                return await self._roster.withdraw(message.flow, forget=message.forget, moving=message.moving)
            case PutOut():
                return self._roster.put_out(message.flow, message.out, message.node)
            case Command():
                flow = self._roster[message.flow]
                flow.command(message.node, message.command, message.user, message.args)
                return await flow.commanded()
            case Ask():
                return await self._roster.ask(message.flow, message.command, message.user, message.asks)
            case Last():
                return self._roster[message.flow].monitor.last(message.node)
            case Outbox():
                outgoing = self._roster[message.flow].outgoing
                return await outgoing.aside(message.node, message.do, message.numbers)
            case Try():
                began = self.now()
                try:
                    async with asyncio.timeout(TRIAL):
                        await self.connections.attempt(message.kind, message.settings)
                except TimeoutError:
                    raise ConnectionFailed(f"No answer within {TRIAL:.0f} s") from None
                return {"ok": True, "message": "Connected", "ms": (self.now() - began) // 1_000_000}

    def _adopted(self, message: Adopt) -> None:
        """Whose worker this is."""
        self.group = message.group
        configure(process="worker", pid=os.getpid(), group=self.group)
        self._stores.open(message.group, message.events, message.history)
        self._forces.keep_in(Words(self._data, self.group))
        self._witness.limit = message.memory
        refuse_above(message.memory)

    # -- what is told ------------------------------------------------------------------------------------------------

    def _tell(self, message: dict[str, Any]) -> None:
        try:
            self._link.send(Tell(message=message))
        except TooLarge as error:  # what flows do must not depend on who can be told of it
            LOG.error("not told", type=message["type"], error=error.message)  # noqa: TRY400 - no traceback to users

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

    async def _keep_traces(self, traces: Sequence[Any], steps: Sequence[Any]) -> None:
        await self.events.keep_traces(traces, steps)  # which it is, is known when the worker has been adopted

    async def _every(self, seconds: float, work: Callable[[], None]) -> None:
        """Again and again; what goes wrong once is in the log and does not end it."""
        while True:
            try:
                work()
            except Exception:
                LOG.exception("%s failed", work.__name__)
            await asyncio.sleep(seconds)

    def _live(self) -> None:
        if self._link.waiting > BACKLOG:
            return
        for id in self._watched:
            if id in self._flows:
                values = self._flows[id].monitor.live(everything=id not in self._shown)
                if values:
                    self._tell({"type": "live", "flow": id, "values": values})
        self._shown = set(self._watched)

    def _say(self, flow: str, node: str, said: Samples) -> bool:
        """In place of a source; whether it runs."""
        running = self._flows.get(flow)
        return running is not None and node in running.ios and running.inbox.put(node, "samples", said, beyond=True)

    def _status(self) -> None:
        self._forces.expire(self.now())
        for flow in self._flows.values():
            self._tell(flow.status())
        load = {"group": self.group, "backlog": self._link.waiting, **self._load.told(), **self._tracing.told()}
        load |= self._stores.figures()
        self._tell({"type": "load", **load})
        if told := self._stores.told(self.group):
            self._tell(told)
        if changed := self.board.changed():
            self._tell({"type": "points", "points": changed})
        gc.collect(0)

    def _background(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._calls.add(task)
        task.add_done_callback(self._calls.discard)


async def _main(descriptor: int, page: Page, data: Path) -> None:
    reader, writer = await asyncio.open_connection(sock=socket.socket(fileno=descriptor))
    with loading():
        catalogue = warm()
    steady()
    await Worker(Link(reader, writer, ToWorker), page, data, catalogue).run()


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the supervisor, which then asks us to stop
    run: Callable[..., Any] = asyncio.run
    if sys.platform != "win32":
        import uvloop  # noqa: PLC0415 - not on Windows

        run = uvloop.run
    try:
        configure(process="worker", pid=os.getpid())
        run(_main(int(sys.argv[1]), Page(int(sys.argv[2])), Path(sys.argv[3])))
    except (OSError, TundishError) as error:
        sys.exit(f"engine: {error}")


if __name__ == "__main__":
    main()
