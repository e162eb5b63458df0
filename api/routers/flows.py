"""/api/flows: drafts."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from api import flow_json
from api.access import ENGINEER, VIEWER, GuardedRoute
from api.deploy import delete
from api.deps import FlowJson, Here, Language, Reading, Seen, Who, Writing

router = APIRouter(prefix="/api/flows", tags=["flows"], route_class=GuardedRoute)

Base = Annotated[int | None, Query(ge=1, lt=2**31)]


@router.get("", dependencies=[VIEWER])
def list_flows(server: Here, stores: Reading) -> list[dict[str, Any]]:
    """All flows, with what runs of them and how many problems their drafts have."""
    return flow_json.listed(server, stores)


@router.post("", dependencies=[ENGINEER], status_code=HTTPStatus.CREATED)
def add_flow(server: Here, body: FlowJson, stores: Writing, response: Response) -> dict[str, Any]:
    """Keep a new flow: `{"document": …}`. It may have problems."""
    return flow_json.tagged(response, flow_json.added(server, stores, body))


@router.post("/validate", dependencies=[VIEWER])
def validate_flow(server: Here, body: FlowJson, stores: Reading, language: Language) -> dict[str, Any]:
    """Everything that is wrong with a document. Nothing is kept."""
    return {"problems": server.checker.problems(body, stores, language)}


@router.post("/uses", dependencies=[VIEWER])
def find_uses(server: Here, body: FlowJson) -> dict[str, Any]:
    """Which points a document makes values of, and which it reads, with the nodes that do. Nothing is kept."""
    return server.point_use(body)


@router.get("/{id}", dependencies=[VIEWER])
def read_flow(server: Here, stores: Reading, id: str, response: Response) -> dict[str, Any]:
    """Your draft, or what everybody has who has none; its revision (also in the ETag), and what is deployed."""
    return flow_json.tagged(response, flow_json.whole(server, stores, id))


@router.put("/{id}", dependencies=[ENGINEER])
def save_flow(
    server: Here, id: str, seen: Seen, body: FlowJson, stores: Writing, response: Response, base: Base = None
) -> dict[str, Any]:
    """Save your draft over the revision in If-Match; 412 with the current document if there is another one meanwhile.

    `base` is the version that you have merged it with.
    """
    return flow_json.tagged(response, flow_json.saved(server, stores, id, body, seen, base))


@router.delete("/{id}", dependencies=[ENGINEER], status_code=HTTPStatus.NO_CONTENT)
async def delete_flow(server: Here, who: Who, id: str, seen: Seen) -> None:
    """Take a flow away, and what runs of it."""
    await delete(server, who, id, seen)
