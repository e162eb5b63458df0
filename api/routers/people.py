"""/api/users, /api/sessions, /api/tokens: who may do what, and from where somebody does it now."""

from http import HTTPStatus
from typing import Annotated, Any, Literal, TypeAlias

import anyio.to_thread
from fastapi import APIRouter
from pydantic import BaseModel, Field, SecretStr

from api.access import ADMIN, VIEWER, GuardedRoute
from api.caller import Caller
from api.deps import Here, Reading, Who
from api.errors import Forbidden, Invalid, NotFound, WrongPassword
from api.passwords import check_password
from api.roles import Role
from api.server import Server
from api.store.users import key_of
from api.stores import Stores
from flows.store.database import iso

users = APIRouter(prefix="/api/users", tags=["people"], route_class=GuardedRoute)
sessions = APIRouter(prefix="/api/sessions", tags=["people"], route_class=GuardedRoute)
tokens = APIRouter(prefix="/api/tokens", tags=["people"], route_class=GuardedRoute)
SHOWN = 16
"""Digits of a session's hash by which it is named; they do not let anybody in."""

RoleName: TypeAlias = Literal["viewer", "operator", "engineer", "admin"]
Password = Annotated[SecretStr, Field(min_length=1, max_length=1000)]


class UserIn(BaseModel):
    name: Annotated[str, Field(min_length=1, max_length=64)]
    role: RoleName
    password: Password


class RoleIn(BaseModel):
    role: RoleName


class PasswordIn(BaseModel):
    password: Password
    old: Password | None = None
    """Who changes the own password gives the one until now."""


class UserOut(BaseModel):
    name: str
    role: RoleName
    created: str
    sessions: int
    """Browsers that are signed in."""
    seen: str | None
    """When one of them was used last."""


class SessionOut(BaseModel):
    id: str
    user: str
    address: str
    seen: str
    expires: str
    current: bool
    """It is the one that asks."""


class TokenIn(BaseModel):
    name: Annotated[str, Field(min_length=1, max_length=64)]
    role: RoleName
    days: Annotated[float, Field(gt=0, le=36_500)] | None = None
    """Until it expires; null: never."""


class TokenOut(BaseModel):
    name: str
    role: RoleName
    created: str
    expires: str | None


class NewToken(TokenOut):
    secret: str
    """Shown once and never again."""


@users.get("", dependencies=[ADMIN], response_model=list[UserOut])
def list_users(who: Who, stores: Reading) -> list[dict[str, Any]]:
    """Everybody who may sign in."""
    seen: dict[str, list[float]] = {}
    for session, name in stores.sessions.of(who.tenant):
        seen.setdefault(name, []).append(session.seen)
    return [
        {
            "name": user.name, "role": user.role, "created": user.created, "sessions": len(seen.get(user.name, ())),
            "seen": iso(max(seen[user.name])) if user.name in seen else None,
        }
        for user in stores.users.list()
    ]  # fmt: skip


@users.post("", dependencies=[ADMIN], status_code=HTTPStatus.CREATED)
async def add_user(server: Here, who: Who, given: UserIn) -> dict[str, str]:
    """Let somebody in."""
    password = given.password.get_secret_value()
    check_password(given.name, password)
    hashed = await server.passwords.hashed(password)
    async with server.write(who) as stores:
        user = await anyio.to_thread.run_sync(stores.users.add, given.name, Role.of(given.role), hashed)
        return {"name": user.name, "role": user.role}


@users.put("/{name}/role", dependencies=[ADMIN])
async def change_role(server: Here, who: Who, name: str, given: RoleIn) -> dict[str, str]:
    """Let somebody do more, or less, from the next request on. One administrator stays."""
    async with server.write(who) as stores:
        user = await anyio.to_thread.run_sync(stores.users.role, name, Role.of(given.role))
        return {"name": user.name, "role": user.role}


@users.put("/{name}/password", dependencies=[VIEWER], status_code=HTTPStatus.NO_CONTENT)
async def change_password(server: Here, who: Who, name: str, given: PasswordIn) -> None:
    """Give somebody another password: an administrator anybody, anybody the own one. It ends all sessions."""
    own = bool(who.session) and key_of(name) == key_of(who.name)
    if not own and who.role < Role.ADMIN:
        raise Forbidden("Only an administrator gives somebody else a password", "Ask an administrator")
    if own:
        await _check_old(server, who, given.old)
    password = given.password.get_secret_value()
    check_password(name, password)
    hashed = await server.passwords.hashed(password)
    async with server.write(who) as stores:
        ended = await anyio.to_thread.run_sync(_new_password, stores, who, name, hashed)
    for hash in ended:
        server.hub.end(hash)


@users.delete("/{name}", dependencies=[ADMIN], status_code=HTTPStatus.NO_CONTENT)
async def remove_user(server: Here, who: Who, name: str) -> None:
    """Take somebody away, and sign out everywhere; what was done under the name stays in the audit."""
    if key_of(name) == key_of(who.name) and who.session:
        raise Forbidden("You cannot remove yourself", "Ask another administrator")
    async with server.write(who) as stores:
        ended = await anyio.to_thread.run_sync(stores.users.remove, name)
    for hash in ended:
        server.hub.end(hash)


@sessions.get("", dependencies=[ADMIN], response_model=list[SessionOut])
def list_sessions(who: Who, stores: Reading) -> list[dict[str, Any]]:
    """Browsers that are signed in."""
    return [
        {
            "id": session.hash[:SHOWN], "user": name, "address": session.address, "seen": iso(session.seen),
            "expires": iso(session.expires), "current": session.hash == who.session,
        }
        for session, name in stores.sessions.of(who.tenant)
    ]  # fmt: skip


@sessions.delete("/{id}", dependencies=[ADMIN], status_code=HTTPStatus.NO_CONTENT)
async def end_session(server: Here, who: Who, id: str) -> None:
    """Sign a browser out."""
    async with server.write(who) as stores:
        hash = await anyio.to_thread.run_sync(_end, stores, who, id)
    server.hub.end(hash)


@tokens.get("", dependencies=[ADMIN], response_model=list[TokenOut])
def list_tokens(stores: Reading) -> list[dict[str, Any]]:
    """Tokens of programs; their secrets are not known here."""
    return [
        {
            "name": t.name,
            "role": t.role,
            "created": t.created,
            "expires": None if t.expires is None else iso(t.expires),
        }
        for t in stores.tokens.list()
    ]


@tokens.post("", dependencies=[ADMIN], status_code=HTTPStatus.CREATED, response_model=NewToken)
async def add_token(server: Here, who: Who, given: TokenIn) -> dict[str, Any]:
    """Make a token for a program. Its secret is in this answer, and nowhere else."""
    async with server.write(who) as stores:
        return await anyio.to_thread.run_sync(_add_token, stores, given)


@tokens.delete("/{name}", dependencies=[ADMIN], status_code=HTTPStatus.NO_CONTENT)
async def revoke_token(server: Here, who: Who, name: str) -> None:
    """A token does nothing from now on."""
    async with server.write(who) as stores:
        await anyio.to_thread.run_sync(stores.tokens.revoke, name)


async def _check_old(server: Server, who: Caller, old: SecretStr | None) -> None:
    if old is None:
        raise Invalid("The password until now is missing", "Give it to change your own", "old")
    key = (key_of(who.name), "own password")
    server.throttle.attempt(key)
    async with server.read(who) as stores:
        user = await anyio.to_thread.run_sync(stores.users.get, who.name)
    if not await server.passwords.fits(user.password, old.get_secret_value()):
        raise WrongPassword("The password until now is wrong")
    server.throttle.forgive(key)


def _new_password(stores: Stores, who: Caller, name: str, hashed: str) -> list[str]:
    ended = [session.hash for session, user in stores.sessions.of(who.tenant) if key_of(user) == key_of(name)]
    stores.users.password(name, hashed)
    return ended


def _end(stores: Stores, who: Caller, id: str) -> str:
    found = [(session.hash, name) for session, name in stores.sessions.of(who.tenant) if session.hash[:SHOWN] == id]
    if not found:
        raise NotFound("There is no such session", "It may have ended")
    [(hash, name)] = found
    stores.sessions.end(hash)
    stores.note("session.end", name, {"session": id})
    return hash


def _add_token(stores: Stores, given: TokenIn) -> dict[str, Any]:
    secret = stores.tokens.add(given.name, Role.of(given.role), given.days)
    token = next(token for token in stores.tokens.list() if token.name == given.name.strip())
    expires = None if token.expires is None else iso(token.expires)
    return {"name": token.name, "role": token.role, "created": token.created, "expires": expires, "secret": secret}
