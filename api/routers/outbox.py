"""/api/flows/{id}/outbox: what actions could not send and wait for a person to decide about."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from api import outbox
from api.access import ENGINEER, OURS, VIEWER, GuardedRoute
from api.deps import Here, Who

router = APIRouter(prefix="/api/flows/{id}/outbox", tags=["nodes"], dependencies=[OURS], route_class=GuardedRoute)
Node = Annotated[str, Field(min_length=1, max_length=200)]


class OutboxRecord(BaseModel):
    """One effect that was set aside."""

    number: int
    id: str
    time: str
    point: str
    why: str
    data: dict[str, Any]


class OutboxIn(BaseModel):
    node: Node
    do: Literal["retry", "discard"]
    numbers: Annotated[list[Annotated[int, Field(ge=0, lt=2**63)]], Field(min_length=1, max_length=1000)]


class OutboxDone(BaseModel):
    done: list[int]


@router.get("", dependencies=[VIEWER])
async def read_outbox(
    server: Here, who: Who, id: str, node: Annotated[str, Query(max_length=200)]
) -> list[OutboxRecord]:
    """Up to 1,000 records of an action that failed five times and were set aside, oldest first."""
    return [OutboxRecord.model_validate(row) for row in await outbox.listed(server, who, id, node)]


@router.post("", dependencies=[ENGINEER])
async def change_outbox(server: Here, who: Who, id: str, given: OutboxIn) -> OutboxDone:
    """Have records tried again, at the end of the line, or discard them."""
    return OutboxDone(done=await outbox.change(server, who, id, given.node, given.do, given.numbers))
