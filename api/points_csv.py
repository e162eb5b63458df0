"""Points as CSV: out for a spreadsheet, and in again, all or nothing.

Text that a spreadsheet would run as a formula gets a `'` before it on the way out, and loses it on the way in. So does
text that begins with `'`, so that what comes back is what went out.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from api.directory import PointFacts, facts, name_problem
from api.errors import BadTable
from api.store.tables import PointRow

COLUMNS = ("name", "description", "unit", "low", "high", "digits", "labels", "area", "device", "record")
NUMBERS = frozenset({"low", "high", "digits"})
RECORD = {None: "", True: "yes", False: "no"}
"""Empty: as the node says that owns the point."""
MOST_PROBLEMS = 200
_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20", "'")
"""Also as wide as Chinese keyboards write them: spreadsheets run those too."""

Problem = dict[str, Any]


def write(rows: Iterable[PointRow]) -> str:
    """The directory as CSV."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(COLUMNS)
    for row in rows:
        record = RECORD[row.record]
        said = {**facts(row), "labels": _labels_text(json.loads(row.labels)), "record": record}
        table.writerow([_number(said[c]) if c in NUMBERS else harmless(said[c]) for c in COLUMNS])
    return out.getvalue()


def read(text: str, known: Mapping[str, PointRow]) -> list[PointRow]:
    """Points of a CSV; what has no column stays as it is `known`. BadTable has every problem by line and column."""
    lines = _lines(text)
    header = next(lines, (1, []))[1]
    problems = list(_header_problems(header))
    if problems:
        raise BadTable("The first line must name the columns", problems)
    rows: dict[str, PointRow] = {}
    for line, cells in lines:
        row, found = _row(line, header, cells, known, rows)
        problems += found
        if row:
            rows[row.name] = row
    if problems:
        raise BadTable(f"Nothing was taken over: {len(problems)} problems", problems[:MOST_PROBLEMS])
    return list(rows.values())


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Line number where a record begins, and its cells; empty lines are left out."""
    text = text.removeprefix("\ufeff")
    first = text.partition("\n")[0]
    separator = max((",", ";", "\t"), key=first.count)
    table = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    begin = 1
    try:
        for cells in table:
            if any(cell.strip() for cell in cells):
                yield begin, cells
            begin = table.line_num + 1
    except csv.Error as error:
        raise BadTable("The text is no CSV", [_problem(begin, "", str(error))]) from None


def _header_problems(header: list[str]) -> Iterator[Problem]:
    names = [cell.strip().casefold() for cell in header]
    for name in names:
        if name not in COLUMNS:
            yield _problem(1, name, f"there is no column {name!r}; the columns are {', '.join(COLUMNS)}")
        elif names.count(name) > 1:
            yield _problem(1, name, "the column is there twice")
    if "name" not in names:
        yield _problem(1, "name", "the column is missing")


def _row(
    line: int, header: list[str], cells: list[str], known: Mapping[str, PointRow], taken: Mapping[str, PointRow]
) -> tuple[PointRow | None, list[Problem]]:
    if len(cells) > len(header):
        return None, [_problem(line, "", f"{len(cells)} cells, but {len(header)} columns")]
    said = {c.strip().casefold(): restored(v) for c, v in zip(header, cells, strict=False)}
    name = said.pop("name", "").strip()
    if wrong := name_problem(name):
        return None, [_problem(line, "name", wrong)]
    if name in taken:
        return None, [_problem(line, "name", f"{name!r} is there twice")]
    before = facts(known[name]) if name in known else {}
    values, problems = _values(line, said)
    try:
        return PointFacts.model_validate({**before, **values}).row(name), problems
    except ValidationError as error:
        wrong_cells = [
            _problem(line, str((*e["loc"], "low")[0]), e["msg"].removeprefix("Value error, ")) for e in error.errors()
        ]
        return None, [*problems, *wrong_cells]


def _values(line: int, said: Mapping[str, str]) -> tuple[dict[str, Any], list[Problem]]:
    values: dict[str, Any] = {}
    problems = []
    for column, cell in said.items():
        try:
            values[column] = _value(column, cell.strip() if column != "description" else cell)
        except ValueError as error:
            problems.append(_problem(line, column, str(error)))
    return values, problems


def _value(column: str, cell: str) -> Any:
    if column == "labels":
        return _labels(cell)
    if column == "record":
        return _record(cell)
    if column not in NUMBERS:
        return cell
    if not cell:
        return None
    try:
        return int(cell) if column == "digits" else float(cell)
    except ValueError:
        raise ValueError(f"{cell[:40]!r} is no {'whole ' if column == 'digits' else ''}number") from None


def _record(cell: str) -> bool | None:
    found = [value for value, text in RECORD.items() if text == cell.casefold()]
    if not found:
        raise ValueError("write yes, no, or nothing to do as the node does")
    return found[0]


def _labels_text(labels: Mapping[str, str]) -> str:
    """`0=off; 1=on`; as JSON when a label has one of these signs in it."""
    if any(sign in text for text in labels.values() for sign in ";=") or any(t != t.strip() for t in labels.values()):
        return json.dumps(labels, ensure_ascii=False)
    return "; ".join(f"{number}={text}" for number, text in labels.items())


def _labels(cell: str) -> dict[str, str]:
    if cell.startswith("{"):
        try:
            labels = json.loads(cell)
        except ValueError:
            raise ValueError("the labels are no JSON") from None
        return {str(k): str(v) for k, v in labels.items()}
    pairs = [part.partition("=") for part in cell.split(";") if part.strip()]
    if any(not sign for _, sign, _ in pairs):
        raise ValueError("labels are written as 0=off; 1=on")
    return {number.strip(): text.strip() for number, _, text in pairs}


def harmless(text: str) -> str:
    """With a `'` before it, if a spreadsheet would run it."""
    return f"'{text}" if text.startswith(_RUNS) else text


def restored(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_RUNS) else cell


def _number(value: float | None) -> str:
    return "" if value is None else repr(value)


def _problem(line: int, column: str, message: str) -> Problem:
    return {"line": line, "column": column, "message": message}
