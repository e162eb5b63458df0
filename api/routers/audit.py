"""/api/audit: what was done, by whom."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from fastapi.responses import Response

from api.access import ADMIN, GuardedRoute
from api.deps import Reading
from api.points_csv import harmless
from api.store.audit import AuditStore, Wanted
from api.times import when
from flows.store.database import iso

router = APIRouter(prefix="/api/audit", tags=["audit"], route_class=GuardedRoute)
COLUMNS = ("number", "time", "user", "action", "object", "detail", "hash")
EXPORT = 1000
MOST = 200_000
"""Entries of an export; later ones are asked for by `before`."""


@router.get("", dependencies=[ADMIN])
def list_audit(
    stores: Reading,
    before: Annotated[int | None, Query(ge=0, lt=2**31)] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    user: Annotated[str, Query(max_length=64)] = "",
    action: Annotated[str, Query(max_length=64, description="A word, or its beginning that ends in a dot")] = "",
    text: Annotated[str, Query(max_length=200, description="Somewhere in object or detail, whatever the case")] = "",
    since: Annotated[str, Query(alias="from", max_length=64, description="ISO 8601")] = "",
    until: Annotated[str, Query(alias="to", max_length=64, description="Before this time")] = "",
    format: Annotated[Literal["json", "csv"], Query(description="csv gives all that fit, up to 200,000")] = "json",
) -> Any:
    """The newest entries that fit, or the newest before a number."""
    wanted = Wanted(user, action, text, _utc(since, "from"), _utc(until, "to"))
    if format == "csv":
        headers = {"Content-Disposition": 'attachment; filename="audit.csv"'}
        return Response(
            "".join(_csv(stores.audit, wanted, before)), headers=headers, media_type="text/csv; charset=utf-8"
        )
    return [
        {**row.model_dump(include={"number", "time", "user", "action", "object"}), "detail": json.loads(row.detail)}
        for row in stores.audit.page(before, limit, wanted)
    ]


@router.get("/verify", dependencies=[ADMIN])
def verify_audit(stores: Reading) -> dict[str, Any]:
    """Whether no entry was changed or taken out, and the newest one, to be written down elsewhere."""
    found, head = stores.audit.verify(), stores.audit.head()
    return {"whole": found is None, "break": found._asdict() if found else None, **head._asdict()}


def _utc(text: str, field: str) -> str:
    """As the audit writes times, which are compared as text."""
    time = when(text, field)
    return "" if time is None else iso(time / 1e9)


def _csv(audit: AuditStore, wanted: Wanted, before: int | None) -> Iterator[str]:
    yield "\ufeff" + ",".join(COLUMNS) + "\r\n"
    for _ in range(MOST // EXPORT):
        rows = audit.page(before, EXPORT, wanted)
        for row in rows:
            text = io.StringIO()
            cells = (getattr(row, name) for name in COLUMNS)
            csv.writer(text).writerow(harmless(cell) if isinstance(cell, str) else cell for cell in cells)
            yield text.getvalue()
        if len(rows) < EXPORT:
            return
        before = rows[-1].number
