"""Webhook: a link to a chat group, or to any receiver of JSON over HTTPS."""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from nodes.drivers.chat import PER_MINUTE, Format, Message, body, query, verdict
from nodes.drivers.outward import Answer, Network, checked_url, port_of, post, resolved
from tundish import Connection, ConnectionSettings, Duration, OnlyIf, Secret
from tundish.errors import ConnectionFailed, Rejected

SECOND = 1_000_000_000
LONGEST_PAUSE = 3600
"""Seconds that a receiver may have us wait."""
PAUSE = 60
"""Seconds when it does not say."""
TRIAL = Message("Tundish", "A test message / 测试消息", "", '{"kind": "test", "text": "A test message / 测试消息"}')


class WebhookSettings(ConnectionSettings):
    url: Annotated[Secret, Field(max_length=2000, title="Address")] = ""
    """As the chat group shows it, `https://...`. Whoever has it can write there, so it is kept like a password."""
    format: Annotated[Format, Field(title="Format")] = "json"
    """Of whom: DingTalk, WeCom, Feishu (also Lark), Slack, Teams (a workflow), or JSON of your own."""
    secret: Annotated[Secret, Field(title="Signing secret"), OnlyIf("format", "dingtalk", "feishu")] = ""
    """What the group shows when signing is chosen (DingTalk 加签, Feishu 签名校验). Empty: not signed."""
    authorization: Annotated[Secret, Field(max_length=2000, title="Authorization"), OnlyIf("format", "json")] = ""
    """The header of that name, like `Bearer ...`. Empty: none."""
    network: Annotated[Network, Field(title="Network")] = "internet"
    """Internet: public addresses alone. Private: also those of our own network, and http:// too."""
    ca_file: Annotated[str, Field(title="CA file")] = ""
    """File on this machine with the authorities to trust (PEM). Empty: those of the system."""
    timeout: Annotated[Duration, Field(gt=0, le=30, title="Timeout")] = 10.0
    """How long to wait for an answer."""

    @model_validator(mode="after")
    def _leads_somewhere(self) -> Self:
        if self.url:
            checked_url(self.url, self.network)
        if not all(text.isascii() and text.isprintable() for text in (self.authorization, self.secret)):
            raise ValueError("a secret has characters that no header can carry")
        return self


class Webhook(Connection[WebhookSettings]):
    """Nothing stays open between two messages; lost it is when the receiver was not to be reached."""

    kind = "webhook"
    title = "Webhook"
    settings_type = WebhookSettings

    def __init__(self, id: str, settings: WebhookSettings, report: Callable[[str, str], Any]) -> None:
        super().__init__(id, settings, report)
        self._lost: asyncio.Future[str] | None = None
        self._wait = 0
        """Stamp, engine time, before which nothing is sent."""
        self._sent: deque[int] = deque()
        """Stamps of the messages of the last minute."""

    async def open(self) -> None:
        if not self.settings.url:
            raise ConnectionFailed("There is no address", "Copy it from the chat group's settings")
        parts = checked_url(self.settings.url, self.settings.network)
        self._lost = asyncio.get_running_loop().create_future()
        await asyncio.to_thread(resolved, parts.hostname or "", port_of(parts), self.settings.network)

    async def lost(self) -> str:
        assert self._lost is not None  # noqa: S101 - called only after open
        return await self._lost

    async def close(self) -> None:
        self._lost = None

    async def attempt(self) -> None:
        """Send a test message."""
        await self.open()
        try:
            await self.send(TRIAL, time.time_ns())
        except Rejected as error:
            raise ConnectionFailed(str(error)) from error

    async def send(self, message: Message, now: int) -> None:
        """Send it at `now`, engine time in ns. Rejected: refused for good. ConnectionFailed: not now."""
        settings = self.settings
        self._in_turn(now)
        answer = await self._post(message, now)
        found = verdict(settings.format, answer)
        if found.ok:
            return
        host = checked_url(settings.url, settings.network).hostname
        if not found.later:
            raise Rejected(f"{host} refused it: {found.why}")
        pause = retry_after(answer)
        self._wait = now + pause * SECOND
        raise ConnectionFailed(f"{host} takes no message now ({found.why}): waiting for {pause} s")

    def _in_turn(self, now: int) -> None:
        """ConnectionFailed when the receiver wants to be left alone for now."""
        while self._sent and self._sent[0] <= now - 60 * SECOND:
            self._sent.popleft()
        most = PER_MINUTE.get(self.settings.format, 0)
        if now < self._wait:
            raise ConnectionFailed(f"The receiver asked us to wait for {-(-(self._wait - now) // SECOND)} s more")
        if most and len(self._sent) >= most:
            raise ConnectionFailed(f"The receiver takes {most} messages a minute: waiting")
        self._sent.append(now)

    async def _post(self, message: Message, now: int) -> Answer:
        settings = self.settings
        parts = checked_url(settings.url, settings.network)
        if signed := query(settings.format, settings.secret, now):
            parts = parts._replace(query=f"{parts.query}&{signed}" if parts.query else signed)
        headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "Tundish"}
        if settings.authorization and settings.format == "json":
            headers["Authorization"] = settings.authorization
        content = body(settings.format, message, settings.secret, now)
        try:
            return await post(
                parts, content, headers, network=settings.network, ca_file=settings.ca_file, seconds=settings.timeout
            )
        except ConnectionFailed as error:
            if self._lost and not self._lost.done():
                self._lost.set_result(str(error))
            raise


def retry_after(answer: Answer) -> int:
    """Seconds to wait, from a header that says how long, or until when by the sender's own clock."""
    told = answer.headers.get("retry-after", "").strip()
    if told.isdecimal() and len(told) < 10:  # noqa: PLR2004 - digits
        return min(int(told), LONGEST_PAUSE)
    try:
        until, now = (parsedate_to_datetime(text) for text in (told, answer.headers.get("date", "")))
        return min(max(0, round((until - now).total_seconds())), LONGEST_PAUSE)
    except (ValueError, TypeError, OverflowError, LookupError):  # a year or a zone that there is none
        return PAUSE
