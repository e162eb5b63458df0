"""/api/allowed-writes: which points of equipment flows may write to."""

from typing import Annotated, Any, Literal, Self

from fastapi import APIRouter
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool, model_validator

from api.access import ADMIN, ENGINEER, GuardedRoute
from api.deps import Here, Reading, Who
from api.equipment import allow
from api.store.tables import ADDRESS

router = APIRouter(prefix="/api/allowed-writes", tags=["allowed writes"], route_class=GuardedRoute)


def _somewhere(address: str) -> str:
    if not (address := address.strip()):
        raise ValueError("it is empty: give the address that the flow writes, for example `coil 3`")
    return address


Finite = Annotated[float, Field(allow_inf_nan=False)]
Address = Annotated[str, Field(max_length=ADDRESS), AfterValidator(_somewhere)]


class WriteRule(BaseModel):
    model_config = ConfigDict(extra="forbid")  # a misspelt `mode` must not become a real write

    point: Annotated[str, Field(min_length=1, max_length=200)]
    connection: Annotated[str, Field(min_length=1, max_length=64)]
    address: Address
    """The only address that may be written under this name, in the words of the connection."""
    low: Finite
    high: Finite
    max_rate: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = None
    """Largest change a second; any when null."""
    clamp: StrictBool = False
    """Bring a value outside low and high to the nearer one, instead of refusing it."""
    mode: Literal["auto", "simulation"] = "auto"
    """`auto` writes; `simulation` does everything but send."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.low > self.high:
            raise ValueError(f"low ({self.low:g}) is above high ({self.high:g})")
        return self


Rules = Annotated[list[WriteRule], Field(max_length=10_000)]


@router.get("", dependencies=[ENGINEER])
def list_writes(stores: Reading) -> list[dict[str, Any]]:
    """All writes that are allowed; every other one is refused."""
    return list(stores.writes.lines())


@router.put("", dependencies=[ADMIN])
async def save_writes(server: Here, who: Who, given: Rules) -> list[dict[str, Any]]:
    """Allow these writes and no others."""
    return await allow(server, who, [rule.model_dump() for rule in given])
