"""/api/audit: what was done, by whom."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Query

from api.access import ADMIN, GuardedRoute
from api.deps import Reading

router = APIRouter(prefix="/api/audit", tags=["audit"], route_class=GuardedRoute)


@router.get("", dependencies=[ADMIN])
def list_audit(
    stores: Reading,
    before: Annotated[int | None, Query(ge=0, lt=2**31)] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> list[dict[str, Any]]:
    """The newest entries, or the newest before a number."""
    return [
        {**row.model_dump(include={"number", "time", "user", "action", "object"}), "detail": json.loads(row.detail)}
        for row in stores.audit.page(before, limit)
    ]
