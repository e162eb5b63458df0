"""/api/setup: the first administrator."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field, SecretStr

from api.access import ANYBODY, GuardedRoute
from api.deps import Here
from api.routers.session import Password, SessionOut, UserName, admitted
from api.signin import is_needed, set_up

router = APIRouter(prefix="/api/setup", tags=["setup"], route_class=GuardedRoute)


class SetupState(BaseModel):
    needed: bool


class SetupIn(BaseModel):
    token: Annotated[SecretStr, Field(max_length=200)]
    name: UserName
    password: Password


@router.get("", dependencies=[ANYBODY])
async def read_setup(server: Here) -> SetupState:
    """Whether Tundish still has to be set up."""
    return SetupState(needed=await is_needed(server))


@router.post("", dependencies=[ANYBODY])
async def do_setup(server: Here, given: SetupIn, request: Request, response: Response) -> SessionOut:
    """Make the first administrator, with the token that the server has printed; 410 when there is one."""
    address = request.client.host if request.client else ""
    token, password = given.token.get_secret_value(), given.password.get_secret_value()
    return admitted(server, response, await set_up(server, token, given.name, password, address))
