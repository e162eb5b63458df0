"""/api/session: sign in, who am I, sign out."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field, SecretStr

from api.access import ANYBODY, VIEWER, GuardedRoute
from api.caller import Caller
from api.deps import Here, Who
from api.doorman import cookie_name
from api.server import Server
from api.signin import Admission, sign_in, sign_out

router = APIRouter(prefix="/api/session", tags=["session"], route_class=GuardedRoute)

UserName = Annotated[str, Field(min_length=1, max_length=64)]
Password = Annotated[SecretStr, Field(min_length=1, max_length=1000)]


class UserOut(BaseModel):
    name: str
    role: str


class SessionOut(BaseModel):
    user: UserOut
    csrf: str
    """To be sent as X-CSRF-Token with every change."""
    demo: bool


class SignInIn(BaseModel):
    name: UserName
    password: Password


@router.get("", dependencies=[VIEWER])
async def read_session(server: Here, who: Who) -> SessionOut:
    """Who is signed in."""
    return session_of(server, who)


@router.post("", dependencies=[ANYBODY])
async def start_session(server: Here, given: SignInIn, request: Request, response: Response) -> SessionOut:
    """Sign in."""
    old = request.cookies.get(cookie_name(tls=server.settings.tls), "")
    address = request.client.host if request.client else ""
    return admitted(
        server, response, await sign_in(server, given.name, given.password.get_secret_value(), address, old)
    )


@router.delete("", dependencies=[VIEWER], status_code=HTTPStatus.NO_CONTENT)
async def end_session(server: Here, who: Who, response: Response) -> None:
    """Sign out."""
    await sign_out(server, who)
    name = cookie_name(tls=server.settings.tls)
    response.delete_cookie(name, path="/", secure=server.settings.tls, httponly=True, samesite="lax")


def session_of(server: Server, who: Caller) -> SessionOut:
    """What a page must know about its session."""
    user = UserOut(name=who.name, role=who.role.name.lower())
    return SessionOut(user=user, csrf=who.csrf, demo=server.settings.demo)


def admitted(server: Server, response: Response, admission: Admission) -> SessionOut:
    """Hand the cookie out."""
    set_cookie(server, response, admission)
    return session_of(server, admission.caller)


def set_cookie(server: Server, response: Response, admission: Admission) -> None:
    """A cookie that scripts cannot read and other sites cannot use."""
    tls, age = server.settings.tls, round(server.settings.limits.absolute)
    response.set_cookie(
        cookie_name(tls=tls), admission.secret, max_age=age, path="/", secure=tls, httponly=True, samesite="lax"
    )
