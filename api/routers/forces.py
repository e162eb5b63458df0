"""/api/forces: points that people hold at a value for a while."""

from http import HTTPStatus
from typing import Annotated, Any

import anyio.to_thread
from fastapi import APIRouter
from pydantic import BaseModel, Field, StringConstraints

from api.access import OPERATOR, OURS, VIEWER, GuardedRoute
from api.deps import Here, Reading, Who
from api.errors import Invalid, NotFound
from api.feed import send_forces
from api.server import Server
from api.stores import Stores
from flows.paths import node_at
from flows.store.database import iso

router = APIRouter(prefix="/api", tags=["points"], dependencies=[OURS], route_class=GuardedRoute)
LONGEST = 7 * 86_400
"""Seconds: what is to stay longer is no exception any more."""


class ForceIn(BaseModel):
    value: Annotated[float, Field(allow_inf_nan=False)]
    seconds: Annotated[float, Field(gt=0, le=LONGEST)]
    """Until it ends by itself; at most a week."""
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]


class ForceOut(BaseModel):
    point: str
    value: float
    unit: str
    reason: str
    by: str
    since: str
    until: str


@router.get("/forces", dependencies=[VIEWER], response_model=list[ForceOut])
def list_forces(stores: Reading) -> list[dict[str, Any]]:
    """Points that are forced now."""
    units = stores.points.units()
    return [
        {
            **row.model_dump(exclude={"tenant"}), "unit": units.get(row.point, ""), "since": iso(row.since),
            "until": iso(row.until),
        }
        for row in stores.forces.all()
    ]  # fmt: skip


@router.post("/points/{name:path}/force", dependencies=[OPERATOR], status_code=HTTPStatus.NO_CONTENT)
async def force_point(server: Here, who: Who, name: str, given: ForceIn) -> None:
    """Hold a point at a value, in place of what its source says; all that follows from it follows. It ends by itself.

    The value has the quality "good, forced". A point that the flow itself makes cannot be forced; force what it comes
    from.
    """
    async with server.write(who) as stores:
        await anyio.to_thread.run_sync(_force, server, stores, name, given)
    await send_forces(server)


@router.delete("/points/{name:path}/force", dependencies=[OPERATOR], status_code=HTTPStatus.NO_CONTENT)
async def release_point(server: Here, who: Who, name: str) -> None:
    """Let the source speak again; what it said last is said at once."""
    async with server.write(who) as stores:
        await anyio.to_thread.run_sync(stores.forces.release, name)
    await send_forces(server)


def _force(server: Server, stores: Stores, name: str, given: ForceIn) -> None:
    deployments = {deployed.flow: deployed for deployed in stores.flows.deployments()}
    owners = [
        (deployed, node) for deployed in deployments.values() for point, node in deployed.owns.items() if point == name
    ]
    seen = server.runtime.points().get(name)
    if not owners and seen is not None and seen["owner"]["flow"] in deployments:
        owners = [(deployments[seen["owner"]["flow"]], seen["owner"]["node"])]
    if not owners:
        raise NotFound(f"No flow that runs has a point {name!r}", "Deploy the flow that reads it first")
    deployed, id = owners[0]
    node = node_at(deployed.document, id)
    measured = {spec["kind"] for spec in server.specs if spec["connector"] and spec["category"] == "source"}
    if node is None or node["kind"] not in measured:
        hint = "Force a point that it is computed from"
        raise Invalid(f"{name!r} is made by {id!r} of the flow {deployed.flow!r}: it cannot be forced", hint, "point")
    stores.forces.put(name, given.value, given.seconds, given.reason)
