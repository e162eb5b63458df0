"""MQTT: a link to a broker, by paho-mqtt. Messages are acknowledged by hand.

The library runs its network in a thread of its own; everything here runs in the event loop.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from secrets import token_hex
from typing import Annotated, Any, Literal

from paho.mqtt.client import Client, MQTTMessage, topic_matches_sub
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from pydantic import Field

from nodes.drivers.unread import Unread
from tundish import Connection, ConnectionSettings, Duration, OnlyIf, Secret
from tundish.connection import why_not
from tundish.errors import ConnectionFailed, TundishError

LONGEST_ID = 65
LATER = 0.01
"""Seconds after which what is due is looked at; a timer may be early by a tick."""
ROOM = 10_000
"""Messages of QoS 0 that wait for one reader; more are dropped and counted. QoS 1 is bounded by the broker."""
NEVER = {0x87, 0x90, 0x95, 0x99}
"""Answers to a message that speak of the message itself: not authorized, topic name invalid, packet too large, payload
format invalid (MQTT 5.0, 3.4.2.1)."""
KEPT_FOREVER = 0xFFFFFFFF
"""Session expiry interval (MQTT 5.0, 3.1.2.11.2)."""
OVERHEAD = 16
"""Bytes of a message beside topic and text, at most: fixed header 5, length of the topic 2, packet id 2, properties."""


class MqttSettings(ConnectionSettings):
    host: Annotated[str, Field(min_length=1, title="Host")] = "localhost"
    """Name or address of the broker."""
    port: Annotated[int, Field(ge=1, le=65535, title="Port")] = 1883
    """1883 is usual, 8883 with TLS."""
    user: Annotated[str, Field(title="User")] = ""
    """Empty if the broker asks for none."""
    password: Annotated[Secret, Field(title="Password")] = ""
    """Of that user."""
    client_id: Annotated[str, Field(max_length=LONGEST_ID, title="Client id")] = ""
    """The broker keeps what we have not got under this name. Empty: made from the connection. Never use one twice."""
    tls: Annotated[bool, Field(title="TLS")] = False
    """Encrypt, and check the broker's certificate."""
    ca_file: Annotated[str, Field(title="CA file"), OnlyIf("tls", True)] = ""  # noqa: FBT003
    """File on this machine with the authorities to trust (PEM). Empty: those of the system."""
    certificate: Annotated[str, Field(title="Our certificate"), OnlyIf("tls", True)] = ""  # noqa: FBT003
    """File on this machine (PEM), if the broker wants one."""
    private_key: Annotated[str, Field(title="Our private key"), OnlyIf("tls", True)] = ""  # noqa: FBT003
    """File on this machine that belongs to the certificate."""
    keepalive: Annotated[Duration, Field(ge=1, le=3600, title="Keep alive")] = 15.0
    """A link that is silent for one and a half times as long counts as lost."""
    timeout: Annotated[Duration, Field(gt=0, le=60, title="Timeout")] = 5.0
    """How long to wait for an answer."""
    version: Annotated[Literal["3.1.1", "5"], Field(title="MQTT version")] = "3.1.1"
    """With 5 the broker says why it does not take a message; with 3.1.1 it breaks the link or says nothing."""


class NotTaken(TundishError):
    """The broker would not take this message however often it is sent; the link is up."""

    code = "not-taken"


class Message:
    """One message, to be told `done` by everybody who got it; then it is acknowledged."""

    __slots__ = ("_ack", "_left", "expected", "payload", "topic")

    def __init__(self, message: MQTTMessage, ack: Callable[[], None]) -> None:
        self.topic: str = message.topic
        self.payload = bytes(message.payload)
        self.expected = message.qos > 0
        """The broker keeps it until it is acknowledged."""
        self._ack = ack
        self._left = 0

    def given(self, to: int) -> None:
        self._left += to

    def back(self) -> bool:
        """Somebody could not deal with it; whether nobody else has it."""
        self._left -= 1
        return self._left == 0

    def done(self) -> None:
        self._left -= 1
        if self._left == 0:
            self._ack()


class Reader:
    """Somebody who reads some topics."""

    def __init__(self, filters: Sequence[tuple[str, int]]) -> None:
        self.filters = dict(filters)
        self.dropped = 0
        """Messages of QoS 0 for which there was no room."""
        self.missed = 0
        """Messages that were let go because nobody had read them for too long."""
        self.taken: list[Message] = []
        """What was got and is not done."""
        self._queue: deque[Message] = deque()
        self._came = asyncio.Event()
        self._why = ""

    def wants(self, topic: str) -> bool:
        return any(topic_matches_sub(f, topic) for f in self.filters)

    def put(self, message: Message, qos: int) -> None:
        if qos == 0 and len(self._queue) >= ROOM:
            self.dropped += 1
            message.done()
            return
        self._queue.append(message)
        self._came.set()

    def end(self, why: str) -> None:
        self._why = why
        self._came.set()

    async def get(self, most: int = 1000) -> list[Message]:
        """What is waiting, at least one; ConnectionFailed when the link is lost. Tell each of them `done`."""
        while not self._queue and not self._why:
            self._came.clear()
            await self._came.wait()
        if not self._queue:
            raise ConnectionFailed(self._why)
        self.taken = [self._queue.popleft() for _ in range(min(most, len(self._queue)))]
        return list(self.taken)

    def take(self, number: int) -> list[Message]:
        """The first so many of what was got are in the flow; whoever takes them tells each of them `done`."""
        taken, self.taken = self.taken[:number], self.taken[number:]
        return taken

    def done(self) -> None:
        """All that was got is safe."""
        for message in self.take(len(self.taken)):
            message.done()

    def left(self) -> list[Message]:
        """What nobody has dealt with."""
        return [*self.taken, *self._queue]


class Mqtt(Connection[MqttSettings]):
    """One session with a stable client id, which the broker keeps while we are away."""

    kind = "mqtt"
    title = "MQTT"
    settings_type = MqttSettings
    exclusive = True  # a broker knows a session by its client id, and ends the older of two

    def __init__(self, id: str, settings: MqttSettings, report: Callable[[str, str], Any]) -> None:
        super().__init__(id, settings, report)
        self._client: Client | None = None
        self._trial = False
        self._opened: asyncio.Future[None] | None = None
        self._lost: asyncio.Future[str] | None = None
        self._answers: dict[int, asyncio.Future[Any]] = {}
        self._readers: list[Reader] = []
        self._unread: Unread[Message] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._largest: int | None = None
        """Bytes of one packet that the broker takes, if it has said so."""
        self.unread = 0
        """Messages that nobody wanted."""

    @property
    def _where(self) -> str:
        return f"{self.settings.host}:{self.settings.port}"

    async def open(self) -> None:
        loop = asyncio.get_running_loop()
        self._opened, self._lost = loop.create_future(), loop.create_future()
        self._unread = Unread(loop.time, self._let_go)
        try:
            client = await asyncio.to_thread(self._made, loop)
            self._client = client
            await asyncio.to_thread(self._connect, client)
            client.loop_start()
            async with asyncio.timeout(self.settings.timeout):
                await self._opened
        except (OSError, ValueError) as error:
            raise ConnectionFailed(why_not(error, self._where)) from error

    async def attempt(self) -> None:
        """Under a name of its own: the broker would break the live session of the same name."""
        self._trial = True
        await super().attempt()

    async def lost(self) -> str:
        assert self._lost is not None  # noqa: S101 - called only after open
        return await self._lost

    async def close(self) -> None:
        client, self._client = self._client, None
        for reader in self._readers:
            reader.end(self.message or f"not connected to {self._where}")
        for answer in self._answers.values():
            if not answer.done():
                answer.set_exception(ConnectionFailed(f"{self._where} is lost"))
        self._readers, self._answers, self._unread = [], {}, None  # what is not acknowledged comes again
        self._plan()
        if client:
            client.disconnect()
            await asyncio.to_thread(client.loop_stop)

    @asynccontextmanager
    async def reader(self, filters: Sequence[tuple[str, int]]) -> AsyncIterator[Reader]:
        """Subscribe, topic filter and QoS each. What is not done at the end goes to whoever reads the topic next."""
        client = self._open_client()
        reader = Reader(filters)
        self._readers.append(reader)
        if self._unread:
            reader.missed = self._unread.missed(reader.wants)
            for entry in self._unread.come(reader.filters):
                self._give(entry.message, entry.qos)
        back = False
        try:
            await self._subscribe(client, filters)
            yield reader
        except Exception:
            back = True  # the node has failed, and is started again after a while
            raise
        finally:
            if reader in self._readers:
                self._leave(reader, back=back)

    async def publish(self, topic: str, payload: str, qos: int = 1, *, retain: bool = False) -> None:
        """Send, and wait until the broker has it; ConnectionFailed if that is not known, NotTaken if it will not."""
        client = self._open_client()
        size = len(topic.encode()) + len(payload.encode()) + OVERHEAD
        if self._largest is not None and size > self._largest:
            raise NotTaken(f"{self._where} takes messages of {self._largest} bytes, and this one has {size}")
        info = client.publish(topic, payload, qos, retain)
        if info.rc != MQTTErrorCode.MQTT_ERR_SUCCESS:
            raise ConnectionFailed(f"{self._where}: not sent ({info.rc.name})")
        if qos:
            reason = await self._answer(info.mid)
            if reason is not None and reason.is_failure:
                refused = NotTaken if reason.value in NEVER else ConnectionFailed
                raise refused(f"{self._where} does not take a message to {topic}: {reason}")

    def _connect(self, client: Client) -> None:
        settings = self.settings
        place: tuple[str, int, int] = settings.host, settings.port, int(settings.keepalive)
        if settings.version != "5":
            client.connect(*place)
            return
        properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
        properties.SessionExpiryInterval = 0 if self._trial else KEPT_FOREVER
        client.connect(*place, clean_start=self._trial, properties=properties)

    def _made(self, loop: asyncio.AbstractEventLoop) -> Client:
        """A fresh client; its callbacks come in its own thread and are handed to the loop. Reads certificate files."""
        settings = self.settings
        five = settings.version == "5"
        client = Client(
            CallbackAPIVersion.VERSION2, self._client_id(), clean_session=None if five else self._trial,
            protocol=MQTTProtocolVersion.MQTTv5 if five else MQTTProtocolVersion.MQTTv311, manual_ack=True,
            reconnect_on_failure=False,
        )  # fmt: skip
        client.connect_timeout = settings.timeout
        if settings.user:
            client.username_pw_set(settings.user, settings.password)
        if settings.tls:
            client.tls_set(settings.ca_file or None, settings.certificate or None, settings.private_key or None)

        def handed(method: Callable[..., None], *args: Any) -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(method, client, *args)

        client.on_connect = lambda _c, _u, _f, reason, properties: handed(self._on_connect, reason, properties)
        client.on_disconnect = lambda _c, _u, _f, reason, _p: handed(self._on_disconnect, reason)
        client.on_message = lambda _c, _u, message: handed(self._on_message, message)
        client.on_publish = lambda _c, _u, mid, reason, _p: handed(self._on_answer, mid, reason)
        client.on_subscribe = lambda _c, _u, mid, reasons, _p: handed(self._on_answer, mid, reasons)
        return client

    def _client_id(self) -> str:
        name = self.settings.client_id or f"tundish-{self.id}"
        end = f"-trial-{token_hex(4)}" if self._trial else ""
        return name[: LONGEST_ID - len(end)] + end

    def _on_connect(self, client: Client, reason: Any, properties: Any) -> None:
        if client is not self._client or self._opened is None or self._opened.done():
            return
        self._largest = getattr(properties, "MaximumPacketSize", None)
        if not reason.is_failure:
            self._opened.set_result(None)
        elif str(reason) in {"Not authorized", "Bad user name or password"}:
            self._opened.set_exception(ConnectionFailed(f"{self._where} does not know this user or password"))
        else:
            self._opened.set_exception(ConnectionFailed(f"{self._where} refused us: {reason}"))

    def _on_disconnect(self, client: Client, reason: Any) -> None:
        if client is not self._client:
            return
        why = f"{self._where} broke the connection ({reason})"
        if self._opened and not self._opened.done():
            self._opened.set_exception(ConnectionFailed(why))
        if self._lost and not self._lost.done():
            self._lost.set_result(why)

    def _on_message(self, client: Client, message: MQTTMessage) -> None:
        if client is not self._client:
            return  # of a link that is gone: it comes again

        def ack() -> None:
            if client is self._client and message.qos:
                client.ack(message.mid, message.qos)

        self._give(Message(message, ack), message.qos)

    def _on_answer(self, client: Client, mid: int, answer: Any) -> None:
        future = self._answers.pop(mid, None)
        if client is self._client and future and not future.done():
            future.set_result(answer)

    def _give(self, message: Message, qos: int) -> None:
        readers = [reader for reader in self._readers if reader.wants(message.topic)]
        message.given(len(readers))
        for reader in readers:
            reader.put(message, qos)
        if not readers and self._unread:
            self._unread.put(message.topic, qos, message)
            self._plan()

    def _leave(self, reader: Reader, *, back: bool) -> None:
        self._readers.remove(reader)
        if self._unread:
            self._unread.leave(reader.filters, back=back)
        for message in reader.left():
            if message.back():
                self._give(message, 1)
        self._plan()

    def _let_go(self, message: Message) -> None:
        self.unread += 1
        message.given(1)
        message.done()

    async def _subscribe(self, client: Client, filters: Sequence[tuple[str, int]]) -> None:
        _, mid = client.subscribe(list(filters))
        for granted, (topic, _) in zip(await self._answer(mid), filters, strict=False):
            if granted.is_failure:
                raise ConnectionFailed(f"{self._where} does not let us read {topic}")

    def _tidy(self) -> None:
        self._timer = None
        read = {topic for reader in self._readers for topic in reader.filters}
        gone = self._unread.tidy() - read if self._unread else set()
        if gone and self._client:
            self._client.unsubscribe(sorted(gone))
        self._plan()

    def _plan(self) -> None:
        """Tidy up when it is time."""
        if self._timer:
            self._timer.cancel()
        at = self._unread.next() if self._unread else None
        loop = asyncio.get_running_loop()
        self._timer = None if at is None else loop.call_at(at + LATER, self._tidy)

    async def _answer(self, mid: int | None) -> Any:
        future = asyncio.get_running_loop().create_future()
        if mid is not None:
            self._answers[mid] = future
        try:
            async with asyncio.timeout(self.settings.timeout):
                return await future
        except TimeoutError:
            raise ConnectionFailed(f"{self._where} did not answer within {self.settings.timeout:g} s") from None

    def _open_client(self) -> Client:
        if self._client is None or not self.connected:
            raise ConnectionFailed(self.message or f"not connected to {self._where}")
        return self._client
