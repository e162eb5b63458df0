"""Workbook: an Excel file as lines of texts, and lines of cells as an Excel file.

The server does it, not the browser: it has a library for it anyway (alarm knowledge), and the ones for browsers would
cost a quarter of what the editor may load. Of a file the first sheet that is not hidden is taken, with the values of
formulas, dates as ISO 8601 and numbers as they were kept. A text stays a text on the way out, even one that begins with
`=`, so that a spreadsheet does not run it.
"""

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from defusedxml.ElementTree import ParseError

from api.errors import BadTable
from tundish.said import say

MOST_ROWS, MOST_COLUMNS, MOST_PROBLEMS = 20_000, 100, 50
UNPACKED = 64 * 2**20
"""Bytes that a workbook may have when it is unpacked."""
LONGEST = 32_767
"""Characters that Excel keeps in a cell."""
EXACT = 2**53
"""Above it a number that a spreadsheet keeps loses digits."""
WIDEST = 40
"""Characters of a column."""
UNREADABLE = (
    zipfile.BadZipFile, zlib.error, ParseError, LookupError, ValueError, TypeError, OSError,
    RuntimeError, EOFError, ArithmeticError,
)  # fmt: skip
"""What is raised for a file that is damaged, encrypted, packed in a way of its own, or no workbook at all."""
_RUNS = re.compile(r"[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_CODED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
"""Office takes `_x0041_` for an A; the underline itself is `_x005F_`."""

Cell = str | int | float | bool | None


class Sheet(NamedTuple):
    """A line is as long as its last cell that is not empty; place 0 of line 0 is A1."""

    name: str
    others: list[str]
    """Sheets that were not read."""
    rows: list[list[str]]


def unpackable(body: bytes, most: int) -> None:
    """BadTable for a file that would be too large when it is unpacked; sizes that lie end its reading."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            size = sum(one.file_size for one in packed.infolist())
    except UNREADABLE as error:
        raise _unreadable(error) from None
    if size > most:
        raise BadTable(say("The workbook is too large when it is unpacked"), [])


def read(body: bytes) -> Sheet:
    """The first sheet of a workbook; BadTable says what is wrong in which sheet, row and column."""
    unpackable(body, UNPACKED)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of dates that are none: they come as errors
            found = _read(body, values=False)
            if found.formulas:
                written, found = found.formulas, _read(body, values=True)
                lines = found.sheet.rows
                if not any(y <= len(lines) and x <= len(lines[y - 1]) and lines[y - 1][x - 1] for y, x in written):
                    found.problems.extend(_problem(*place, _no_value()) for place in written)
    except UNREADABLE as error:
        raise _unreadable(error) from None
    _check(found)
    return found.sheet


class Found(NamedTuple):
    sheet: Sheet
    problems: list[dict[str, Any]]
    formulas: list[tuple[int, int]]
    """Row and column of each."""


def _read(body: bytes, *, values: bool) -> Found:
    """What is in the cells, or with `values` what the formulas in them came to."""
    from openpyxl import load_workbook  # noqa: PLC0415 - a quarter of a second that the start need not wait for
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415

    try:
        book = load_workbook(io.BytesIO(body), read_only=True, data_only=values)
    except InvalidFileException as error:
        raise _unreadable(error) from None
    seen = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"] or book.worksheets
    if not seen:
        raise BadTable(say("The workbook has no sheet with cells"), [])
    rows, problems, formulas = list[list[str]](), list[dict[str, Any]](), list[tuple[int, int]]()
    for y, line in enumerate(seen[0].iter_rows(max_col=MOST_COLUMNS + 1, max_row=MOST_ROWS + 1), 1):
        filled = [(x, cell) for x, cell in enumerate(line, 1) if cell.value is not None]
        rows.append([""] * (filled[-1][0] if filled else 0))
        for x, cell in filled:
            rows[-1][x - 1] = _text(cell.value)
            if cell.data_type == "f":
                formulas.append((y, x))
            elif cell.data_type == "e":
                problems.append(_problem(y, x, say("the cell has the error {error}", error=cell.value)))
        _trim(rows[-1])
    _trim(rows)
    others = [other.title for other in book.worksheets if other is not seen[0]]
    return Found(Sheet(seen[0].title, others, rows), problems, formulas)


def _trim(parts: list[str] | list[list[str]]) -> None:
    while parts and not parts[-1]:
        parts.pop()


def _no_value() -> str:
    return say("the formula has no value yet: open the file in a spreadsheet and save it there")


def _check(found: Found) -> None:
    name, rows = found.sheet.name, found.sheet.rows
    if len(rows) > MOST_ROWS:
        what = say("the sheet has more than {most} rows", most=MOST_ROWS)
        raise _bad(name, [_problem(MOST_ROWS + 1, 1, what)])
    wide = next((y for y, row in enumerate(rows, 1) if len(row) > MOST_COLUMNS), 0)
    if wide:
        what = say("the sheet has more than {most} columns", most=MOST_COLUMNS)
        raise _bad(name, [_problem(wide, MOST_COLUMNS + 1, what)])
    if found.problems:
        raise _bad(name, found.problems)


def _text(value: Any) -> str:
    """As a person would type it, to the last digit."""
    match value:
        case None:
            text = ""
        case bool():
            text = str(value).lower()
        case float() if value.is_integer() and abs(value) < EXACT:
            text = str(int(value))
        case datetime() if value.time() == time():
            text = value.date().isoformat()
        case datetime() | time():
            text = value.isoformat(timespec="milliseconds" if value.microsecond else "seconds")
        case date():
            text = value.isoformat()
        case timedelta():
            text = f"{value.total_seconds():.15g} s"
        case str():
            text = plain(value)
        case _:
            text = str(value)
    return text


def plain(text: str) -> str:
    """Of a cell, without the codes that Office writes for characters."""
    return text.replace("_x000D_\n", "\n").replace("_x000D_", "\n").replace("_x005F_", "_")


def write(name: str, rows: Sequence[Sequence[Cell]], stays: str = "A2", *, filtered: bool = False) -> bytes:
    """A workbook of one sheet; its first line stands out. BadTable for a text that is too long.

    What is above and left of the cell `stays` is always in sight; `filtered`: its columns have a menu to filter by.
    """
    from openpyxl import Workbook  # noqa: PLC0415 - as above
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    long = [
        _problem(y, x, say("the text has {count} characters; Excel keeps {most}", count=len(cell), most=LONGEST))
        for y, row in enumerate(rows, 1)
        for x, cell in enumerate(row, 1)
        if isinstance(cell, str) and len(cell) > LONGEST
    ]
    if long:
        raise _bad(name, long)
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet(_title(name))
    sheet.freeze_panes = stays
    widths = _widths(rows)
    area = f"A1:{get_column_letter(len(widths) or 1)}{len(rows) or 1}"
    sheet.calculate_dimension = lambda: area  # whoever reads the file need not look for its end first
    if filtered:
        sheet.auto_filter.ref = area
    for x, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(x)].width = width
    for y, row in enumerate(rows):
        sheet.append(list(_cells(sheet, row, head=y == 0)))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cells(sheet: Any, row: Iterable[Cell], *, head: bool) -> Iterator[Any]:
    from openpyxl.cell.cell import WriteOnlyCell  # noqa: PLC0415 - as above
    from openpyxl.styles import Font  # noqa: PLC0415

    for value in row:
        exact = str(value) if type(value) is int and abs(value) > EXACT else value
        if isinstance(exact, float):
            number = WriteOnlyCell(sheet, repr(exact))
            number.data_type = "n"  # as text in the file it has all its digits
            yield number
            continue
        if not isinstance(exact, str):
            yield exact
            continue
        cell = WriteOnlyCell(sheet, _CODED.sub("_x005F_", _CONTROL.sub(" ", exact)))
        cell.data_type = "s"  # whatever it begins with
        if _RUNS.match(exact):
            cell.quotePrefix = True  # and stays so when somebody edits it
        if head:
            cell.font = Font(bold=True)
        yield cell


def _widths(rows: Sequence[Sequence[Cell]]) -> list[int]:
    """Chinese characters are twice as wide."""
    widths = [8] * max(map(len, rows), default=0)
    for row in rows[:1000]:
        for x, cell in enumerate(row):
            shown = str(cell or "")[:WIDEST]
            widths[x] = max(widths[x], min(WIDEST, sum(1 + (char >= "\u2e80") for char in shown) + 2))
    return widths


def _title(name: str) -> str:
    """What Excel allows as the name of a sheet."""
    return re.sub(r"[\[\]:*?/\\\x00-\x1f\ufffe\uffff]", " ", name).strip(" '")[:31].rstrip(" '") or "Sheet1"


def column_letters(x: int) -> str:
    """1 is A, 27 is AA."""
    letters = ""
    while x:
        x, last = divmod(x - 1, 26)
        letters = chr(65 + last) + letters
    return letters


def _problem(line: int, column: int, message: str) -> dict[str, Any]:
    return {"line": line, "column": column_letters(column), "message": message}


def _bad(sheet: str, problems: list[dict[str, Any]]) -> BadTable:
    """The first is in the message, all of them beside it."""
    first = problems[0]
    place = f"{first['column']}{first['line']}"
    said = say("Sheet '{sheet}', cell {place}: {what}", sheet=sheet, place=place, what=first["message"])
    if len(problems) > 1:
        said = say("{first} (and {more} more)", first=said, more=len(problems) - 1)
    return BadTable(said, problems[:MOST_PROBLEMS])


def _unreadable(error: Exception) -> BadTable:
    return BadTable(say("The file is no Excel workbook that can be read: {error}", error=error), [])
