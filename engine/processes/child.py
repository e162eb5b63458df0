"""Child: a worker process, our end of its link, and the page that it shares with us."""

import asyncio
import subprocess
from pathlib import Path
from typing import Self

from engine.processes.launch import Launched
from engine.processes.messages import Link, ToApi
from engine.processes.page import Page


class Child:
    """Started at once; it says Hello when it has imported everything and can be told what to run."""

    def __init__(self, process: "subprocess.Popen[bytes]", link: Link, page: Page) -> None:
        self.process = process
        self.link = link
        self.page = page

    @classmethod
    async def start(cls, data: Path) -> Self:
        return await cls.of(Launched.begin(data))

    @classmethod
    async def of(cls, launched: Launched) -> Self:
        """Take over a worker that has been launched; it is ended if that does not succeed."""
        launched.taken = True
        try:
            reader, writer = await asyncio.open_connection(sock=launched.link)
        except BaseException:  # also when cancelled: no process may be left behind
            launched.end()
            raise
        return cls(launched.process, Link(reader, writer, ToApi), launched.page)

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
