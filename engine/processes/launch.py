"""Launch: a worker process that nobody serves yet. Needs next to no imports, so that it comes up beside its server."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from engine.processes.page import Page

WORKER = "engine.processes.worker"


class Launched:
    """Started at once. It touches no flow before it is told whose worker it is, and ends when the link is closed."""

    def __init__(self, process: "subprocess.Popen[bytes]", link: socket.socket, page: Page) -> None:
        self.process = process
        self.link = link
        self.page = page
        self.taken = False
        """Somebody else ends it now."""

    @classmethod
    def begin(cls, data: Path) -> Self:
        """`data` is the folder of flows. OSError when there is no room for a process."""
        page = Page.made(data)
        ours, theirs = socket.socketpair()
        environment = {"NUMBA_CACHE_DIR": str(data / "kernels"), **os.environ}
        try:
            with theirs:
                process = subprocess.Popen(  # noqa: S603 - our own module
                    [sys.executable, "-m", WORKER, str(theirs.fileno()), str(page.descriptor), str(data)],
                    pass_fds=[theirs.fileno(), page.descriptor],
                    env=environment,
                )
        except OSError:
            ours.close()
            page.close()
            raise
        return cls(process, ours, page)

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def end(self) -> None:
        """It has done nothing yet that would have to be kept."""
        self.link.close()
        self.process.kill()
        self.process.wait()
        self.page.close()


@contextmanager
def launched(data: Path) -> Iterator[Launched]:
    """A worker for whoever takes it until the end; else it is ended."""
    data.mkdir(parents=True, exist_ok=True)
    worker = Launched.begin(data)
    try:
        yield worker
    finally:
        if not worker.taken:
            worker.end()
