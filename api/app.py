"""App: everything put together. Importing this does nothing; `create_app` does."""

import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from importlib.metadata import PackageNotFoundError, version

from fastapi import APIRouter, FastAPI

from api import problems
from api.checker import Checker
from api.feed import running
from api.installed import Installed
from api.live.hub import Hub
from api.metrics import Metrics
from api.observed import Observed
from api.office import Office
from api.passwords import Passwords
from api.routers import (
    alarms,
    audit,
    blocks,
    catalogue,
    connections,
    deploy,
    docs,
    drafts,
    editor,
    events,
    examples,
    expression,
    flows,
    forces,
    formula,
    history,
    keeping,
    knowledge,
    live,
    metrics,
    nodes,
    outbox,
    people,
    performance,
    points,
    preview,
    session,
    setup,
    signin,
    status,
    traces,
    workbook,
    writes,
)
from api.runtime import Runtime
from api.server import Catalogue, Server
from api.settings import Settings
from api.shield import Shield
from api.throttle import Meter, Throttle
from engine.eventstore import EventStore
from engine.history.reader import Reader
from flows.store.database import Clock

ROUTERS: tuple[APIRouter, ...] = (
    setup.router, session.router, signin.router, catalogue.router, flows.router, drafts.router, deploy.router,
    preview.router, workbook.router,
    nodes.router, outbox.router, blocks.router, forces.router, points.router, connections.router, alarms.router,
    performance.router, knowledge.router, events.router, history.router, traces.router, formula.router, examples.router,
    audit.router, expression.router, people.users, people.sessions, people.tokens, writes.router, keeping.router,
    status.router, status.health, metrics.router, docs.router, live.router, editor.router,
)  # fmt: skip
"""In this order: the editor answers to what nobody else does."""


def create_app(
    settings: Settings,
    runtime: Runtime,
    kinds: Catalogue | None = None,
    passwords: Passwords | None = None,
    clock: Clock = time.time,
) -> FastAPI:
    """The server as an ASGI app. Opens the data folder and brings its database up to date; Refused."""
    installed: Catalogue = kinds or Installed()
    server = _server(settings, runtime, installed, passwords or Passwords(), clock)
    app = FastAPI(
        title="Tundish",
        version=server.version,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_lifespan,
    )
    app.state.server = server
    server.hub.dropped = server.metrics.dropped.inc
    problems.install(app)
    for router in ROUTERS:
        app.router.routes.extend(router.routes)
    app.add_middleware(Shield, settings=settings)
    app.add_middleware(Observed, metrics=server.metrics)
    return app


def _server(settings: Settings, runtime: Runtime, kinds: Catalogue, passwords: Passwords, clock: Clock) -> Server:
    return Server(
        settings=settings,
        office=Office(settings, clock),
        runtime=runtime,
        catalogue=kinds,
        passwords=passwords,
        throttle=Throttle(clock),
        refusals=Meter(clock),
        hub=Hub(runtime),
        checker=Checker(kinds),
        metrics=Metrics(_version()),
        events=EventStore(settings.events),
        history=Reader(settings.history),
        version=_version(),
    )


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    server: Server = app.state.server
    async with AsyncExitStack() as stack:
        stack.callback(server.office.close)
        stack.callback(server.events.close)
        try:
            await stack.enter_async_context(running(server))
        except Exception as error:  # noqa: BLE001 - told by whoever has started us, in a sentence
            server.broken = error
        yield


def _version() -> str:
    try:
        return version("tundish")
    except PackageNotFoundError:
        return "0"
