"""Child: a worker process and our end of its link."""

import asyncio
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Self

from engine.messages import Link, ToApi


class Child:
    """Started at once; it says Hello when it has imported everything and can be told what to run."""

    def __init__(self, process: "subprocess.Popen[bytes]", link: Link) -> None:
        self.process = process
        self.link = link

    @classmethod
    async def start(cls, data: Path) -> Self:
        ours, theirs = socket.socketpair()
        environment = {"NUMBA_CACHE_DIR": str(data / "kernels"), **os.environ}
        with theirs:
            process = subprocess.Popen(  # noqa: ASYNC220, S603 - our own module, and it returns at once
                [sys.executable, "-m", "engine.worker", str(theirs.fileno()), str(data)],
                pass_fds=[theirs.fileno()],
                env=environment,
            )
        try:
            reader, writer = await asyncio.open_connection(sock=ours)
        except BaseException:  # also when cancelled: no process may be left behind
            ours.close()
            process.kill()
            process.wait()
            raise
        return cls(process, Link(reader, writer, ToApi))

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
