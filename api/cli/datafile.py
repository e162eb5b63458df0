"""Data files as commands read them, and files that appear only when they are whole."""

import io
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from api.cli.flowfile import counted

MOST_NAMED = 5


@contextmanager
def lines(path: str) -> Iterator[Iterator[str]]:
    """The lines of a file, or of standard input for `-`. Bytes that are no UTF-8 come through as half surrogates."""
    if path == "-":
        stream = io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8", errors="surrogateescape", newline="")
        try:
            yield iter(stream)
        finally:
            stream.detach()
    else:
        with Path(path).open(encoding="utf-8", errors="surrogateescape", newline="") as file:
            yield iter(file)


@contextmanager
def whole(path: str | None) -> Iterator[BinaryIO]:
    """A file to write. It gets its name, or goes to standard output for None, when all of it is written."""
    if path is None or (Path(path).exists() and not Path(path).is_file()):  # a pipe or a device has no half
        with tempfile.TemporaryFile() as stream:
            yield stream
            stream.seek(0)
            if path is None:
                shutil.copyfileobj(stream, sys.stdout.buffer)
                sys.stdout.buffer.flush()
            else:
                with Path(path).open("wb") as target:
                    shutil.copyfileobj(stream, target)
        return
    target_path = Path(path)
    number, name = tempfile.mkstemp(prefix=f".{target_path.name}.", dir=target_path.parent)
    try:
        with os.fdopen(number, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(number)
        umask = os.umask(0)
        os.umask(umask)
        Path(name).chmod(0o666 & ~umask)
        Path(name).replace(target_path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def left_out(unowned: dict[str, int], late: int) -> Iterator[str]:
    """Sentences about samples that were not used."""
    if unowned:
        names = sorted(unowned)
        shown = ", ".join(names[:MOST_NAMED]) + (", …" if len(names) > MOST_NAMED else "")
        yield f"{counted(sum(unowned.values()), 'sample')} left out: no source of the flow owns {shown}"
    if late:
        yield f"{counted(late, 'sample')} left out: older than what had come of the same point"
