"""A server as commands on another machine see it: over HTTP, with a token."""

import json
import os
import urllib.error
import urllib.request
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from tundish.errors import TundishError

TIMEOUT = 60.0
"""Seconds for an answer; a deploy may take that long."""


class RemoteError(TundishError):
    """What the server has said no to, or that it says nothing; `body` is its problem document."""

    code = "remote"

    def __init__(self, message: str, hint: str = "", status: int = 0, body: dict[str, Any] | None = None) -> None:
        super().__init__(message, hint)
        self.status = status
        self.body = body or {}


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A token never follows to another address."""

    def redirect_request(self, *_: Any) -> None:
        return None


def token_of(file: Path | None) -> str:
    """The token in a file, or in TUNDISH_TOKEN; RemoteError."""
    text = file.read_text("utf-8").strip() if file else os.environ.get("TUNDISH_TOKEN", "").strip()
    if not text:
        raise RemoteError(
            "A token is missing", "Make one with `tundish token add`, and give --token-file or TUNDISH_TOKEN"
        )
    return text


class Remote:
    """Asks and tells a server; RemoteError in a sentence when it refuses or does not answer."""

    def __init__(self, server: str, token: str) -> None:
        parts = urlsplit(server)
        if parts.scheme not in {"http", "https"} or not parts.netloc:
            raise RemoteError(f"{server!r} is no address of a server", "Write it as https://plant.example:8420")
        if parts.username is not None or parts.query or parts.fragment:
            raise RemoteError(f"{parts.hostname} must stand alone in --server", "The token goes into --token-file")
        self.address = server.rstrip("/")
        self._token = token
        self._opener = urllib.request.build_opener(_NoRedirect)

    def get(self, path: str) -> Any:
        return self._ask("GET", path)

    def post(self, path: str, body: Any) -> Any:
        return self._ask("POST", path, body)

    def put(self, path: str, body: Any, revision: int) -> Any:
        return self._ask("PUT", path, body, {"If-Match": f'"{revision}"'})

    def _ask(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> Any:
        data = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        told = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json", **(headers or {})}
        request = urllib.request.Request(f"{self.address}/api{path}", data, told, method=method)  # noqa: S310 - checked above
        try:
            with self._opener.open(request, timeout=TIMEOUT) as answer:
                content = answer.read()
                return json.loads(content) if content else None
        except urllib.error.HTTPError as error:
            raise _refused(error) from None
        except (OSError, HTTPException) as error:
            reason = getattr(error, "reason", None) or error
            raise RemoteError(f"{self.address} does not answer: {reason}", "Check --server") from None
        except ValueError:
            raise RemoteError(f"{self.address} does not answer as Tundish does", "Check --server") from None


def _refused(error: urllib.error.HTTPError) -> RemoteError:
    try:
        body = json.loads(error.read())
    except (ValueError, OSError):
        body = {}
    if not isinstance(body, dict):
        body = {}
    problems = "; ".join(str(p.get("message", "")) for p in body.get("problems", [])[:5] if isinstance(p, dict))
    said = str(body.get("detail") or f"The server answered {error.code}")
    return RemoteError(f"{said} ({problems})" if problems else said, status=error.code, body=body)


def path_of(*parts: object) -> str:
    """`/flows/a%2Fb` of its parts."""
    return "".join(f"/{quote(str(part), safe='')}" for part in parts)
