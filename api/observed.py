"""Observed: every request gets an id, stands in the log under it, and is counted.

The id is the caller's `X-Request-ID` when that is a plain one, so that a proxy's log and ours can be laid side by side;
it goes back with the answer.
"""

import re
import time
from secrets import token_hex

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.metrics import Metrics
from engine.watch.logs import about, logger

HEADER = "X-Request-ID"
REQUEST = "tundish.request"
"""Where the id stands in the scope."""
SLOW = 5.0
"""Seconds from which on a request is worth a warning."""
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
LOG = logger("tundish.api.request")
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")


class Observed:
    """ASGI middleware around everything, the shield included."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            return await self._app(scope, receive, send)
        given = Headers(scope=scope).get(HEADER, "")
        request = given if _PLAIN.fullmatch(given) else token_hex(8)
        scope[REQUEST] = request
        with about(request=request):
            if scope["type"] == "websocket":
                return await self._app(scope, receive, send)
            return await self._http(request, scope, receive, send)

    async def _http(self, request: str, scope: Scope, receive: Receive, send: Send) -> None:
        status, began = 500, time.perf_counter()

        async def told(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[HEADER] = request
            await send(message)

        try:
            await self._app(scope, receive, told)
        finally:
            self._count(scope, status, time.perf_counter() - began)

    def _count(self, scope: Scope, status: int, seconds: float) -> None:
        method = scope["method"] if scope["method"] in METHODS else "other"
        route = getattr(scope.get("route"), "path", "")
        self._metrics.request(method, route, status, seconds)
        write = LOG.warning if seconds > SLOW else LOG.debug
        write("answered", method=method, path=scope["path"], status=status, ms=round(seconds * 1e3, 1))
