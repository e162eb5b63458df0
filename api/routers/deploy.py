"""/api/flows/{id}/…: deploy, stop, start, versions."""

from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from api import deploy
from api.access import ENGINEER, OPERATOR, OURS, VIEWER, GuardedRoute
from api.deps import Here, Reading, Who
from api.flow_json import opened, version_json

router = APIRouter(prefix="/api/flows/{id}", tags=["deploy"], dependencies=[OURS], route_class=GuardedRoute)

Number = Annotated[int, Path(ge=1, lt=2**31)]


class DeployIn(BaseModel):
    revision: Annotated[int, Field(ge=0, lt=2**53)]
    """The revision that was looked at: nothing else is deployed."""
    comment: Annotated[str, Field(max_length=2000)] = ""


class DeployOut(BaseModel):
    version: int


class WhyIn(BaseModel):
    why: Annotated[str, Field(max_length=2000)] = ""
    """The reason, for those who come after."""


class Done(BaseModel):
    state: str


@router.post("/deploy", dependencies=[ENGINEER])
async def deploy_flow(server: Here, who: Who, id: str, given: DeployIn) -> DeployOut:
    """Run the draft from now on; 422 with all problems if it cannot run."""
    return DeployOut(version=await deploy.deploy(server, who, id, given.revision, given.comment))


@router.post("/stop", dependencies=[ENGINEER])
async def stop_flow(server: Here, who: Who, id: str) -> Done:
    """Run the flow no longer."""
    await deploy.stop(server, who, id)
    return Done(state="stopped")


@router.post("/start", dependencies=[ENGINEER])
async def start_flow(server: Here, who: Who, id: str) -> Done:
    """Run the deployed version again."""
    await deploy.start(server, who, id)
    return Done(state="running")


@router.post("/disable", dependencies=[OPERATOR])
async def disable_flow(server: Here, who: Who, id: str, given: WhyIn) -> Done:
    """Run the flow no longer, also when it is deployed or the server starts, until somebody enables it."""
    await deploy.disable(server, who, id, given.why)
    return Done(state="disabled")


@router.post("/enable", dependencies=[OPERATOR])
async def enable_flow(server: Here, who: Who, id: str, given: WhyIn) -> Done:
    """Let the flow run again."""
    await deploy.enable(server, who, id, given.why)
    return Done(state="enabled")


@router.post("/restart", dependencies=[OPERATOR])
async def restart_flow(server: Here, who: Who, id: str) -> Done:
    """Start the flow again from what it remembers, also when the engine has given it up."""
    await deploy.restart(server, who, id)
    return Done(state="running")


@router.get("/versions", dependencies=[VIEWER])
def list_versions(stores: Reading, id: str) -> list[dict[str, Any]]:
    """All that was ever deployed, the newest first."""
    return [version_json(version) for version in stores.flows.versions(id)]


@router.get("/versions/{number}", dependencies=[VIEWER])
def read_version(server: Here, stores: Reading, id: str, number: Number) -> dict[str, Any]:
    """One version with its document."""
    version = stores.flows.version(id, number)
    return {**version_json(version), "document": opened(server, version.document)}
