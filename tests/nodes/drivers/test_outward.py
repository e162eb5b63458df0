"""Where a message may be sent, and where never: addresses, names that change, redirects, silence."""

import socket
from typing import Any

import pytest
import trustme

from nodes.drivers.outward import Network, allowed, checked_url, post, resolved
from tests.fixtures.receiver import Receiver, Reply
from tundish.errors import ConnectionFailed

PUBLIC = ("8.8.8.8", "203.119.0.1", "2606:4700::1111", "::ffff:8.8.8.8")
OURS = ("10.0.0.1", "172.16.5.4", "192.168.1.1", "127.0.0.1", "127.8.8.8", "::1", "fd12:3456::1", "::ffff:10.0.0.1")
NOBODYS = (
    "169.254.169.254", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::1", "fe80::1", "fe80::1%eth0",
    "0.0.0.0", "::", "255.255.255.255", "224.0.0.1", "ff02::1", "240.0.0.1", "192.0.0.192", "fd00:ec2::254",
    "100.100.100.200",
)  # fmt: skip
"""Link-local, unspecified, broadcast, multicast, reserved, and where clouds keep credentials."""


@pytest.mark.parametrize(
    ("addresses", "network", "may"),
    [
        (PUBLIC, "internet", True), (PUBLIC, "private", True), (OURS, "internet", False), (OURS, "private", True),
        (NOBODYS, "internet", False), (NOBODYS, "private", False),
    ],
)  # fmt: skip
def test_which_addresses_are_allowed(addresses: tuple[str, ...], network: Network, may: bool) -> None:
    assert dict.fromkeys(addresses, may) == {address: allowed(address, network) for address in addresses}


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/x", "ftp://example.org", "file:///etc/passwd", "//example.org", "example.org", "https://",
        "https:///path", "https://user:pw@example.org/", "https://example.org:0/", "https://example.org:99999/",
        "https://example.org/a b", "https://example.org/\r\nX: y", "https://example.org\\@10.0.0.1/", "gopher://x",
        "https://例子.cn/", "https://[::1/", "javascript:alert(1)",
    ],
)  # fmt: skip
def test_what_is_no_address(url: str) -> None:
    with pytest.raises(ValueError, match="address"):
        checked_url(url, "internet")


@pytest.mark.parametrize("host", ["127.1", "0x7f000001", "2130706433", "0177.0.0.1", "localhost", "[::1]"])
def test_other_ways_to_write_our_own_address(host: str) -> None:
    parts = checked_url(f"https://{host}/", "internet")
    with pytest.raises(ConnectionFailed):
        resolved(parts.hostname or "", 443, "internet")


def test_one_address_that_is_not_allowed_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    found: Any = [(0, 0, 0, "", ("8.8.8.8", 443)), (0, 0, 0, "", ("10.0.0.1", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    with pytest.raises(ConnectionFailed, match="no address that messages may be sent to"):
        resolved("example.org", 443, "internet")


async def asked(receiver: Receiver, host: str = "localhost", ca_file: str = "", seconds: float = 10) -> Any:
    url = receiver.url.replace("localhost", host)
    parts = checked_url(url, "private")
    return await post(parts, b"x", {}, network="private", ca_file=ca_file, seconds=seconds)


async def test_a_name_is_looked_up_once(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    """Were it looked up again for the connection, the second answer would be followed (rebinding)."""
    answers = iter(["127.0.0.1"])
    real = socket.getaddrinfo

    def once(host: Any, *args: Any, **more: Any) -> Any:
        return real(next(answers) if host == "hook.example.org" else host, *args, **more)

    monkeypatch.setattr(socket, "getaddrinfo", once)
    assert 200 == (await asked(receiver, "hook.example.org")).status
    assert f"hook.example.org:{receiver.port}" == receiver.got[0].headers["Host"]


async def test_no_redirect_is_followed(receiver: Receiver) -> None:
    receiver.answer = lambda _: Reply(307, headers={"Location": receiver.url})
    assert 307 == (await asked(receiver)).status
    assert 1 == len(receiver.got)


async def test_an_answer_without_end_is_cut(receiver: Receiver) -> None:
    receiver.answer = lambda _: Reply(200, "x" * 1_000_000)
    assert 65_536 == len((await asked(receiver)).body)


async def test_one_that_never_answers_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        parts = checked_url(f"http://127.0.0.1:{silent.getsockname()[1]}/", "private")
        with pytest.raises(ConnectionFailed, match="did not answer in time"):
            await post(parts, b"x", {}, network="private", ca_file="", seconds=0.3)


async def test_certificates_are_checked(tmp_path: Any) -> None:
    authority, context = trustme.CA(), __import__("ssl").create_default_context(__import__("ssl").Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost").configure_cert(context)
    ca = str(tmp_path / "ca.pem")
    authority.cert_pem.write_to_path(ca)
    secured = Receiver(context)
    try:
        assert 200 == (await asked(secured, ca_file=ca)).status
        for host, file in (("localhost", ""), ("127.0.0.1", ca)):
            with pytest.raises(ConnectionFailed, match="is not trusted"):
                await asked(secured, host, file)
        assert 1 == len(secured.got)
    finally:
        secured.stop()


@pytest.mark.parametrize("address", ["fec0::1", "::127.0.0.1", "64:ff9b:1::7f00:1", "5f00::1", "168.63.129.16"])
def test_what_only_looks_public_is_not(address: str) -> None:
    """Site-local, IPv4-compatible, the NAT64 of a network of its own, segment routing; a cloud's own server."""
    assert not allowed(address, "internet")
