"""Recording: data as people keep it, line by line, for a replay.

CSV with a header, `time,point,value[,quality][,arrival]`; or JSON lines, each one of

    {"time", "point", "value"[, "quality"][, "reason"]}         a sample
    {"time", "node", "event": {"kind"[, "point"][, "data"]}}    an event, in at a node or out of a source; [, "port"]
    {"time", "node", "command"[, "user"][, "args"]}             a person's command to a node
    {"time", "tick": true}                                      nothing but time

each optionally with "arrival", the stamp it had when it came. Times are ISO 8601, UTC when they name no zone.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from engine.replay.json_rows import json_rows
from engine.replay.rows import Row
from tundish.errors import DataError
from tundish.rows import csv_lines

MOST_FAULTS = 20


class WrongData(DataError):
    """Some lines are wrong; `faults` tells the first 20 of them."""

    def __init__(self, faults: list[DataError]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


def recorded(lines: Iterable[str], file: str = "", check: Callable[[Row], object] | None = None) -> Iterator[Row]:
    """The rows of a text. `check` may refuse a row by ValueError.

    After the first wrong line no more rows are given, but the others are still looked at: WrongData tells what is
    wrong with up to 20 of them.
    """
    faults: list[DataError] = []
    for line, row in _rows(iter(lines)):
        try:
            if isinstance(row, ValueError):
                raise row
            if check is not None:
                check(row)
        except ValueError as error:
            faults.append(DataError(str(error), file=file, line=line))
            if len(faults) >= MOST_FAULTS:
                break
        else:
            if not faults:
                yield row
    if faults:
        raise WrongData(faults)


def _rows(lines: Iterator[str]) -> Iterator[tuple[int, Row | ValueError]]:
    """JSON if the first line that says anything begins with a brace, else CSV."""
    begin: list[str] = []
    for line in lines:
        begin.append(line.removeprefix("\ufeff") if not begin else line)
        if begin[-1].strip():
            return (json_rows if begin[-1].lstrip().startswith("{") else csv_lines)(chain(begin, lines))
    return iter(())
