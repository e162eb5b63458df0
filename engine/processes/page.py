"""Page: a few numbers that a worker and its supervisor share in memory, to be read when the worker answers no more.

An unnamed file of one page, mapped by both. Each word has one writer.
"""

import mmap
import os
import tempfile
from pathlib import Path
from typing import Self

SIZE = mmap.PAGESIZE
BEAT, STEP, COLLECTING, LOADING = range(4)
"""Words: turns of the worker's loop · calls of nodes, as far as the witness has seen them · garbage is being
collected · a node that is being called imports or compiles."""
_TEXT = 256


class Page:
    """`words` are int64. `suspect` is whose calls have let the memory grow most: flow and node."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        self._map = mmap.mmap(descriptor, SIZE)
        self.words = memoryview(self._map).cast("q")[: _TEXT // 8]

    @classmethod
    def made(cls, folder: Path) -> Self:
        """A new one, all zero."""
        with tempfile.TemporaryFile(dir=folder) as file:
            file.truncate(SIZE)
            return cls(os.dup(file.fileno()))

    @property
    def sign(self) -> tuple[int, int]:
        """Changes as long as the worker is alive."""
        return self.words[BEAT], self.words[STEP]

    @property
    def excused(self) -> bool:
        """Whether the node that is being called does something that may take long."""
        return bool(self.words[COLLECTING] or self.words[LOADING])

    @property
    def suspect(self) -> tuple[str, str] | None:
        flow, _, node = self._map[_TEXT:SIZE].rstrip(b"\0").decode("utf-8", "replace").partition("/")
        return (flow, node) if node else None

    @suspect.setter
    def suspect(self, who: tuple[str, str]) -> None:
        raw = "/".join(who).encode()[: SIZE - _TEXT]
        self._map[_TEXT:SIZE] = raw.ljust(SIZE - _TEXT, b"\0")

    def close(self) -> None:
        if self._map.closed:
            return
        self.words.release()
        self._map.close()
        os.close(self.descriptor)
