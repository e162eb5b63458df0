"""/api/points: the point directory, also as CSV."""

from typing import Annotated, Any

from fastapi import APIRouter, BackgroundTasks, Depends, Query, Request
from fastapi.responses import Response

from api import points_csv
from api.access import ENGINEER, VIEWER, GuardedRoute, runs_flows
from api.caller import Caller
from api.deps import Here, Reading, Who, Writing
from api.directory import Directory, PointFacts, name_problem
from api.errors import BadTable, Invalid
from api.feed import send_recording
from api.server import Server
from api.stores import Stores

router = APIRouter(prefix="/api", tags=["points"], route_class=GuardedRoute)

BIG = 2**31


async def _csv(request: Request) -> str:
    body = await request.body()
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = body[: error.start].count(b"\n") + 1
        problem = {"line": line, "column": "", "message": "a byte that is not UTF-8"}
        raise BadTable("The table is no UTF-8 text; save it as UTF-8", [problem]) from None


Csv = Annotated[str, Depends(_csv)]


@router.get("/points", dependencies=[VIEWER])
def list_points(
    server: Here,
    who: Who,
    stores: Reading,
    search: Annotated[str, Query(max_length=200)] = "",
    offset: Annotated[int, Query(ge=0, lt=BIG)] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> dict[str, Any]:
    """Points whose name, description or area has all words of the search."""
    directory = _directory(server, who, stores)
    return directory.page(search, offset, limit)._asdict()


@router.put("/points/{name:path}", dependencies=[ENGINEER])
def save_point(
    server: Here, who: Who, stores: Writing, name: str, given: PointFacts, after: BackgroundTasks
) -> dict[str, Any]:
    """Say something about a point, whether anybody owns it or not."""
    if wrong := name_problem(name):
        raise Invalid(wrong[0].upper() + wrong[1:], "", "name")
    before = stores.points.find(name)
    if before is not None and "record" not in given.model_fields_set:  # who does not know of it leaves it alone
        given = given.model_copy(update={"record": before.record})
    stores.points.put([given.row(name)])
    after.add_task(send_recording, server)
    return _directory(server, who, stores).point(name)


@router.get("/points.csv", dependencies=[VIEWER], response_class=Response)
def read_csv(stores: Reading) -> Response:
    """The whole directory, for a spreadsheet."""
    headers = {"Content-Disposition": 'attachment; filename="points.csv"'}
    text = "\ufeff" + points_csv.write(stores.points.all())
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


@router.post("/points.csv", dependencies=[ENGINEER])
def save_csv(text: Csv, server: Here, stores: Writing, after: BackgroundTasks) -> dict[str, Any]:
    """Take a table over, all of it or nothing: problems are told by line and column."""
    rows = points_csv.read(text, {row.name: row for row in stores.points.all()})
    added, changed = stores.points.put(rows)
    after.add_task(send_recording, server)
    return {"added": added, "changed": changed, "problems": []}


def _directory(server: Server, who: Caller, stores: Stores) -> Directory:
    seen = server.runtime.points() if runs_flows(who) else {}
    return Directory(stores.points.all(), stores.flows.deployments(), seen)
