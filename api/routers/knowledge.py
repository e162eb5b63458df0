"""/api/alarms/knowledge: causes, consequences, responses, and approved settings beside those that run."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from api import knowledge, knowledge_table
from api.access import ENGINEER, OURS, VIEWER, GuardedRoute
from api.deps import Converting, Here, Reading, Who, Writing
from api.errors import Invalid, NotFound
from api.knowledge import Key
from flows.store.database import iso

router = APIRouter(prefix="/api/alarms/knowledge", tags=["alarms"], dependencies=[OURS], route_class=GuardedRoute)

NO_NUL = r"^[^\x00]*$"
"""PostgreSQL keeps no text with a NUL in it."""
Short = Annotated[str, Field(min_length=1, max_length=200, pattern=NO_NUL)]
Long = Annotated[str, Field(max_length=5000, pattern=NO_NUL)]
Finite = Annotated[float, Field(allow_inf_nan=False)]
MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
BIGGEST = 20 * 2**20


class AlarmIn(BaseModel):
    flow: Annotated[Short, Field(max_length=64)]
    node: Short
    point: Short

    @property
    def key(self) -> Key:
        return self.flow, self.node, self.point


class KnowledgeIn(AlarmIn):
    model_config = ConfigDict(extra="ignore")  # rows come back as they were read

    cause: Long = ""
    consequence: Long = ""
    response: Long = ""
    basis: Long = ""
    respond_within: Annotated[float, Field(gt=0, lt=1e9)] | None = None
    approved: dict[Short, Long | Finite | bool | None] | None = None
    """Settings that were approved; left out: as they are."""


class TableIn(BaseModel):
    revision: int
    rows: Annotated[list[KnowledgeIn], Field(max_length=50_000)]


class AlarmsIn(BaseModel):
    items: Annotated[list[AlarmIn], Field(min_length=1, max_length=50_000)]


class SettingIn(AlarmIn):
    setting: Short


class SettingsIn(BaseModel):
    items: Annotated[list[SettingIn], Field(min_length=1, max_length=50_000)]


@router.get("", dependencies=[VIEWER])
def read_table(server: Here, stores: Reading) -> dict[str, Any]:
    """All alarms that run or are known."""
    return {"revision": stores.knowledge.revision(), "rows": knowledge.listed(server, stores)}


@router.get("/of", dependencies=[VIEWER])
def read_one(stores: Reading, flow: str, node: str, point: str) -> dict[str, Any]:
    """What is known of one alarm, by the most specific row; NotFound."""
    found = knowledge.best(stores.knowledge.all(), flow, node, point)
    if found is None:
        raise NotFound(f"Nothing is known of the alarm of {point!r}")
    return {**found.model_dump(exclude={"tenant"}), "approved": knowledge.approved_of(found)}


@router.put("", dependencies=[ENGINEER])
def save_table(server: Here, who: Who, stores: Writing, given: TableIn) -> dict[str, Any]:
    """Keep these rows; the others stay. Whoever changes approved settings has approved them."""
    stores.knowledge.check(given.revision)
    rows = [row.model_dump(exclude_none=True) | {"respond_within": row.respond_within} for row in given.rows]
    at = iso(server.office.database.clock())
    stores.knowledge.put(knowledge.merged(stores, rows, who.name, at))
    return read_table(server, stores)


@router.post("/approve", dependencies=[ENGINEER])
def approve(server: Here, who: Who, stores: Writing, given: AlarmsIn) -> dict[str, Any]:
    """Approve the settings of these alarms as they run."""
    now = knowledge.running(server, stores)
    rows = []
    for one in given.items:
        if one.key not in now:
            raise Invalid(f"{one.node} of {one.flow} has no alarm for {one.point} that runs", "Deploy it first")
        rows.append({**one.model_dump(), "approved": now[one.key]})
    stores.knowledge.put(knowledge.merged(stores, rows, who.name, iso(server.office.database.clock())))
    return read_table(server, stores)


@router.post("/forget", dependencies=[ENGINEER])
def forget(server: Here, stores: Writing, given: AlarmsIn) -> dict[str, Any]:
    """Forget what is known of these alarms."""
    stores.knowledge.remove(one.key for one in given.items)
    return read_table(server, stores)


@router.get("/compare", dependencies=[VIEWER])
def compare(server: Here, stores: Reading) -> dict[str, Any]:
    """Where what runs is not what was approved."""
    return {"differences": [one._asdict() for one in knowledge.differences(server, stores)]}


@router.post("/restore", dependencies=[ENGINEER])
def restore(server: Here, stores: Writing, given: SettingsIn) -> dict[str, Any]:
    """Put approved settings into the drafts of their flows, which are then deployed as always."""
    return {"flows": knowledge.restore(server, stores, [(one.key, one.setting) for one in given.items])}


@router.get("/export", dependencies=[VIEWER], response_class=Response)
def export(
    server: Here, _turn: Converting, stores: Reading, format: Annotated[Literal["csv", "xlsx"], Query()] = "csv"
) -> Response:
    """The whole table, for a spreadsheet."""
    headers = {"Content-Disposition": f'attachment; filename="alarm-knowledge.{format}"'}
    body = knowledge_table.write(knowledge.listed(server, stores), format)
    return Response(body, media_type=MEDIA[format], headers=headers)


async def _body(request: Request) -> bytes:
    body = await request.body()
    if len(body) > BIGGEST:
        raise Invalid(f"The table is larger than {BIGGEST // 2**20} MB", "")
    return body


def _table(body: Annotated[bytes, Depends(_body)], _turn: Converting) -> list[knowledge_table.Row]:
    return knowledge_table.read(body)


Table = Annotated[list[knowledge_table.Row], Depends(_table)]
"""Rows of the file. A handler names them before `Writing`: reading a large one takes seconds."""
DryRun = Annotated[bool, Query(description="Only tell what it would do")]


@router.post("/import", dependencies=[ENGINEER])
def take_over(
    server: Here,
    who: Who,
    rows: Table,
    stores: Writing,
    dry_run: DryRun = False,  # noqa: FBT002 - of a query
) -> dict[str, Any]:
    """Take a CSV or Excel table over, all of it or nothing; `dry_run` tells what it would do."""
    at = iso(server.office.database.clock())
    fresh = list(knowledge.merged(stores, rows, who.name, at))
    added, changed = map(len, stores.knowledge.news(fresh)) if dry_run else stores.knowledge.put(fresh)
    return {"added": added, "changed": changed, "removed": 0, "problems": []}
