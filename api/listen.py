"""Listen: serve browsers until told to stop."""

import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI

from api import notify
from api.keys import write_private
from api.office import Office
from api.server import Server
from api.signin import SETUP_FILE

BACKLOG = 512
MOST_SOCKET_BYTES = 65_536
"""Largest message a browser may send over the WebSocket."""
GOODBYE = 5
"""Seconds that open requests are given at the end."""
IDLE = 180
"""Seconds that a connection without a request stays open: longer than browsers and proxies keep theirs, so that none of
them sends a request into one that we are closing."""


@dataclass(frozen=True, slots=True)
class Tls:
    """Files of certificate and private key."""

    certificate: Path
    key: Path


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
        ws_max_size=MOST_SOCKET_BYTES, timeout_graceful_shutdown=GOODBYE, timeout_keep_alive=IDLE,
        backlog=BACKLOG, **files,
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
