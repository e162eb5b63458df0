"""/api/flows/{id}/…: drafts of people, lock, folder."""

from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from api import flow_json
from api.access import ENGINEER, VIEWER, GuardedRoute
from api.deps import Here, Reading, Seen, Who, Writing
from api.roles import Role
from api.routers.deploy import Done, WhyIn

router = APIRouter(prefix="/api/flows/{id}", tags=["flows"], route_class=GuardedRoute)


class FolderIn(BaseModel):
    folder: Annotated[str, Field(max_length=400)]
    """Names with `/` between; empty for the top."""


class FolderOut(BaseModel):
    folder: str


@router.get("/drafts", dependencies=[VIEWER])
def list_drafts(stores: Reading, id: str) -> list[dict[str, Any]]:
    """Who has a draft of the flow, of when, made from which version, with how many changes."""
    return flow_json.drafts_json(stores, id)


@router.get("/drafts/{user}", dependencies=[VIEWER])
def read_draft(server: Here, stores: Reading, id: str, user: str) -> dict[str, Any]:
    """Somebody's draft with its document, and the document that it was made from."""
    return flow_json.draft_json(server, stores, id, user)


@router.post("/drafts/{user}/take", dependencies=[ENGINEER])
def take_draft(server: Here, id: str, user: str, stores: Writing, response: Response) -> dict[str, Any]:
    """Go on with somebody's draft as yours; 409 when you have changes of your own."""
    revision = stores.flows.take(id, user).revision
    stores.afterwards.append(server.hub.flows_changed)
    return flow_json.tagged(response, {"revision": revision})


@router.delete("/draft", dependencies=[ENGINEER])
def discard_draft(server: Here, id: str, seen: Seen, stores: Writing, response: Response) -> dict[str, Any]:
    """Give up your draft of this revision: you have what everybody has."""
    revision = stores.flows.discard(id, seen).revision
    stores.afterwards.append(server.hub.flows_changed)
    return flow_json.tagged(response, {"revision": revision})


@router.post("/lock", dependencies=[ENGINEER])
def lock_flow(server: Here, id: str, given: WhyIn, stores: Writing) -> Done:
    """Let nobody else save drafts of the flow, deploy or delete it."""
    stores.flows.lock(id, given.why)
    stores.afterwards.append(server.hub.flows_changed)
    return Done(state="locked")


@router.post("/unlock", dependencies=[ENGINEER])
def unlock_flow(server: Here, who: Who, id: str, stores: Writing) -> Done:
    """Undo a lock: by who has locked it, or an administrator."""
    stores.flows.unlock(id, anybody=who.role >= Role.ADMIN)
    stores.afterwards.append(server.hub.flows_changed)
    return Done(state="unlocked")


@router.post("/folder", dependencies=[ENGINEER])
def move_flow(server: Here, id: str, given: FolderIn, stores: Writing) -> FolderOut:
    """Put the flow into a folder of the list."""
    folder = stores.flows.move(id, given.folder)
    stores.afterwards.append(server.hub.flows_changed)
    return FolderOut(folder=folder)
