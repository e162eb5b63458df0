"""Notify: tell the service manager (systemd, Type=notify) that we are ready, alive, or going."""

import os
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress

READY, ALIVE, STOPPING = "READY=1", "WATCHDOG=1", "STOPPING=1"


def tell(word: str) -> bool:
    """Whether anybody was there to be told."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return False
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out:
        out.setblocking(False)  # a manager that does not listen holds up nobody  # noqa: FBT003 - it has no other name
        out.sendto(word.encode(), "\0" + address[1:] if address[0] == "@" else address)
        return True
    return False


def pulse() -> tuple[Callable[[], Awaitable[None]] | None, int]:
    """What to call every so many seconds, as uvicorn wants it; None when nobody watches us."""
    microseconds = os.environ.get("WATCHDOG_USEC", "")
    meant = os.environ.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
    if not (microseconds.isdigit() and meant):
        return None, 30

    async def beat() -> None:
        tell(ALIVE)

    return beat, max(1, int(microseconds) // 2_000_000)
