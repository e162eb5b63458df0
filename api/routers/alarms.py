"""/api/alarms: what is wrong in the plant, and saying that one has seen it."""

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api import commands
from api.access import OPERATOR, VIEWER, GuardedRoute
from api.commands import AlarmKey
from api.deps import Here, Who

router = APIRouter(prefix="/api/alarms", tags=["alarms"], route_class=GuardedRoute)


class AckIn(BaseModel):
    alarms: Annotated[list[AlarmKey], Field(min_length=1, max_length=5000)]
    comment: Annotated[str, Field(max_length=1000)] = ""


@router.get("", dependencies=[VIEWER])
async def list_alarms(server: Here, who: Who) -> dict[str, Any]:
    """All alarms that are not normal."""
    return await commands.alarms(server, who)


@router.post("/ack", dependencies=[OPERATOR])
async def acknowledge(server: Here, who: Who, given: AckIn) -> dict[str, Any]:
    """Acknowledge alarms; those that are refused are told with the reason."""
    return await commands.acknowledge(server, who, given.alarms, given.comment)
