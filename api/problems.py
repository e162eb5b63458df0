"""Errors as problem documents (RFC 9457). The only place that knows status codes of errors."""

import errno
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from api import errors as ours
from api.checker import told
from api.deps import language_of
from api.observed import HEADER, REQUEST
from api.server import Server
from engine.eventstore.errors import EventStoreError, TooMany
from engine.history.errors import HistoryError
from engine.watch.logs import logger
from flows.store import FlowMoved
from tundish import errors as base
from tundish.said import in_language

DISK_FULL = "The disk of the server is full: nothing was saved. Make room and try again"
MEDIA = "application/problem+json"
LOG = logger("tundish.api")

STATUS: dict[type[Exception], HTTPStatus] = {
    base.TundishError: HTTPStatus.INTERNAL_SERVER_ERROR,
    base.FlowError: HTTPStatus.UNPROCESSABLE_ENTITY,
    base.FlowNotFound: HTTPStatus.NOT_FOUND,
    base.FlowConflict: HTTPStatus.PRECONDITION_FAILED,
    base.FieldError: HTTPStatus.UNPROCESSABLE_ENTITY,
    base.DataError: HTTPStatus.UNPROCESSABLE_ENTITY,
    base.CommandRefused: HTTPStatus.CONFLICT,
    base.ConnectionFailed: HTTPStatus.CONFLICT,
    base.WriteRefused: HTTPStatus.CONFLICT,
    EventStoreError: HTTPStatus.SERVICE_UNAVAILABLE,
    HistoryError: HTTPStatus.SERVICE_UNAVAILABLE,
    TooMany: HTTPStatus.UNPROCESSABLE_ENTITY,
    ours.NotFound: HTTPStatus.NOT_FOUND,
    ours.Taken: HTTPStatus.CONFLICT,
    ours.Invalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    ours.BadTable: HTTPStatus.UNPROCESSABLE_ENTITY,
    ours.NotSignedIn: HTTPStatus.UNAUTHORIZED,
    ours.WrongPassword: HTTPStatus.UNAUTHORIZED,
    ours.WrongTicket: HTTPStatus.FORBIDDEN,
    ours.Forbidden: HTTPStatus.FORBIDDEN,
    ours.CrossSite: HTTPStatus.FORBIDDEN,
    ours.TooMany: HTTPStatus.TOO_MANY_REQUESTS,
    ours.SetupDone: HTTPStatus.GONE,
    ours.NoRevision: HTTPStatus.PRECONDITION_REQUIRED,
    ours.Silent: HTTPStatus.GATEWAY_TIMEOUT,
}
FRAMEWORK = {
    400: ("bad-request", "the body cannot be read"),
    404: ("not-found", "there is nothing here"),
    405: ("method-not-allowed", "this cannot be done here"),
    413: ("too-large", "the body is too large"),
}
BY_CODE = {
    "flow-exists": HTTPStatus.CONFLICT,
    "flow-moved": HTTPStatus.CONFLICT,
    "flow-locked": HTTPStatus.LOCKED,
    "draft-exists": HTTPStatus.CONFLICT,
}


def problem(
    status: HTTPStatus, code: str, detail: str, headers: Mapping[str, str] | None = None, **more: Any
) -> JSONResponse:
    """One problem document."""
    body = {
        "type": f"urn:tundish:problem:{code}", "title": status.phrase, "status": int(status), "detail": detail,
        "code": code, **more,
    }  # fmt: skip
    return JSONResponse(body, status, headers, media_type=MEDIA)


def install(app: FastAPI) -> None:
    """Answer every error with a problem document."""
    app.add_exception_handler(base.TundishError, _ours)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(ClientDisconnect, _gone)
    app.add_exception_handler(OperationalError, _database)
    app.add_exception_handler(Exception, _bug)


def status_of(error: Exception) -> HTTPStatus:
    """Status of one of our errors: that of its nearest relative."""
    if found := BY_CODE.get(getattr(error, "code", "")):
        return found
    return next(STATUS[cls] for cls in type(error).__mro__ if cls in STATUS)


async def _ours(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, base.TundishError)  # noqa: S101 - that is what it is installed for
    headers = {"Retry-After": str(max(1, round(error.seconds)))} if isinstance(error, ours.TooMany) else None
    detail = in_language(str(error), _language(request))
    return problem(status_of(error), error.code, detail, headers, **_more(error, request))


def _more(error: base.TundishError, request: Request) -> dict[str, Any]:
    language = _language(request)
    match error:
        case base.DeployRefused():
            texts = getattr(Server.of(request).catalogue, "texts", {}).get(language, {})
            return {"problems": [told(p, language, texts) for p in error.problems]}
        case base.FlowConflict() | FlowMoved() if isinstance(error.current, dict):
            return error.current
        case ours.BadTable():
            return {"problems": [{**p, "message": in_language(p["message"], language)} for p in error.problems]}
        case ours.Invalid() | ours.Taken() if error.field:
            return {"field": error.field}
        case base.FieldError():
            return {"line": error.line, "column": error.column, "hint": in_language(error.hint, language)}
    return {}


async def _invalid(request: Request, error: Exception) -> JSONResponse:
    """A request that is not as it should be. What was sent is not repeated: there may be a secret in it."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 - as above
    language = _language(request)
    found = [
        {"field": "/".join(map(str, e["loc"])), "message": in_language(_plain(e["msg"]), language)}
        for e in error.errors()[:50]
    ]
    first = f"{found[0]['field']}: {found[0]['message']}" if found else "it is not as it should be"
    detail = in_language(f"The request is wrong: {first}", language)
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid-request", detail, errors=found)


def _language(request: Request) -> str:
    return language_of(request.headers.get("Accept-Language", ""))


def _plain(message: str) -> str:
    return message.removeprefix("Value error, ")


async def _http(request: Request, error: Exception) -> JSONResponse:
    """What the framework refuses: unknown routes, wrong methods, bodies that are too large."""
    assert isinstance(error, HTTPException)  # noqa: S101 - as above
    status = HTTPStatus(error.status_code)
    code, why = FRAMEWORK.get(status, (f"http-{int(status)}", status.phrase.lower()))
    detail = in_language(f"{request.method} {request.url.path}: {why}", _language(request))
    return problem(status, code, detail, error.headers)


async def _gone(request: Request, _error: Exception) -> JSONResponse:
    """Who asked has left before all was sent, as a page that is closed while it saves. Nobody reads this."""
    return await _http(request, HTTPException(HTTPStatus.BAD_REQUEST))


async def _database(request: Request, error: Exception) -> JSONResponse:
    reason = str(getattr(error, "orig", ""))
    if "full" in reason or "disk I/O" in reason:
        return problem(HTTPStatus.INSUFFICIENT_STORAGE, "disk-full", in_language(DISK_FULL, _language(request)))
    if "locked" in reason:
        detail = "The database is busy: nothing was saved. Try again"
        return problem(
            HTTPStatus.SERVICE_UNAVAILABLE,
            "database-busy",
            in_language(detail, _language(request)),
            {"Retry-After": "2"},
        )
    if _away(error):
        LOG.error("%s %s: the database does not answer: %s", request.method, request.url.path, reason.strip())
        detail = "The database does not answer: nothing was saved. Flows go on without it. Try again"
        return problem(
            HTTPStatus.SERVICE_UNAVAILABLE,
            "database-away",
            in_language(detail, _language(request)),
            {"Retry-After": "5"},
        )
    return await _bug(request, error)


def _away(error: Exception) -> bool:
    """Whether the link to a database server failed: no state, "connection" (class 08), "shutdown" (57P01 to 57P03)."""
    state = getattr(getattr(error, "orig", None), "sqlstate", "none")
    return str(state or "08").startswith(("08", "57P"))


async def _bug(request: Request, error: Exception) -> JSONResponse:
    """A defect of ours. The reference leads to the log; the answer tells nothing else."""
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return problem(HTTPStatus.INSUFFICIENT_STORAGE, "disk-full", in_language(DISK_FULL, _language(request)))
    reference = request.scope.get(REQUEST) or uuid4().hex[:16]
    what = f"{request.method} {request.url.path} failed (reference {reference})"
    LOG.error(what, request=reference, exc_info=error)
    detail = f"Something went wrong in the server. Its log has the details under {reference}"
    headers = {HEADER: reference}
    return problem(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "server",
        in_language(detail, _language(request)),
        headers,
        reference=reference,
    )
