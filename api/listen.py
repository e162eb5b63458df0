"""Listen: one server for one data folder, on one port, until it is told to stop."""

import errno
import fcntl
import os
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI

from api import notify
from api.errors import Refused
from api.keys import write_private
from api.office import Office
from api.server import Server
from api.settings import Settings
from api.signin import SETUP_FILE

LOCK = "lock"
BACKLOG = 512
MOST_PORT = 65_535
MOST_SOCKET_BYTES = 65_536
"""Largest message a browser may send over the WebSocket."""
GOODBYE = 5
"""Seconds that open requests are given at the end."""


@dataclass(frozen=True, slots=True)
class Tls:
    """Files of certificate and private key."""

    certificate: Path
    key: Path


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the data folder; Refused when another server does. The lock goes with the process, however it ends."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(handle, "r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            holder = file.read().strip() or "?"
            hint = "Stop it, or give another folder with --data"
            raise Refused(f"Another server (process {holder}) is using {folder}", hint) from None
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield


def bound(settings: Settings) -> socket.socket:
    """A socket on the address of the settings; Refused in a sentence."""
    if not 0 <= settings.port <= MOST_PORT:
        raise Refused(f"There is no port {settings.port}", f"Give one from 0 to {MOST_PORT} with --port")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[
            0
        ]
    except (OSError, UnicodeError):
        raise Refused(f"There is no address {settings.host!r}", "Give one of this machine with --host") from None
    made = socket.socket(family, kind, protocol)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind(address)
    except OSError as error:
        made.close()
        raise Refused(*_why(settings, error)) from None
    return made


def address_of(settings: Settings, made: socket.socket) -> str:
    """What to type into a browser."""
    scheme = "https" if settings.tls else "http"
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"{scheme}://{host}:{made.getsockname()[1]}"


def setup_token(office: Office) -> str:
    """A new setup token, also in a file that only we can read; empty when there is a user already."""
    with office.write() as stores:
        stores.tickets.withdraw("setup")
        token = "" if stores.users.any() else stores.tickets.issue("setup")
    path = office.settings.data / SETUP_FILE
    if token:
        write_private(path, token + "\n")
    else:
        path.unlink(missing_ok=True)
    return token


def run(app: FastAPI, made: socket.socket, tls: Tls | None = None, ready: Callable[[], None] = lambda: None) -> None:
    """Serve until a signal; `ready` is called when browsers may come. Raises what kept the server from starting."""
    files: dict[str, Any] = {"ssl_certfile": str(tls.certificate), "ssl_keyfile": str(tls.key)} if tls else {}
    beat, every = notify.pulse()
    config = uvicorn.Config(
        app, callback_notify=beat, timeout_notify=every,
        log_level="warning", access_log=False, proxy_headers=False, server_header=False, ws="websockets-sansio",
        log_config=None,
        ws_max_size=MOST_SOCKET_BYTES, timeout_graceful_shutdown=GOODBYE, backlog=BACKLOG, **files,
    )  # fmt: skip
    server = _Uvicorn(config, ready)
    server.run([made])
    state: Server = app.state.server
    if state.broken:
        raise state.broken


class _Uvicorn(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started and not self._broken:
            self._ready()
            sys.stdout.flush()
            notify.tell(notify.READY)
        elif self._broken:
            self.should_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        notify.tell(notify.STOPPING)
        await super().shutdown(sockets)

    @property
    def _broken(self) -> bool:
        app: Any = self.config.app
        return app.state.server.broken is not None


def _why(settings: Settings, error: OSError) -> tuple[str, str]:
    match error.errno:
        case errno.EADDRINUSE:
            return f"Port {settings.port} is in use", "Stop what uses it, or give another one with --port"
        case errno.EACCES:
            return f"Port {settings.port} may not be used by this user", "Give one above 1023 with --port"
        case errno.EADDRNOTAVAIL:
            return f"{settings.host} is not an address of this machine", "Give one with --host"
    return f"{settings.host}:{settings.port} cannot be used: {error}", "Give another one with --host and --port"
