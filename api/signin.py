"""Sign-in: the ways in (password, first set-up, one-time link) and the way out."""

from typing import NamedTuple

import anyio.to_thread

from api.caller import Caller
from api.errors import SetupDone, WrongPassword, WrongTicket
from api.passwords import check_password
from api.roles import Role
from api.secret import csrf_of, fingerprint
from api.server import Server
from api.store.tables import User
from api.store.users import key_of
from api.stores import Stores

SETUP_FILE = "setup-token"
LINK_SECONDS = 600.0


class Admission(NamedTuple):
    """A new session: the secret for the cookie, and who it is."""

    secret: str
    caller: Caller


async def sign_in(server: Server, name: str, password: str, address: str, old: str) -> Admission:
    """By password. `old` is the secret of a session that ends with this one. WrongPassword, TooMany."""
    key = (key_of(name), address)
    server.throttle.attempt(key)
    async with server.read() as stores:
        user = await anyio.to_thread.run_sync(stores.users.find, name)
    if not await server.passwords.fits(user.password if user else None, password) or user is None:
        await _note(server, "signin.refused", name[:80], address)
        raise WrongPassword("Name or password is wrong")
    server.throttle.forgive(key)
    newer = await server.passwords.hashed(password) if server.passwords.is_outdated(user.password) else ""
    async with server.write() as stores:
        return await anyio.to_thread.run_sync(_begin, stores, user, address, old, newer)


async def is_needed(server: Server) -> bool:
    """Whether there is nobody yet who could sign in."""
    async with server.read() as stores:
        return not await anyio.to_thread.run_sync(stores.users.any)


async def set_up(server: Server, token: str, name: str, password: str, address: str) -> Admission:
    """Make the first administrator. SetupDone, WrongTicket, TooMany, Invalid."""
    if not await is_needed(server):
        raise SetupDone("Tundish has been set up already", "Sign in")
    server.throttle.attempt(("setup", address))
    async with server.read() as stores:
        known = await anyio.to_thread.run_sync(stores.tickets.known, "setup", token)
    if not known:
        await _note(server, "setup.refused", "setup", address)
        hint = f"Copy it from the console or from the file {SETUP_FILE} in the data folder"
        raise WrongTicket("The setup token is wrong", hint)
    check_password(name, password)
    hashed = await server.passwords.hashed(password)
    async with server.write() as stores:
        admission = await anyio.to_thread.run_sync(_first, stores, token, name, hashed, address)
    server.throttle.forgive(("setup", address))
    (server.settings.data / SETUP_FILE).unlink(missing_ok=True)
    return admission


async def by_link(server: Server, token: str, address: str, old: str) -> Admission:
    """By a link that works once. WrongTicket, TooMany."""
    server.throttle.attempt(("link", address))
    async with server.write() as stores:
        admission = await anyio.to_thread.run_sync(_by_link, stores, token, address, old)
    if admission is None:
        raise WrongTicket("This link was used already, or is too old", "Start the demo again for a new one")
    server.throttle.forgive(("link", address))
    return admission


async def sign_out(server: Server, caller: Caller) -> None:
    """End the session of who asks."""
    async with server.write(caller) as stores:
        await anyio.to_thread.run_sync(stores.sessions.end, caller.session)
        await anyio.to_thread.run_sync(stores.note, "signin.end", caller.name, {})
    server.hub.end(caller.session)


def make_link(stores: Stores, name: str, seconds: float = LINK_SECONDS) -> str:
    """Path of a link by which this user signs in, once, within `seconds`."""
    return f"/signin?token={stores.tickets.issue('signin', stores.users.get(name).id, seconds)}"


async def _note(server: Server, action: str, thing: str, address: str) -> None:
    """Record a refusal of a stranger, unless there have been very many."""
    if not server.refusals.lets_through():
        return
    more, server.refusals.held_back = server.refusals.held_back, 0
    detail = {"address": address} | ({"not_recorded_before": more} if more else {})
    async with server.write() as stores:
        await anyio.to_thread.run_sync(stores.note, action, thing, detail)


def _first(stores: Stores, token: str, name: str, password: str, address: str) -> Admission:
    if stores.users.any() or stores.tickets.take("setup", token) is None:
        raise SetupDone("Somebody else has just set Tundish up", "Sign in")
    return _begin(stores, stores.users.add(name, Role.ADMIN, password), address, "", "")


def _by_link(stores: Stores, token: str, address: str, old: str) -> Admission | None:
    ticket = stores.tickets.take("signin", token)
    user = stores.users.by_id(ticket.user) if ticket else None
    return _begin(stores, user, address, old, "") if user else None


def _begin(stores: Stores, user: User, address: str, old: str, newer: str) -> Admission:
    """Start a session, always under a new secret."""
    if old:
        stores.sessions.end(fingerprint(old))
    if newer:
        stores.users.rehash(user, newer)
    secret = stores.sessions.start(user, address)
    stores.audit.add(user.name, "signin", user.name, {"address": address})
    caller = Caller(user.tenant, user.name, Role.of(user.role), session=fingerprint(secret), csrf=csrf_of(secret))
    return Admission(secret, caller)
