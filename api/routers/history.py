"""/api/history: recorded samples, for trends and as files."""

from collections.abc import Iterator
from itertools import chain
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from fastapi.responses import Response, StreamingResponse

from api.access import OURS, VIEWER, GuardedRoute
from api.deps import ASKING, Here
from api.errors import Invalid
from api.history_json import EARLIEST, LATEST, HistoryAnswer, answer, as_csv, as_parquet
from api.times import when

router = APIRouter(prefix="/api/history", tags=["history"], dependencies=[OURS, ASKING], route_class=GuardedRoute)

MOST_POINTS = 50
MOST_BUCKETS = 200_000
"""Of all points of an answer."""
MEDIA = {"csv": "text/csv; charset=utf-8", "parquet": "application/vnd.apache.parquet"}

Points = Annotated[str, Query(max_length=20_000, description="Names, with commas between")]
Begin = Annotated[str, Query(alias="from", max_length=64, description="ISO 8601, or ns; source time")]
End = Annotated[str, Query(alias="to", max_length=64, description="Before this time")]


@router.get("", dependencies=[VIEWER], response_model=HistoryAnswer, response_model_exclude_none=True)
def read_history(
    server: Here,
    points: Points,
    since: Begin,
    until: End,
    width: Annotated[int, Query(ge=1, le=20_000, description="Most buckets of a point")] = 800,
    mode: Annotated[
        Literal["minmax", "average", "last", "raw"], Query(description="What a bucket tells; raw: every sample")
    ] = "minmax",
) -> dict[str, Any]:
    """Recorded samples of some points; of several for one point and time the one that came last."""
    names = _names(points)
    if not names:
        raise Invalid("No point is named", "", "points")
    if mode != "raw" and width * len(names) > MOST_BUCKETS:
        hint = f"Take up to {MOST_BUCKETS // len(names)}"
        raise Invalid(f"{width} buckets of {len(names)} points are too many", hint, "width")
    begin, end = _span(since, until)
    return answer(server.history, names, begin, end, width, mode)


@router.get("/points", dependencies=[VIEWER])
def recorded_points(server: Here) -> list[str]:
    """Names of all points that were ever recorded."""
    return server.history.points()


@router.get("/status", dependencies=[VIEWER])
def history_status(server: Here) -> dict[str, Any]:
    """How much is recorded, and how recording goes in each worker: what waits, what was lost, what is wrong."""
    return {**server.history.size(), "workers": server.runtime.recorders()}


@router.get("/export", dependencies=[VIEWER], response_class=Response)
def export_history(
    server: Here,
    points: Points = "",
    since: Begin = "",
    until: End = "",
    format: Literal["csv", "parquet"] = "csv",
) -> Response:
    """Every sample of these points (all when none is named): CSV as `tundish run --replay` reads it, or Parquet."""
    names = _names(points) or None
    begin, end = _span(since, until)
    made: Iterator[str] | Iterator[bytes] = (as_csv if format == "csv" else as_parquet)(
        server.history, names, begin, end
    )
    first: Any = next(made)  # what goes wrong at once is told as a problem
    headers = {"Content-Disposition": f'attachment; filename="history.{format}"'}
    return StreamingResponse(chain([first], made), media_type=MEDIA[format], headers=headers)


def _names(points: str) -> list[str]:
    names = list(dict.fromkeys(name.strip() for name in points.split(",") if name.strip()))
    if len(names) > MOST_POINTS:
        raise Invalid(f"{len(names)} points are named; at most {MOST_POINTS} are told at once", "", "points")
    return names


def _span(since: str, until: str) -> tuple[int, int]:
    begin, end = when(since, "from"), when(until, "to")
    begin, end = EARLIEST if begin is None else begin, LATEST if end is None else end
    if begin > end:
        raise Invalid("`from` is later than `to`", "", "from")
    return begin, end
