"""A small MQTT broker for the demo, so that it needs nothing installed: 3.1.1, QoS 0 and 1, sessions in memory.

Not for a plant: nothing is on disk, nobody is asked for a password, and it listens on loopback alone.
"""

import asyncio
import struct
from collections import deque
from contextlib import suppress

from paho.mqtt.client import topic_matches_sub

CONNECT, PUBLISH, PUBACK, SUBSCRIBE, UNSUBSCRIBE, PING, DISCONNECT = 1, 3, 4, 8, 10, 12, 14
IN_FLIGHT = 20
"""Messages that one client may have unacknowledged."""
BACKLOG = 1000
"""Messages kept for a client that is away; the oldest go first."""


class Session:
    """What is kept of a client while it is away."""

    def __init__(self, *, clean: bool) -> None:
        self.clean = clean
        self.filters: dict[str, int] = {}
        self.waiting: deque[tuple[str, bytes]] = deque(maxlen=BACKLOG)
        self.sent: dict[int, bytes] = {}
        self.writer: asyncio.StreamWriter | None = None
        self._last = 0

    def give(self, topic: str, payload: bytes, qos: int, *, retain: bool = False) -> None:
        """Send now, or when there is room and somebody is there."""
        if qos == 0:
            self._write(_packet(PUBLISH << 4 | retain, _text(topic) + payload))
        else:
            self.waiting.append((topic, payload))
            self.flow()

    def flow(self) -> None:
        """Send what is waiting, as far as there is room."""
        while self.writer and self.waiting and len(self.sent) < IN_FLIGHT:
            topic, payload = self.waiting.popleft()
            self._last = self._last % 65535 + 1
            self.sent[self._last] = _text(topic) + struct.pack(">H", self._last) + payload
            self._write(_packet(PUBLISH << 4 | 2, self.sent[self._last]))

    def back(self, writer: asyncio.StreamWriter) -> None:
        """The client is here again: what it has not acknowledged comes again."""
        self.writer = writer
        for body in self.sent.values():
            self._write(_packet(PUBLISH << 4 | 8 | 2, body))
        self.flow()

    def _write(self, data: bytes) -> None:
        if self.writer and not self.writer.is_closing():
            self.writer.write(data)


class Broker:
    """`await start()`, then `port`; `await stop()`."""

    def __init__(self) -> None:
        self.port = 0
        self._sessions: dict[str, Session] = {}
        self._retained: dict[str, bytes] = {}
        self._server: asyncio.Server | None = None
        self._clients: set[asyncio.StreamWriter] = set()

    async def start(self, port: int = 0) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        if self._server:
            self._server.close()
            for writer in list(self._clients):
                writer.close()
            await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._clients.add(writer)
        session: Session | None = None
        with suppress(asyncio.IncompleteReadError, ConnectionError, ValueError, IndexError, struct.error):
            kind, body = await _read(reader)
            if kind >> 4 == CONNECT:
                session = self._connected(body, writer)
            while session and session.writer is writer:
                kind, body = await _read(reader)
                if kind >> 4 == DISCONNECT:
                    break
                self._take(session, writer, kind, body)
                await writer.drain()
        if session and session.writer is writer:
            session.writer = None
        self._clients.discard(writer)
        writer.close()

    def _connected(self, body: bytes, writer: asyncio.StreamWriter) -> Session:
        clean = bool(body[7] & 2)
        name = _text_at(body, 10)[0] or f"anonymous-{id(writer)}"
        kept = self._sessions.get(name)
        if kept and kept.writer:
            kept.writer.close()
        session = Session(clean=clean) if clean or kept is None or kept.clean else kept
        self._sessions[name] = session
        writer.write(_packet(0x20, bytes([session is kept, 0])))
        session.back(writer)
        return session

    def _take(self, session: Session, writer: asyncio.StreamWriter, kind: int, body: bytes) -> None:
        what = kind >> 4
        if what == PUBLISH:
            self._published(writer, kind, body)
        elif what == PUBACK:
            session.sent.pop(struct.unpack(">H", body)[0], None)
            session.flow()
        elif what == SUBSCRIBE:
            self._subscribed(session, writer, body)
        elif what == UNSUBSCRIBE:
            at = 2
            while at < len(body):
                topic, at = _text_at(body, at)
                session.filters.pop(topic, None)
            writer.write(_packet(0xB0, body[:2]))
        elif what == PING:
            writer.write(b"\xd0\x00")

    def _published(self, writer: asyncio.StreamWriter, kind: int, body: bytes) -> None:
        qos, (topic, at) = kind >> 1 & 3, _text_at(body, 0)
        payload = body[at + 2 :] if qos else body[at:]
        if kind & 1:
            self._retained[topic] = payload
        for session in list(self._sessions.values()):
            granted = [q for f, q in session.filters.items() if topic_matches_sub(f, topic)]
            if granted:
                session.give(topic, payload, min(qos, max(granted)))
        if qos:
            writer.write(_packet(PUBACK << 4, body[at : at + 2]))

    def _subscribed(self, session: Session, writer: asyncio.StreamWriter, body: bytes) -> None:
        at, granted = 2, []
        while at < len(body):
            topic, at = _text_at(body, at)
            granted.append((topic, min(body[at], 1)))
            at += 1
        session.filters.update(granted)
        writer.write(_packet(0x90, body[:2] + bytes(qos for _, qos in granted)))
        for wanted, qos in granted:
            for topic, payload in self._retained.items():
                if payload and topic_matches_sub(wanted, topic):
                    session.give(topic, payload, qos, retain=True)


async def _read(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    kind = (await reader.readexactly(1))[0]
    length = shift = 0
    while True:
        byte = (await reader.readexactly(1))[0]
        length |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:  # noqa: PLR2004 - the last byte of a length has no top bit
            return kind, await reader.readexactly(length)
        if shift > 21:  # noqa: PLR2004 - four bytes at most
            raise ValueError("no MQTT packet is that long")


def _packet(kind: int, body: bytes) -> bytes:
    length, size = len(body), bytearray()
    while True:
        length, byte = divmod(length, 128)
        size.append(byte | (0x80 if length else 0))
        if not length:
            return bytes([kind, *size]) + body


def _text(text: str) -> bytes:
    raw = text.encode()
    return struct.pack(">H", len(raw)) + raw


def _text_at(body: bytes, at: int) -> tuple[str, int]:
    end = at + 2 + int.from_bytes(body[at : at + 2])
    return body[at + 2 : end].decode(), end
