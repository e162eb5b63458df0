"""Place: the one data folder and the one address of a server. Light: it is asked before anything else is loaded."""

import errno
import fcntl
import ipaddress
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from api.errors import Refused

if TYPE_CHECKING:
    from api.settings import Settings

LOCK = "lock"
MOST_PORT = 65_535


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the data folder; Refused when another server does. The lock goes with the process, however it ends."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(handle, "r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            holder = file.read().strip() or "?"
            hint = "Stop it, or give another folder with --data"
            raise Refused(f"Another server (process {holder}) is using {folder}", hint) from None
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield


def bound(host: str, port: int) -> socket.socket:
    """A socket on this address; Refused in a sentence."""
    if not 0 <= port <= MOST_PORT:
        raise Refused(f"There is no port {port}", f"Give one from 0 to {MOST_PORT} with --port")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError):
        raise Refused(f"There is no address {host!r}", "Give one of this machine with --host") from None
    made = socket.socket(family, kind, protocol)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind(address)
    except OSError as error:
        made.close()
        raise Refused(*_why(host, port, error)) from None
    return made


def address_of(settings: "Settings", made: socket.socket) -> str:
    """What to type into a browser."""
    scheme = "https" if settings.tls else "http"
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"{scheme}://{host}:{made.getsockname()[1]}"


def is_loopback(host: str) -> bool:
    """Whether an address is this machine itself."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def check_open(host: str, *, tls: bool, insecure_http: bool) -> None:
    """Refuse to send passwords over a network in clear, unless told."""
    if not (is_loopback(host) or tls or insecure_http):
        hint = "Give --tls-cert and --tls-key, or --insecure-http if something else protects the way"
        raise Refused(f"{host} can be reached from other machines, and passwords would travel in clear", hint)


def _why(host: str, port: int, error: OSError) -> tuple[str, str]:
    match error.errno:
        case errno.EADDRINUSE:
            return f"Port {port} is in use", "Stop what uses it, or give another one with --port"
        case errno.EACCES:
            return f"Port {port} may not be used by this user", "Give one above 1023 with --port"
        case errno.EADDRNOTAVAIL:
            return f"{host} is not an address of this machine", "Give one with --host"
    return f"{host}:{port} cannot be used: {error}", "Give another one with --host and --port"
