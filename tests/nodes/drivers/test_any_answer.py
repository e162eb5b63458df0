"""Whatever the other side answers to a message, any JSON, any bytes, any status: a result that says why, no crash."""

import json
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from email.message import EmailMessage
from threading import Thread
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as tried
from hypothesis import strategies as st

from nodes.drivers.chat import Format, Message, verdict
from nodes.drivers.outward import Answer
from nodes.drivers.smtp import POLICY, Smtp, SmtpSettings
from nodes.drivers.webhook import LONGEST_PAUSE, Webhook, WebhookSettings, retry_after
from tundish.errors import ConnectionFailed, Rejected

FORMATS: list[Format] = ["dingtalk", "wecom", "feishu", "slack", "teams", "json"]
WORDS = st.text(max_size=20) | st.sampled_from(["\ud800", "a\x00b", "too many", "ok", "x" * 5000, "Retry\r\nlater"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)
NAMES = ["errcode", "errmsg", "code", "msg", "StatusCode", "ok"]
CODES = st.sampled_from([0, -1, 130101, 9499, 11232, 45009])
ANSWERS = (
    st.dictionaries(st.sampled_from(NAMES), VALUES | CODES).map(json.dumps)
    | VALUES.map(json.dumps) | st.text(max_size=50)
    | st.binary(max_size=50).map(lambda raw: raw.decode("utf-8", "replace"))
    | st.sampled_from(["[" * 100_000, '{"errcode":' + "9" * 5000 + "}", '{"errcode":' + "[" * 900 + "]" * 900 + "}"])
)  # fmt: skip
STATUSES = st.integers(100, 999) | st.sampled_from([200, 400, 429])


def told(why: str) -> None:
    """Short, on one line, and such that any disk takes it."""
    why.encode()
    assert why.isprintable()
    assert len(why) <= 250


@example("dingtalk", 200, '{"errcode": []}').via("a list as a code")
@example("wecom", 200, '{"errcode": {"a": 1}, "errmsg": ["x"]}').via("a record as a code")
@example("feishu", 400, '{"code": 9499, "msg": {"too many": 1}}').via("words that are none")
@example("dingtalk", 200, '{"errcode": false}').via("false is no 0")
@example("wecom", 200, '{"errcode": 7, "errmsg": "\\ud800"}').via("half a character")
@given(st.sampled_from(FORMATS), STATUSES, ANSWERS)
def test_an_answer_means_something(format: Format, status: int, body: str) -> None:
    """Taken is only what the service says so: the whole number 0 of the three that have codes."""
    found = verdict(format, Answer(status, {}, body))
    told(found.why)
    assert not (found.ok and found.later)
    assert not found.ok or 200 <= status < 300 or (format, status) == ("feishu", 400)
    if format in {"dingtalk", "wecom", "feishu"} and found.ok:
        said = json.loads(body)
        code = next(said[name] for name in ("errcode", "code", "StatusCode") if name in said)
        assert (0, int) == (code, type(code))


DATES = st.sampled_from([
    "Sat, 21 Nov 2026 12:00:00 GMT", "Sat, 21 Nov 99999999999999999999 12:00:00 GMT", "21 Nov 2026", "0 0 0 0 0",
    "Sat, 21 Nov 2026 12:00:00 +99999999999999", "Sat, 21 Nov 2026 12:00:00",
    "Sat, 99 Nov 2026 99:99:99 -9999", ",", "",
])  # fmt: skip


@given(st.fixed_dictionaries({}, optional={"retry-after": DATES | st.text() | st.integers().map(str), "date": DATES}))
def test_how_long_to_wait_has_bounds(headers: dict[str, str]) -> None:
    assert 0 <= retry_after(Answer(429, headers, "")) <= LONGEST_PAUSE


@contextmanager
def saying(replies: Sequence[bytes], first: bytes = b"") -> Iterator[int]:
    """The port of a server that says these one after the other, each to what comes, and hangs up after the last."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                link, _ = listening.accept()
            except OSError:
                return
            with link:
                link.settimeout(0.2)
                try:
                    link.sendall(first)
                    for reply in replies:
                        link.recv(65_536)
                        link.sendall(reply)
                except OSError:
                    continue

    thread = Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join(10)


async def ends(work: Any) -> None:
    """Done, refused for good, or not now; each with a sentence."""
    try:
        await work
    except (Rejected, ConnectionFailed) as error:
        said = str(error)
    else:
        said = "done"
    said.encode()
    assert 0 < len(said) < 500


HTTP = [
    b"", b"\x00" * 5000, b"HTTP/1.1", b"HTTP/1.1 abc\r\n\r\n", b"HTTP/1.1 99999999999 x\r\n\r\n", b"220 smtp here\r\n",
    b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.1 200 \xff\xfe\r\nContent-Length: 2\r\n\r\n\xff\xfe",
    b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nok", b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nok",
    b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\nok", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nok",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\nok\r\n", b"HTTP/1.1 100 Continue\r\n\r\n" * 50,
    b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 500 + b"\r\n", b"HTTP/1.1 200 OK\r\nA: " + b"x" * 99_999 + b"\r\n\r\n",
    b"HTTP/1.1 200 OK\r\n: \r\n\xff: \xff\r\n b\r\n\r\nok", b"HTTP/1.1 204 No\r\n\r\n",
    b"HTTP/1.1 302 x\r\nLocation: //a\r\n\r\n",
    b"HTTP/1.1 429 x\r\nRetry-After: \xb2\r\nContent-Length: 0\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n\x1f\x8b",
    b'HTTP/1.1 200 OK\r\n\r\n{"errcode": [1]}', b'HTTP/1.1 200 OK\r\n\r\n{"errcode": 1, "errmsg": "\\ud800"}',
]  # fmt: skip


@pytest.mark.parametrize("format", ["dingtalk", "slack", "json"])
async def test_bytes_that_are_no_answer(format: Format) -> None:
    for reply in HTTP:
        with saying([reply]) as port:
            given = {"url": f"http://127.0.0.1:{port}/x", "network": "private", "format": format, "timeout": 0.2}
            link = Webhook("link", WebhookSettings.model_validate(given), lambda _state, _message: None)
            await link.open()
            await ends(link.send(Message("title", "text", "", "{}"), 1))


async def mailed(replies: Sequence[bytes], first: bytes, **more: Any) -> None:
    with saying(replies, first) as port:
        plain = {"host": "127.0.0.1", "security": "none", "sender": "a@b.example", "timeout": 0.2, "port": port}
        link = Smtp("link", SmtpSettings.model_validate({**plain, **more}), lambda _state, _message: None)
        mail = EmailMessage(policy=POLICY)
        mail["To"] = "c@d.example"
        mail.set_content("text")
        await ends(link.open())
        await ends(link.send(mail, "c@d.example"))


HELLO, OK = b"220 here\r\n", b"250 ok\r\n"
SMTP: list[tuple[bytes, list[bytes]]] = [
    (b"", []), (b"\x00\xff\r\n", []), (b"HTTP/1.1 400 x\r\n\r\n", []), (b"220-x\r\n" * 5000, []), (b"x" * 70_000, []),
    (HELLO, [b"250-\xff\xff\r\n250 AUTH\r\n", OK, OK]), (HELLO, [OK, b"999 x\r\n"]), (HELLO, [OK, OK, b"-1 no\r\n"]),
    (HELLO, [OK, OK, OK, b"354\r\n", b"550 \xe6\x8b\xff\x00 no\r\n"]), (HELLO, [OK, OK, OK, b"250 what\r\n"]),
    (HELLO, [OK, OK, b"550-a\r\n550-b\r\n551 c\r\n", OK]), (HELLO, [OK, b"250-a\r\n" * 5000]),
    (HELLO, [b"250 SIZE x\r\n", OK, OK, b"354 go\r\n", b"2\r\n", b"221\r\n"]), (HELLO, [b"\r\n", b"\r\n", b"\r\n"]),
]  # fmt: skip


async def test_a_mail_server_that_is_none() -> None:
    for first, replies in SMTP:
        await mailed(replies, first)


LOGIN = [
    (HELLO, [b"250-here\r\n250 AUTH CRAM-MD5 LOGIN\r\n", b"334 \xff not base64 =\r\n", b"334 x\r\n", b"235 ok\r\n"]),
    (HELLO, [b"250 AUTH CRAM-MD5\r\n", b"334 a\r\n", b"535 no\r\n"]), (HELLO, [b"250 AUTH =\r\n", b"334\r\n"]),
    (HELLO, [b"250 AUTH LOGIN\r\n", b"334 \r\n", b"334 \r\n", b"334 \r\n", b"334 \r\n", b"334 \r\n"]),
]  # fmt: skip


async def test_a_sign_in_that_is_none() -> None:
    """With a user and no password, which may go in the clear."""
    for first, replies in LOGIN:
        await mailed(replies, first, user="plant")


@tried(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.binary(max_size=40) | st.sampled_from([OK, b"354 go\r\n", b"550 no\r\n"]), max_size=6))
async def test_a_mail_server_says_anything(replies: list[bytes]) -> None:
    await mailed(replies, HELLO)
