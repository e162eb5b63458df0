"""/api/flows/{id}/nodes/{node}: what a node last put out, and commands to it. Inside blocks a node has a path."""

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api import commands, deploy
from api.access import OPERATOR, OURS, VIEWER, GuardedRoute
from api.deps import Here, Language, Who
from api.live.spoken import spoken_event

router = APIRouter(
    prefix="/api/flows/{id}/nodes/{node:path}", tags=["nodes"], dependencies=[OURS], route_class=GuardedRoute
)


class CommandIn(BaseModel):
    command: Annotated[str, Field(min_length=1, max_length=64)]
    args: dict[str, Any] = Field(default_factory=dict)


class Accepted(BaseModel):
    accepted: bool = True


@router.post("/commands", dependencies=[OPERATOR])
async def send_command(server: Here, who: Who, id: str, node: str, given: CommandIn) -> Accepted:
    """Ask something of a node. Some commands need a higher role than operator: their spec says which."""
    await commands.command(server, who, id, node, given.command, given.args)
    return Accepted()


@router.post("/retry", dependencies=[OPERATOR])
async def retry_node(server: Here, who: Who, id: str, node: str) -> Accepted:
    """Put a node to work again that was stopped because it threw, hung, crashed or took too much memory."""
    await deploy.retry(server, who, id, node)
    return Accepted()


@router.get("/last", dependencies=[VIEWER])
async def read_last(server: Here, who: Who, id: str, node: str, language: Language) -> dict[str, Any]:
    """The last samples and events of each port, and the node's problems, in the language of who asks."""
    found = await commands.last(server, who, id, node)
    return {**found, "problems": [spoken_event(one, language) for one in found.get("problems", ())]}
