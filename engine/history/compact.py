"""Compaction: makes frames of the logs into Parquet files, one folder a UTC day of source time. A process of its own.

`python -m engine.history.compact FOLDER DAYS BYTES`: all logs once, then retention. Every step either has happened or
has not: a file counts from the moment the log lists it, in the same transaction that lets go of what it was made of.
A file that no list has is a left-over of a crash, and is removed. Small files of a day are put together as they grow
many.
"""

import fcntl
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np
import numpy.typing as npt

from engine.clock import Clock
from engine.history import parquet
from engine.history.errors import HistoryError
from engine.history.log import DAY, Contents, File, Log, unpacked

ROUND = 1_000_000
"""Samples that are taken from a log at a time: what it costs in memory."""
PARTS = 8
"""Files of a day that are put together when there are so many."""
WHOLE = 4_000_000
"""Rows that a file has at most; one with half of that is large enough."""


class Compaction:
    """Of one log, below the history's folder."""

    def __init__(self, folder: Path, log: Log, parts: int = PARTS) -> None:
        self._folder = folder
        self._log = log
        self._parts = parts

    def run(self) -> int:
        """Everything that is in the log now; how many samples that were."""
        self.clean()
        done = 0
        while size := self.round():
            done += size
        while self.merge():
            pass
        return done

    def clean(self) -> None:
        """Remove the left-overs of a crash."""
        listed = {file.name for file in self._log.files()}
        for pattern in (f"*/{self._log.stem}-*.parquet", f"*/{self._log.stem}-*.part"):
            for path in self._folder.glob(pattern):
                if path.relative_to(self._folder).as_posix() not in listed:
                    path.unlink(missing_ok=True)

    def round(self, most: int = ROUND) -> int:
        """The oldest frames; how many samples they had."""
        found = self._log.oldest(most)
        if not found.frames:
            return 0
        rows = np.concatenate([unpacked(frame) for frame in found.frames])
        files = [self._written(day, part, found) for day, part in _by_day(rows)]
        self._log.compacted(found.frames[-1].first, files)
        return rows.size

    def merge(self) -> bool:
        """Put small files of one day together; whether there was anything to do."""
        for day, files in _days(self._log.files()).items():
            small = sorted((file for file in files if 2 * file.rows < WHOLE), key=lambda file: file.rows)
            if len(small) < self._parts:
                continue
            sizes = np.cumsum([file.rows for file in small])
            small = small[: int(sizes.searchsorted(WHOLE, "right"))]
            names: dict[str, int] = {}
            sources: dict[str, int] = {}
            parts = [_whole(self._folder / file.name, names, sources) for file in small]
            rows = np.concatenate(parts)
            rows = rows[rows["sequence"].argsort(kind="stable")]
            swapped = Contents([], [], {n: t for t, n in names.items()}, {n: t for t, n in sources.items()})
            self._log.replaced(small, [self._written(day, rows, swapped)])
            self._remove(small)
            return True
        return False

    def forget(self, files: Sequence[File]) -> None:
        """Delete these for good."""
        self._log.replaced(files, [])
        self._remove(files)

    def _written(self, day: str, rows: npt.NDArray[np.void], known: Contents) -> File:
        name = f"{day}/{self._log.stem}-{self._log.next_file():08d}.parquet"
        size = parquet.write(self._folder / name, rows, known.names, known.sources)
        return File(name, day, rows.size, int(rows["time"].min()), int(rows["time"].max()), size)

    def _remove(self, files: Sequence[File]) -> None:
        for file in files:
            (self._folder / file.name).unlink(missing_ok=True)
            with suppress(OSError):  # others are in it
                (self._folder / file.day).rmdir()


def retain(logs: Sequence[tuple[Log, Compaction]], oldest: int, room: int) -> list[File]:
    """Delete days that ended before `oldest`, then the oldest days while all take more than `room` bytes."""
    gone: list[File] = []
    files = sorted(
        ((file.day, i, file) for i, (log, _) in enumerate(logs) for file in log.files()), key=lambda one: one[:2]
    )  # fmt: skip
    size = sum(file.bytes for _, _, file in files)
    last_day = _day_of(oldest)
    for day, i, file in files:
        if day >= last_day and size <= room:
            break
        logs[i][1].forget([file])
        size -= file.bytes
        gone.append(file)
    return gone


def run(folder: Path, days: float, room: int, now: int) -> int:
    """Compact all logs of a history and keep what is to be kept; how many samples were compacted.

    A log that cannot be read holds up no other one; HistoryError tells of it at the end.
    """
    with _alone(folder) as free:
        if not free:
            return 0
        pairs: list[tuple[Log, Compaction]] = []
        troubles: list[str] = []
        done = 0
        try:
            for path in sorted((folder / "log").glob("*.db")):
                try:
                    log = Log(path)
                    pairs.append((log, Compaction(folder, log)))
                    done += pairs[-1][1].run()
                except HistoryError as error:
                    troubles.append(str(error))
            retain(pairs, now - int(days * DAY), room)
        finally:
            for log, _ in pairs:
                log.close()
        if troubles:
            raise HistoryError(". ".join(troubles))
        return done


def _by_day(rows: npt.NDArray[np.void]) -> Iterator[tuple[str, npt.NDArray[np.void]]]:
    days = rows["time"] // DAY
    for day in np.unique(days).tolist():
        yield _day_of(day * DAY), rows[days == day]


def _day_of(time: int) -> str:
    """`2026-11-21`; UTC."""
    return str(np.datetime64(time // DAY, "D"))


def _days(files: Sequence[File]) -> dict[str, list[File]]:
    found: dict[str, list[File]] = {}
    for file in files:
        found.setdefault(file.day, []).append(file)
    return found


def _whole(path: Path, names: dict[str, int], sources: dict[str, int]) -> npt.NDArray[np.void]:
    return parquet.read(path, None, -(2**63), 2**63 - 1, names, sources)


@contextmanager
def _alone(folder: Path) -> Iterator[bool]:
    """Whether nobody else compacts this history; the lock ends with the process."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "compaction.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield True


def main() -> None:
    folder, days, room = sys.argv[1:]
    os.nice(10)
    try:
        run(Path(folder), float(days), int(room), Clock().now())
    except HistoryError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
