"""Grid: a table written as text, as it is copied from a spreadsheet; the first line names the columns."""

from collections.abc import Sequence
from typing import Annotated, NamedTuple

from pydantic import Field

from nodes.compute.reading import number_or_text
from tundish import Marks
from tundish.errors import FieldError

MOST_COLUMNS = 100
Grid = Annotated[str, Field(max_length=1_000_000), Marks(widget="grid")]
"""Cells with tabs between, or with `|`."""


class Line(NamedTuple):
    """A line of the text; numbers count from 1."""

    number: int
    cells: tuple[str, ...]


def lines_of(text: str, most: int) -> tuple[tuple[str, ...], list[Line]]:
    """Names of the columns, and the lines below; blank ones are none. FieldError says what is wrong where."""
    separator = "\t" if "\t" in text else "|"
    lines = [
        Line(number, tuple(cell.strip() for cell in line.strip(" \r").split(separator)))
        for number, line in enumerate(text.split("\n"), start=1)
        if line.strip()
    ]
    if not lines:
        raise FieldError("there is no line that names the columns")
    head, *rest = lines
    _named(head)
    if len(rest) > most:
        raise FieldError(f"there are {len(rest)} lines; at most {most} are allowed", rest[most].number)
    for line in rest:
        if len(line.cells) != len(head.cells):
            what = f"this line has {len(line.cells)} cells, the first has {len(head.cells)}"
            raise FieldError(what, line.number, min(len(line.cells), len(head.cells)) + 1)
    return head.cells, rest


def same_columns(names: Sequence[str], wanted: Sequence[str], others: Sequence[str] = ()) -> None:
    """FieldError unless the first line names all that are wanted, and beside them only the others."""
    for name in wanted:
        if name not in names:
            raise FieldError(f"there is no column {name!r}", 1, 1, f"the first line names {', '.join(names)}")
    for column, name in enumerate(names, start=1):
        if name not in wanted and name not in others:
            raise FieldError(f"the column {name!r} is neither an input nor a result", 1, column)


def cell(text: str) -> int | float | str:
    """A number, or a text; one in quotation marks is a text in any case."""
    if len(text) > 1 and text[0] == text[-1] == '"':
        return text[1:-1]
    value: int | float | str = number_or_text(text)
    return value


def _named(head: Line) -> None:
    if len(head.cells) > MOST_COLUMNS:
        raise FieldError(f"there are more than {MOST_COLUMNS} columns", head.number)
    for column, name in enumerate(head.cells, start=1):
        if not name:
            raise FieldError("this column has no name", head.number, column)
        if head.cells.index(name) != column - 1:
            raise FieldError(f"two columns are called {name!r}", head.number, column)
