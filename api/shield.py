"""Shield: what holds for every request. Only our own names are answered to, and every answer has its headers."""

from collections.abc import MutableMapping
from http import HTTPStatus
from ipaddress import ip_address
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.place import is_loopback
from api.problems import problem
from api.settings import Settings, allowed_names

API_CSP = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Content-Security-Policy": API_CSP,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
POLICY_VIOLATION = 1008
TOO_LARGE = 413
MOST_BYTES = 5_000_000
"""Largest body of a request."""


class Shield:
    """ASGI middleware around everything."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._names = allowed_names(settings)
        self._local = settings.is_local
        self._headers = dict(HEADERS)
        if settings.tls:
            self._headers["Strict-Transport-Security"] = "max-age=31536000"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            return await self._app(scope, receive, send)
        if not self._is_ours(Headers(scope=scope).get("host", "")):
            return await _refuse(scope, receive, send)
        send = self._dressed(scope, send)
        if int(_length(scope)) > MOST_BYTES:
            detail = f"The body has more than {MOST_BYTES:,} bytes"
            return await problem(HTTPStatus(TOO_LARGE), "too-large", detail)(scope, receive, send)
        return await self._app(scope, _limited(receive), send)

    def _is_ours(self, host: str) -> bool:
        """Whether a Host header names us. Addresses in digits cannot be made to point elsewhere by a name server."""
        name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
        if name.casefold() in self._names:
            return True
        if self._local:
            return is_loopback(name)
        try:
            return bool(ip_address(name.strip("[]")))
        except ValueError:
            return False

    def _dressed(self, scope: MutableMapping[str, Any], send: Send) -> Send:
        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                if scope["path"].startswith("/api"):
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        return dressed


def _length(scope: Scope) -> str:
    """What the request says of its length; no number is no length, and what comes is counted anyway."""
    length = Headers(scope=scope).get("content-length", "0")
    return length if length.isascii() and length.isdigit() else "0"


def _limited(receive: Receive) -> Receive:
    """Stop reading a body that goes on for too long."""
    taken = 0

    async def limited() -> Message:
        nonlocal taken
        message = await receive()
        if message["type"] == "http.request":
            taken += len(message.get("body", b""))
            if taken > MOST_BYTES:
                raise HTTPException(TOO_LARGE)
        return message

    return limited


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        return await send({"type": "websocket.close", "code": POLICY_VIOLATION})
    detail = "The server is not known under this name. Start it with --name to allow it"
    return await problem(HTTPStatus.MISDIRECTED_REQUEST, "wrong-host", detail)(scope, receive, send)
