"""/api/workbook: tables of settings from Excel files and to them. Nothing is kept."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from api import workbook
from api.access import ENGINEER, VIEWER, GuardedRoute
from api.deps import Converting
from api.errors import Invalid

router = APIRouter(prefix="/api/workbook", tags=["workbook"], route_class=GuardedRoute)

MEDIA = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BIGGEST = 10 * 2**20
Finite = Annotated[float, Field(allow_inf_nan=False)]
Cell = Annotated[str, Field(max_length=1_000_000)] | bool | int | Finite | None


class SheetOut(BaseModel):
    sheet: str
    others: list[str]
    """Sheets that were not read."""
    rows: list[list[str]]
    """Place 0 of line 0 is A1; empty cells at the end of a line are left out."""


class TableIn(BaseModel):
    name: Annotated[str, Field(max_length=200)]
    """Of the sheet, as far as Excel takes it."""
    rows: Annotated[
        list[Annotated[list[Cell], Field(max_length=workbook.MOST_COLUMNS)]], Field(max_length=workbook.MOST_ROWS)
    ]


async def _body(request: Request) -> bytes:
    body = await request.body()
    if len(body) > BIGGEST:
        raise Invalid(f"The file is larger than {BIGGEST // 2**20} MB", "Save only the sheet that is needed")
    return body


@router.post("/read", dependencies=[ENGINEER])
def read_workbook(body: Annotated[bytes, Depends(_body)], _turn: Converting) -> SheetOut:
    """The first sheet of an Excel file (.xlsx) as texts: values of formulas, dates as ISO 8601."""
    sheet, others, rows = workbook.read(body)
    return SheetOut(sheet=sheet, others=others, rows=rows)


@router.post("/write", dependencies=[VIEWER], response_class=Response)
def write_workbook(given: TableIn, _turn: Converting) -> Response:
    """Cells as an Excel file; a text stays a text, whatever it begins with."""
    return Response(workbook.write(given.name, given.rows), media_type=MEDIA)
