"""Doorman: finds out who asks, from the session cookie or from an API token."""

import anyio.to_thread
from starlette.requests import HTTPConnection

from api.caller import Caller
from api.errors import CrossSite, NotSignedIn
from api.office import Office
from api.roles import Role
from api.secret import csrf_of, same
from api.server import Server

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
COOKIE = "tundish_session"
COOKIE_TLS = "__Host-tundish_session"
"""Browsers take this one only by HTTPS, for the whole site, from the host itself."""


def cookie_name(*, tls: bool) -> str:
    """Name of the session cookie."""
    return COOKIE_TLS if tls else COOKIE


async def identify(connection: HTTPConnection, server: Server) -> Caller:
    """Who asks; NotSignedIn."""
    office = server.office
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    if scheme.casefold() == "bearer":
        caller = await anyio.to_thread.run_sync(_by_token, office, token.strip())
    else:
        secret = connection.cookies.get(cookie_name(tls=office.settings.tls), "")
        caller, stale = await anyio.to_thread.run_sync(_by_session, office, secret) if secret else (None, False)
        if caller and stale:
            async with server.write() as stores:
                await anyio.to_thread.run_sync(stores.sessions.touch, caller.session)
    if caller is None:
        raise NotSignedIn("You are not signed in, or no longer", "Sign in")
    return caller


def check_site(connection: HTTPConnection, *, strict: bool = False) -> None:
    """Refuse what another site's page makes a browser send; `strict` wants an Origin to be there. CrossSite."""
    origin = connection.headers.get("origin")
    host = connection.headers.get("host", "")
    ours = origin.partition("://")[2] == host if origin is not None else not strict
    if not ours or connection.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        raise CrossSite(f"The request comes from {origin or 'another site'}, not from {host}", "Open Tundish itself")


def check_csrf(connection: HTTPConnection, caller: Caller) -> None:
    """A change by cookie must carry the page's token; CrossSite."""
    if caller.csrf and not same(connection.headers.get("x-csrf-token", ""), caller.csrf):
        raise CrossSite("The header X-CSRF-Token is missing or wrong", "Load the page again")


def _by_token(office: Office, secret: str) -> Caller | None:
    with office.read() as stores:
        token = stores.tokens.find(secret)
        if token is None:
            return None
        return Caller(token.tenant, f"token:{token.name}", Role.of(token.role), token=token.hash)


def _by_session(office: Office, secret: str) -> tuple[Caller | None, bool]:
    """Who it is, and whether it is time to write down that the session is used."""
    with office.read() as stores:
        found = stores.sessions.find(secret)
        stale = found is not None and stores.sessions.is_stale(found[0])
    if found is None:
        return None, False
    session, user = found
    caller = Caller(user.tenant, user.name, Role.of(user.role), session=session.hash, csrf=csrf_of(secret))
    return caller, stale
