"""Child: a worker process, our end of its link, and the page that it shares with us."""

import asyncio
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Self

from engine.processes.messages import Link, ToApi
from engine.processes.page import Page

WORKER = "engine.processes.worker"


class Child:
    """Started at once; it says Hello when it has imported everything and can be told what to run."""

    def __init__(self, process: "subprocess.Popen[bytes]", link: Link, page: Page) -> None:
        self.process = process
        self.link = link
        self.page = page

    @classmethod
    async def start(cls, data: Path) -> Self:
        page = Page.made(data)
        ours, theirs = socket.socketpair()
        environment = {"NUMBA_CACHE_DIR": str(data / "kernels"), **os.environ}
        try:
            with theirs:
                process = subprocess.Popen(  # noqa: ASYNC220, S603 - our own module, and it returns at once
                    [sys.executable, "-m", WORKER, str(theirs.fileno()), str(page.descriptor), str(data)],
                    pass_fds=[theirs.fileno(), page.descriptor],
                    env=environment,
                )
        except OSError:
            ours.close()
            page.close()
            raise
        try:
            reader, writer = await asyncio.open_connection(sock=ours)
        except BaseException:  # also when cancelled: no process may be left behind
            ours.close()
            page.close()
            process.kill()
            process.wait()
            raise
        return cls(process, Link(reader, writer, ToApi), page)

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    async def end(self, patience: float) -> None:
        """Close the link, which ends a sound worker; kill one that is not."""
        self.link.close()
        try:
            await asyncio.to_thread(self.process.wait, patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
            await asyncio.to_thread(self.process.wait)
        self.page.close()
