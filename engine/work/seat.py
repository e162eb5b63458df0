"""Seat: the place of a flow in a worker. Who has it runs the flow, alone; it says which node is being called.

A small file beside the flow's own, locked as long as the worker lives and mapped into its memory, so that after the
worker's end, whatever it was, the supervisor finds there which node was at work.
"""

import fcntl
import mmap
import os
from array import array
from collections.abc import Coroutine, Generator, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from tundish.errors import TundishError

CALLED, STEPPED, FRAME = 0, 1, 2
"""Words: index of the node that the runner calls · of the connector whose coroutine runs · the pass they are in."""
_HEADER = mmap.PAGESIZE
Words = Any
"""Like a list of one int."""


class Caught(NamedTuple):
    """A node at work, and number of the journal's frame that was being run."""

    node: str
    frame: int


class Taken(TundishError):
    """Another worker runs the flow."""

    code = "flow-taken"


class Marks:
    """What is at work, in words that nobody else reads: for flows without a worker."""

    def __init__(self) -> None:
        self.called: Words = array("q", [-1])
        self.stepped: Words = array("q", [-1])
        self.plain = self.stepped
        """The words of `stepped`, while something else stands in their place."""
        self.frame = 0
        self._names: list[str] = []
        self._index: dict[str, int] = {}

    def name(self, called: Iterable[str], connectors: Iterable[str]) -> None:
        """Ids of the nodes that the runner calls, by index, and of those that it does not."""
        names = list(dict.fromkeys([*called, *connectors]))
        self._names = names
        self._index = {id: index for index, id in enumerate(names)}

    def node(self, index: int) -> str:
        return self._names[index]

    def around(self, id: str, work: Coroutine[Any, Any, None]) -> Coroutine[Any, Any, None]:
        """A connector's work, so that it is known whenever it has the loop for itself."""
        return Steps(self, id, work)

    def step(self, id: str) -> None:
        self.stepped[0] = self._index.get(id, -1)

    def close(self) -> None:
        """The flow is run here no more."""


class Steps(Coroutine[Any, Any, None]):
    """Marks whose work it is for as long as each step takes."""

    def __init__(self, marks: Marks, id: str, work: Coroutine[Any, Any, None]) -> None:
        self._marks = marks
        self._id = id
        self._work = work

    def send(self, value: Any) -> Any:
        self._marks.step(self._id)
        try:
            return self._work.send(value)
        finally:
            self._marks.stepped[0] = -1

    def throw(self, *error: Any) -> Any:
        self._marks.step(self._id)
        try:
            return self._work.throw(*error)
        finally:
            self._marks.stepped[0] = -1

    def close(self) -> None:
        self._work.close()

    def __await__(self) -> Generator[Any, Any, None]:
        return self._work.__await__()


class Seat(Marks):
    """Taken while it lives; `Taken` if another worker has it."""

    def __init__(self, folder: Path, flow: str) -> None:
        super().__init__()
        path = path_of(folder, flow)
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(self._file)
            raise Taken(f"The flow {flow!r} is being run by another process", "Stop that one first") from None
        os.ftruncate(self._file, _HEADER)
        self._map = mmap.mmap(self._file, _HEADER)
        words = self._words = memoryview(self._map).cast("q")
        words[CALLED] = words[STEPPED] = -1
        words[FRAME] = 0
        self.called, self.stepped = words[CALLED : CALLED + 1], words[STEPPED : STEPPED + 1]
        self.plain = self.stepped

    @property
    def frame(self) -> int:
        return self._words[FRAME]

    @frame.setter
    def frame(self, number: int) -> None:
        if hasattr(self, "_words"):
            self._words[FRAME] = number

    def name(self, called: Iterable[str], connectors: Iterable[str]) -> None:
        super().name(called, connectors)
        raw = msgspec.json.encode(self._names)
        os.ftruncate(self._file, _HEADER)
        os.pwrite(self._file, raw, _HEADER)

    def close(self) -> None:
        """Let another worker have it."""
        self._words[CALLED] = self._words[STEPPED] = -1
        fcntl.flock(self._file, fcntl.LOCK_UN)  # the map holds the file open for as long as anybody looks at it
        os.close(self._file)


def path_of(folder: Path, flow: str) -> Path:
    return folder / "seats" / flow


def caught(folder: Path, flow: str) -> Caught | None:
    """The node that is being called, or was when the worker ended."""
    try:
        raw = path_of(folder, flow).read_bytes()
    except OSError:
        return None
    if len(raw) <= _HEADER:
        return None
    words = memoryview(raw[:_HEADER]).cast("q")
    index = max(words[CALLED], words[STEPPED])
    if index < 0:
        return None
    try:
        names = msgspec.json.decode(raw[_HEADER:], type=list[str])
    except msgspec.DecodeError:
        return None
    return Caught(names[index], words[FRAME]) if index < len(names) else None


def vacate(folder: Path, flow: str) -> None:
    """The worker has ended: nothing is being called any more."""
    with suppress(FileNotFoundError), path_of(folder, flow).open("r+b") as file:
        file.write(array("q", [-1, -1]).tobytes())


def coming(folder: Path, flow: str) -> int:
    """Number of the frame that comes after the last one that was begun; 0 if that is not known."""
    try:
        with path_of(folder, flow).open("rb") as file:
            words = memoryview(file.read(_HEADER)).cast("q")
    except OSError:
        return 0
    return words[FRAME] + 1 if len(words) > FRAME else 0
