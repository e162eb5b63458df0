"""The rationalisation table as CSV or Excel, there and back.

A column `approved: NAME` has the approved value of a setting; `running: NAME` what runs, which is not read back.
"""

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import isfinite
from typing import Any, Literal

from api import workbook
from api.errors import BadTable
from api.knowledge import TEXTS
from api.points_csv import harmless, restored
from api.workbook import UNREADABLE, Cell, plain, unpackable
from tundish.said import say

KEY = ("flow", "node", "point")
PLAIN = (*KEY, *TEXTS, "respond_within", "approver", "approved_at")
APPROVED, RUNNING = "approved: ", "running: "
MOST_ROWS, MOST_COLUMNS, MOST_PROBLEMS = 50_000, 300, 200
UNPACKED = 200 * 2**20
"""Bytes that a workbook may have when it is unpacked."""
LONGEST = 5000
"""Characters of a text."""
LONGEST_OF: Mapping[str, int] = {"flow": 64, "node": 200, "point": 200}
EMPTY = say("it is empty: write here of which alarm the line is")
WORDS = {"true": True, "false": False}

Format = Literal["csv", "xlsx"]
Row = dict[str, Any]


def write(rows: Sequence[Row], format: Format) -> bytes:
    """A header and a line for each alarm; `approved` and `running` of a row are its settings by name."""
    names = sorted({name for row in rows for name in (*row["approved"], *(row["running"] or {}))})
    header = [*PLAIN, *(APPROVED + name for name in names), *(RUNNING + name for name in names)]
    lines = [
        [
            *(row[name] for name in PLAIN),
            *(_shown(row["approved"], name) for name in names),
            *(_shown(row["running"] or {}, name) for name in names),
        ]
        for row in rows
    ]
    if format == "csv":
        return _csv(header, lines)
    return workbook.write("alarms", [header, *lines], "D2", filtered=True)


def _shown(settings: Mapping[str, Any], name: str) -> Cell:
    if name not in settings:
        return None
    value = settings[name]
    if value is None:
        return "none"
    return value if isinstance(value, str | int | float) else json.dumps(value, ensure_ascii=False)


def _csv(header: Sequence[str], lines: Iterable[Sequence[Cell]]) -> bytes:
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(header)
    for line in lines:
        table.writerow([harmless(cell) if isinstance(cell, str) else "" if cell is None else cell for cell in line])
    return ("\ufeff" + out.getvalue()).encode()


def read(body: bytes) -> list[Row]:
    """Rows of a CSV or a workbook, which tells itself apart; BadTable has every problem by line and column.

    A row has what the table has a column for: the others stay as they are.
    """
    lines = _workbook(body) if body[:4] == b"PK\x03\x04" else _text(body)
    header = [str(cell or "").strip() for cell in next(lines, ())]
    problems = list(_of_header(header))
    if problems:
        raise BadTable("The first line must name the columns", problems)
    rows: list[Row] = []
    seen: set[tuple[str, ...]] = set()
    for number, line in enumerate(lines, 2):
        if not any(cell not in {None, ""} for cell in line):
            continue
        if number > MOST_ROWS:
            raise BadTable(say("The table has more than {most:,} lines: take it over in parts", most=MOST_ROWS), [])
        row, found = _row(number, header, line)
        key = tuple(row.get(name, "") for name in KEY)
        if key in seen:
            found.append(_problem(number, "point", say("this alarm stands above already: put both lines into one")))
        seen.add(key)
        problems += found
        rows.append(row)
    if problems:
        raise _refused(problems)
    return rows


def _refused(problems: list[dict[str, Any]]) -> BadTable:
    count = len(problems)
    said = say("Nothing was taken over: {count} problems", count=count)
    if count == 1:
        said = say("Nothing was taken over: there is a problem")
    if count > MOST_PROBLEMS:
        said = say("{said}; the first {most} are listed", said=said, most=MOST_PROBLEMS)
    return BadTable(said, problems[:MOST_PROBLEMS])


def _text(body: bytes) -> Iterator[Sequence[Cell]]:
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = body[: error.start].count(b"\n") + 1
        raise BadTable("The table is no UTF-8 text; save it as UTF-8", [_problem(line, "", "not UTF-8")]) from None
    delimiter = max(",;\t", key=text.partition("\n")[0].count)
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            yield [restored(cell) for cell in cells]
    except csv.Error as error:
        raise BadTable(f"The table cannot be read: {error}", []) from None


def _workbook(body: bytes) -> Iterator[Sequence[Cell]]:
    from openpyxl import load_workbook  # noqa: PLC0415 - a quarter of a second that the start need not wait for
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415

    try:
        unpackable(body, UNPACKED)
        book = load_workbook(io.BytesIO(body), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        for line in sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS, max_row=MOST_ROWS + 1):
            yield [plain(cell) if isinstance(cell, str) else cell for cell in line]  # type: ignore[misc]
    except (InvalidFileException, *UNREADABLE) as error:
        raise BadTable(f"The file is no Excel workbook that can be read: {error}", []) from None


def _of_header(header: Sequence[str]) -> Iterator[dict[str, Any]]:
    for name in KEY:
        if name not in header:
            yield _problem(1, name, say("this column is missing: write its name into the first line"))
    for name in header:
        if name and name not in PLAIN and not name.startswith((APPROVED, RUNNING)):
            yield _problem(1, name, say("there is no such column: name it as in an exported table, or remove it"))
    for name, count in Counter(filter(None, header)).items():
        if count > 1:
            yield _problem(1, name, say("this column is there twice: remove one"))


def _row(number: int, header: Sequence[str], line: Sequence[Cell]) -> tuple[Row, list[dict[str, Any]]]:
    row: Row = {}
    problems: list[dict[str, Any]] = []
    settings: dict[str, Any] = {}
    for name, cell in zip(header, line, strict=False):
        text = "" if cell is None else str(cell)
        if name in KEY or name in TEXTS:
            row[name] = text.strip() if name in KEY else text
            problems += _of_text(number, name, text)
        elif name == "respond_within":
            row[name] = _seconds(cell)
            if row[name] is not None and not 0 < row[name] < 1e9:  # noqa: PLR2004 - thirty years
                problems.append(_problem(number, name, say("it must be a number of seconds above 0, or empty")))
        elif name.startswith(APPROVED) and text != "":
            value = settings[name.removeprefix(APPROVED)] = _value(cell, text)
            if isinstance(value, float) and not isfinite(value):
                problems.append(_problem(number, name, say("it is too large a number to be kept")))
    problems += [_problem(number, name, EMPTY) for name in KEY if not row.get(name)]
    if any(name.startswith(APPROVED) for name in header):
        row["approved"] = settings
    return row, problems


def _of_text(number: int, name: str, text: str) -> Iterator[dict[str, Any]]:
    longest = LONGEST_OF.get(name, LONGEST)
    if "\0" in text:
        yield _problem(number, name, say("it has a character that is none (NUL): remove it"))
    elif len(text) > longest:
        yield _problem(number, name, say("it is too long: {most} characters at most", most=longest))


def _seconds(cell: Cell) -> float | None:
    """-1 for what is no number."""
    if cell is None or cell == "":
        return None
    try:
        return float(cell)
    except (ValueError, TypeError):  # a date is no number
        return -1.0


def _value(cell: Cell, text: str) -> Any:
    if isinstance(cell, bool | int | float):
        return cell
    if text.lower() in WORDS:
        return WORDS[text.lower()]
    if text == "none":
        return None
    try:
        return float(text) if any(mark in text for mark in ".eE") else int(text)
    except ValueError:
        return text


def _problem(line: int, column: str, message: str) -> dict[str, Any]:
    return {"line": line, "column": column, "message": message}
