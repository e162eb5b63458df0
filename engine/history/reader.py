"""Reader: asks the history: frames that are not compacted yet and Parquet files, as one."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from engine.history import parquet
from engine.history.errors import HistoryError
from engine.history.log import DAY, ROWS, Log, unpacked

TRIES = 5
"""A file may be merged into another between the look at the list and the look into it: then the list is asked again."""


class Found(NamedTuple):
    """Samples as `engine.history.log.ROWS`, and what their numbers mean."""

    rows: npt.NDArray[np.void]
    points: dict[int, str]
    sources: dict[int, str]
    """`flow/node`."""

    def of(self, point: str) -> npt.NDArray[np.void]:
        """The rows of one point."""
        numbers = [number for number, name in self.points.items() if name == point]
        return self.rows[np.isin(self.rows["point"], numbers)]


class Reader:
    """Of one history's folder, which may not be there yet."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, points: Sequence[str] | None, since: int, until: int) -> Found:
        """Everything recorded of these points (None: all) from `since` on and before `until`, in no order."""
        names: dict[str, int] = {}
        sources: dict[str, int] = {}
        parts = [
            part
            for path in self._logs()
            for part in self._read(path, None if points is None else set(points), since, until, names, sources)
        ]
        rows = np.concatenate(parts) if parts else np.empty(0, ROWS)
        return Found(rows, {n: t for t, n in names.items()}, {n: t for t, n in sources.items()})

    def latest(self, points: Sequence[str] | None, since: int, until: int) -> Found:
        """As `read`, in order of point and time; of several samples of one point and time the one that came last."""
        found = self.read(points, since, until)
        rows = found.rows
        rows = rows[np.lexsort((rows["sequence"], rows["arrival"], rows["time"], rows["point"]))]
        if rows.size:
            last = np.append((rows["point"][1:] != rows["point"][:-1]) | (rows["time"][1:] != rows["time"][:-1]), True)
            rows = rows[last]
        return found._replace(rows=rows)

    def arrived(self, since: int, until: int) -> Found:
        """All of a span in the order in which it came, as a replay wants it; what was late is not among it."""
        found = self.read(None, since, until)
        rows = found.rows[~found.rows["late"]]
        return found._replace(rows=rows[np.lexsort((rows["sequence"], rows["arrival"]))])

    def points(self) -> list[str]:
        """Names of all points that were ever recorded."""
        names: set[str] = set()
        for path in self._logs():
            with _opened(path) as log:
                names.update(log.names())
        return sorted(names)

    def span(self) -> tuple[int, int] | None:
        """The first and last source time that there is a sample of."""
        spans = []
        for path in self._logs():
            with _opened(path) as log:
                spans.append(log.span())
        known = [span for span in spans if span is not None]
        return (min(first for first, _ in known), max(last for _, last in known)) if known else None

    def days(self, since: int, until: int) -> list[int]:
        """Where the UTC days begin that may have samples of this span, ns."""
        found: set[int] = set()
        for path in self._logs():
            with _opened(path) as log:
                found |= log.days(since, until)
        return [day * DAY for day in sorted(found)]

    def size(self) -> dict[str, int]:
        """How much there is: samples in files and in logs, and bytes of both."""
        samples = size = waiting = waiting_bytes = 0
        for path in self._logs():
            with _opened(path) as log:
                files, (more, more_bytes) = log.files(), log.waiting()
            samples += sum(file.rows for file in files)
            size += sum(file.bytes for file in files)
            waiting, waiting_bytes = waiting + more, waiting_bytes + more_bytes
        return {"samples": samples, "bytes": size, "waiting": waiting, "waiting_bytes": waiting_bytes}

    def _logs(self) -> list[Path]:
        found = []
        for path in sorted((self.folder / "log").glob("*.db")):
            with _opened(path) as log:
                found += [path] if log.ready else []
        return found

    def _read(
        self,
        path: Path,
        points: set[str] | None,
        since: int,
        until: int,
        names: dict[str, int],
        sources: dict[str, int],
    ) -> Iterator[npt.NDArray[np.void]]:
        for _ in range(TRIES):
            with _opened(path) as log:
                contents = log.contents(since, until)
            parts = []
            for frame in contents.frames:
                rows = unpacked(frame)
                wanted = [n for n, t in contents.names.items() if points is None or t in points]
                kept = rows[np.isin(rows["point"], wanted) & (rows["time"] >= since) & (rows["time"] < until)]
                parts.append(_renumbered(kept, contents.names, contents.sources, names, sources))
            try:
                for file in contents.files:
                    asked = None if points is None else list(points)
                    parts.append(parquet.read(self.folder / file.name, asked, since, until, names, sources))
            except FileNotFoundError:
                continue
            yield from parts
            return
        raise HistoryError("The history is being put together again and again", "Try again in a moment")


def _renumbered(
    rows: npt.NDArray[np.void],
    own: dict[int, str],
    own_sources: dict[int, str],
    names: dict[str, int],
    sources: dict[str, int],
) -> npt.NDArray[np.void]:
    for column, known, common in (("point", own, names), ("source", own_sources, sources)):
        for number in np.unique(rows[column]).tolist():
            common.setdefault(known[number], len(common) + 1)
        table = np.zeros(max(known, default=0) + 1, np.int32)
        for number, text in known.items():
            table[number] = common.get(text, 0)
        rows[column] = table[rows[column]]
    return rows


@contextmanager
def _opened(path: Path) -> Iterator[Log]:
    log = Log(path, writes=False)
    try:
        yield log
    finally:
        log.close()
