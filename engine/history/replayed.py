"""Replayed: the history as rows for a replay, in the order in which they arrived, a day at a time."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from engine.history.log import DAY
from engine.history.reader import Reader
from engine.passes.gate import FUTURE
from tundish.rows import SampleRow


def replayed(reader: Reader, since: int, until: int) -> Iterator[SampleRow]:
    """All recorded samples of a span of source time by (arrival, sequence). What was late did not go through a flow.

    Files are by source time, so a day may have samples that arrived in the next one: they are held until then. No
    sample arrives more than `FUTURE` before its time.
    """
    span = reader.span()
    if span is None:
        return
    begin, end = max(since, span[0]), min(until, span[1] + 1)
    held: list[tuple[int, int, SampleRow]] = []
    line = 0
    while begin < end:
        after = min(end, (begin // DAY + 1) * DAY)
        found = reader.arrived(begin, after)
        rows = sorted([*held, *_rows(found.rows, found.points)], key=lambda row: row[:2])
        held = []
        for arrival, sequence, row in rows:
            if arrival >= after - FUTURE and after < end:
                held.append((arrival, sequence, row))
            else:
                line += 1
                yield row._replace(line=line)
        begin = after


def _rows(rows: npt.NDArray[np.void], points: dict[int, str]) -> Iterator[tuple[int, int, SampleRow]]:
    columns = (rows[name].tolist() for name in ("arrival", "sequence", "time", "point", "value", "quality"))
    for arrival, sequence, time, point, value, quality in zip(*columns, strict=True):
        row = SampleRow(line=0, time=time, arrival=arrival, point=points[point], value=value, quality=quality)
        yield arrival, sequence, row
