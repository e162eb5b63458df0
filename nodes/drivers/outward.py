"""Outward: one HTTP request to an address that was looked at first, and no other.

The name is resolved once, every address it has must be allowed, and the connection goes to one of these: an answer that
changes in between (rebinding) leads nowhere. Redirects are not followed, and no proxy of the environment is used.
"""

import asyncio
import socket
import ssl
from collections.abc import Mapping, Sequence
from http.client import HTTPConnection, HTTPException
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Literal, NamedTuple
from urllib.parse import SplitResult, urlsplit

from tundish.connection import why_not
from tundish.errors import ConnectionFailed

Network = Literal["internet", "private"]
LONGEST_ANSWER = 65_536
NAT64 = ip_network("64:ff9b::/96")
UNICAST = ip_network("2000::/3")
"""What of IPv6 is public at all; all else is somebody's own, or means something else."""
NEVER = frozenset(map(ip_address, ("192.0.0.192", "168.63.129.16", "fd00:ec2::254")))
"""Where clouds tell a machine its credentials, besides what is link-local."""
HIGHEST_PORT = 65_535


class Answer(NamedTuple):
    status: int
    headers: Mapping[str, str]
    """Names in small letters."""
    body: str


def checked_url(url: str, network: Network) -> SplitResult:
    """The parts of an address; ValueError says what is wrong with it, without telling it: it holds secrets."""
    if not url.isascii() or any(c.isspace() or not c.isprintable() for c in url) or "\\" in url:
        raise ValueError("the address has blanks, control characters or letters that an address cannot have")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ValueError("this is no address: write https://host/path") from None
    if parts.scheme != "https" and not (parts.scheme == "http" and network == "private"):
        raise ValueError("the address begins with https://; http:// leads into our own network only")
    if not parts.hostname or "@" in parts.netloc or port == 0:
        raise ValueError("the address needs a host, and has no user in it: https://host/path")
    return parts


def allowed(address: str, network: Network) -> bool:
    """Whether a message may go to an IP address: `internet` the public ones alone, `private` our own networks too.

    Never: link-local (where clouds keep credentials), multicast, unspecified and reserved ones.
    """
    ip: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (IPv4Address(ip.packed[-4:]) if ip in NAT64 else None)
        if inner is None and not ip.is_private and ip not in UNICAST:  # site-local, IPv4-compatible, local NAT64
            return False
        ip = inner or ip
    if ip in NEVER or ip.is_link_local or ip.is_multicast or ip.is_unspecified or (ip.is_reserved and ip.version == 4):  # noqa: PLR2004
        return False
    return ip.is_global or (network == "private" and (ip.is_private or ip.is_loopback))


def resolved(host: str, port: int, network: Network) -> list[str]:
    """The addresses of a host; ConnectionFailed when there are none, or one of them is not allowed."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise ConnectionFailed(why_not(error, host)) from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not addresses or not all(allowed(address, network) for address in addresses):
        hint = "Set the network to private, if it is meant" if network == "internet" else ""
        raise ConnectionFailed(f"{host} is no address that messages may be sent to", hint)
    return addresses


class Pinned(HTTPConnection):
    """Goes to these addresses, whatever the name means by now."""

    def __init__(
        self, parts: SplitResult, addresses: Sequence[str], timeout: float, context: ssl.SSLContext | None
    ) -> None:
        assert parts.hostname  # noqa: S101 - checked
        super().__init__(parts.hostname, port_of(parts), timeout=timeout)
        self._addresses = addresses
        self._context = context

    def connect(self) -> None:
        last: OSError | None = None
        for address in self._addresses:
            try:
                plain = socket.create_connection((address, self.port), self.timeout)
            except OSError as error:
                last = error
                continue
            self.sock = self._context.wrap_socket(plain, server_hostname=self.host) if self._context else plain
            return
        raise last or OSError("no address")

    def abort(self) -> None:
        """End what another thread is waiting for."""
        sock: socket.socket | None = self.sock
        if sock is not None:
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                sock.close()


def port_of(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)


async def post(
    parts: SplitResult, body: bytes, headers: Mapping[str, str], *, network: Network, ca_file: str, seconds: float
) -> Answer:
    """Post, and return what is answered; ConnectionFailed when nothing is."""
    where = parts.hostname or ""
    made: Pinned | None = None
    try:
        context = ssl.create_default_context(cafile=ca_file or None) if parts.scheme == "https" else None
        async with asyncio.timeout(seconds):
            addresses = await asyncio.to_thread(resolved, where, port_of(parts), network)
            made = Pinned(parts, addresses, seconds, context)
            return await asyncio.to_thread(_exchanged, made, parts, body, headers)
    except HTTPException as error:
        raise ConnectionFailed(f"{where} does not speak HTTP as expected: {type(error).__name__}") from error
    except (OSError, ValueError) as error:  # what takes too long is one of them
        raise ConnectionFailed(why_not(error, where)) from error
    finally:
        if made:
            made.abort()


def _exchanged(link: Pinned, parts: SplitResult, body: bytes, headers: Mapping[str, str]) -> Answer:
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        link.request("POST", target, body, dict(headers))
        response = link.getresponse()
        told = response.read(LONGEST_ANSWER)
        return Answer(
            response.status, {k.lower(): v for k, v in response.getheaders()}, told.decode("utf-8", "replace")
        )
    finally:
        link.close()
