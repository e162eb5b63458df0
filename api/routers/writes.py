"""/api/allowed-writes: which points of equipment flows may write to."""

from typing import Annotated, Any, Self

from fastapi import APIRouter
from pydantic import BaseModel, Field, model_validator

from api.access import ADMIN, ENGINEER, GuardedRoute
from api.deps import Here, Reading, Who
from api.equipment import allow

router = APIRouter(prefix="/api/allowed-writes", tags=["allowed writes"], route_class=GuardedRoute)

Finite = Annotated[float, Field(allow_inf_nan=False)]


class WriteRule(BaseModel):
    point: Annotated[str, Field(min_length=1, max_length=200)]
    low: Finite
    high: Finite
    connection: Annotated[str, Field(min_length=1, max_length=64)]
    max_rate: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = None
    """Largest change a second; any when null."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.low > self.high:
            raise ValueError(f"low ({self.low:g}) is above high ({self.high:g})")
        return self


Rules = Annotated[list[WriteRule], Field(max_length=10_000)]


@router.get("", dependencies=[ENGINEER])
def list_writes(stores: Reading) -> list[dict[str, Any]]:
    """All writes that are allowed; every other one is refused."""
    return [row.model_dump(exclude={"tenant"}) for row in stores.writes.list()]


@router.put("", dependencies=[ADMIN])
async def save_writes(server: Here, who: Who, given: Rules) -> list[dict[str, Any]]:
    """Allow these writes and no others."""
    return await allow(server, who, [rule.model_dump() for rule in given])
