"""/api/alarms: what is wrong in the plant, and what people do about it."""

from typing import Annotated, Any, TypeAlias

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api import commands
from api.access import ENGINEER, OPERATOR, VIEWER, GuardedRoute
from api.commands import AlarmKey
from api.deps import Here, Who
from tundish.alarm.config import LONGEST_OUT

router = APIRouter(prefix="/api/alarms", tags=["alarms"], route_class=GuardedRoute)
MOST = 10_000
"""Alarms of one call."""
Text: TypeAlias = Annotated[str, Field(max_length=1000)]


class Alarms(BaseModel):
    alarms: Annotated[list[AlarmKey], Field(min_length=1, max_length=MOST)]


class Commented(Alarms):
    comment: Text = ""


class Reasoned(Alarms):
    reason: Text = ""


class Shelving(Reasoned):
    seconds: Annotated[float, Field(ge=0, le=3e9, allow_inf_nan=False)] = 0.0
    """0: as long as is allowed."""
    once: bool = False
    """It ends already when the alarm returns."""


class Removing(Reasoned):
    seconds: Annotated[float, Field(ge=0, le=LONGEST_OUT, allow_inf_nan=False)] = 0.0
    """They return by themselves then. 0: until somebody returns them."""


class Comment(Alarms):
    text: Annotated[str, Field(min_length=1, max_length=1000)]


@router.get("", dependencies=[VIEWER])
async def list_alarms(server: Here, who: Who) -> dict[str, Any]:
    """All alarms that are not normal, or are hidden."""
    return await commands.alarms(server, who)


@router.post("/ack", dependencies=[OPERATOR])
async def acknowledge(server: Here, who: Who, given: Commented) -> dict[str, Any]:
    """Acknowledge alarms; those that are refused are told with the reason."""
    return await commands.ask_alarms(server, who, "ack", given.alarms, {"comment": given.comment})


@router.post("/reset", dependencies=[OPERATOR])
async def reset(server: Here, who: Who, given: Commented) -> dict[str, Any]:
    """Let latched alarms go that have returned and are acknowledged."""
    return await commands.ask_alarms(server, who, "reset", given.alarms, {"comment": given.comment})


@router.post("/shelve", dependencies=[OPERATOR])
async def shelve(server: Here, who: Who, given: Shelving) -> dict[str, Any]:
    """Hide alarms for a while, or until they return."""
    args = {"seconds": given.seconds, "once": given.once, "reason": given.reason}
    return await commands.ask_alarms(server, who, "shelve", given.alarms, args)


@router.post("/unshelve", dependencies=[OPERATOR])
async def unshelve(server: Here, who: Who, given: Reasoned) -> dict[str, Any]:
    """Show shelved alarms again."""
    return await commands.ask_alarms(server, who, "unshelve", given.alarms, {"reason": given.reason})


@router.post("/out-of-service", dependencies=[ENGINEER])
async def remove_from_service(server: Here, who: Who, given: Removing) -> dict[str, Any]:
    """Hide alarms until they are returned to service, or for a time."""
    args = {"seconds": given.seconds, "reason": given.reason}
    return await commands.ask_alarms(server, who, "remove_from_service", given.alarms, args)


@router.post("/in-service", dependencies=[ENGINEER])
async def return_to_service(server: Here, who: Who, given: Reasoned) -> dict[str, Any]:
    """Return alarms to service."""
    return await commands.ask_alarms(server, who, "return_to_service", given.alarms, {"reason": given.reason})


@router.post("/unsuppress", dependencies=[ENGINEER])
async def unsuppress(server: Here, who: Who, given: Reasoned) -> dict[str, Any]:
    """End the suppression of whole nodes, whose point is `*`, by hand."""
    return await commands.ask_alarms(server, who, "unsuppress", given.alarms, {"reason": given.reason})


@router.post("/comment", dependencies=[OPERATOR])
async def comment(server: Here, who: Who, given: Comment) -> dict[str, Any]:
    """Say something about alarms."""
    return await commands.ask_alarms(server, who, "comment", given.alarms, {"text": given.text})


@router.post("/confirm", dependencies=[OPERATOR])
async def confirm(server: Here, who: Who, given: Alarms) -> dict[str, Any]:
    """Confirm, as a second person, what somebody has asked for."""
    return await commands.ask_alarms(server, who, "confirm", given.alarms, {})


@router.post("/withdraw", dependencies=[OPERATOR])
async def withdraw(server: Here, who: Who, given: Alarms) -> dict[str, Any]:
    """Withdraw what waits for a second person."""
    return await commands.ask_alarms(server, who, "withdraw", given.alarms, {})
