"""Messages between the API and a worker: typed, MessagePack, each with its length before it."""

import asyncio
import struct
from typing import Any, Literal

import msgspec

from tundish.errors import TundishError

LARGEST = 64 * 2**20
"""Bytes of one message: more ends the link, and so the worker."""
_LENGTH = struct.Struct(">I")


class TooLarge(TundishError):
    """A message is not sent."""

    code = "too-large"


class Message(msgspec.Struct, tag=True, kw_only=True):
    """Base of all."""


class Adopt(Message):
    """The first word: whose worker it is, and how many bytes of memory it may use (0: any).

    `events` is the URL of the event store, `history` the folder of recorded samples; empty: nothing is kept there.
    """

    group: str
    memory: int
    events: str = ""
    history: str = ""


class Record(Message):
    """What the point directory says of recording, by point: in any case, or never. The others do as their nodes do."""

    points: dict[str, bool]


class Hold(Message):
    """Values that people force, by point, each with the engine time at which it ends: these and no others."""

    points: dict[str, tuple[float, int]]


class Deploy(Message):
    """`out`: nodes that are out of work, see `engine.work.stops`."""

    call: int
    flow: str
    version: int
    document: dict[str, Any]
    out: dict[str, dict[str, Any]] = {}


class Withdraw(Message):
    """Run the flow no more. `forget`: close what it has open, and put its file aside. `moving`: another worker will."""

    call: int
    flow: str
    forget: bool = False
    moving: bool = False


class PutOut(Message):
    """Nodes of a running flow that are out of work from now on; all others work, `node` at once."""

    call: int
    flow: str
    out: dict[str, dict[str, Any]]
    node: str = ""


class Wanted(Message):
    """Points that workers of other groups want to be sent: patterns by group."""

    by: dict[str, list[str]]


class Arrived(Message):
    """Samples of another worker's points. `lost`: how many have not arrived so far, since nobody took them."""

    raw: bytes
    lost: int


class Command(Message):
    call: int
    flow: str
    node: str
    command: str
    user: str
    args: dict[str, Any]


class Ask(Message):
    """One command to several nodes, each with its arguments."""

    call: int
    flow: str
    command: str
    user: str
    asks: list[tuple[str, dict[str, Any]]]


class Last(Message):
    call: int
    flow: str
    node: str


class Outbox(Message):
    """Look at what an action could not send, or have some of it tried again or discarded."""

    call: int
    flow: str
    node: str
    do: Literal["list", "retry", "discard"] = "list"
    numbers: list[int] = []


class Try(Message):
    """Open a connection for trial."""

    call: int
    kind: str
    settings: dict[str, Any]


class Watch(Message):
    """Flows whose live values somebody looks at."""

    flows: list[str]


class Connect(Message):
    """All connections there are, secrets in clear."""

    connections: list[dict[str, Any]]


class Grant(Message):
    """The allow-list for writes to equipment, as of now."""

    writes: list[dict[str, Any]]


class Stop(Message):
    """Remember everything and end."""


class Hello(Message):
    """The worker is ready to be told what to run."""

    pid: int


class Done(Message):
    call: int
    result: Any = None


class Refused(Message):
    call: int
    code: str
    message: str
    hint: str = ""
    problems: list[list[Any]] = []


class Reads(Message):
    """Patterns of the points that flows of this worker read."""

    patterns: list[str]


class Publish(Message):
    """Samples for another worker: how many, and how many more were lost before them."""

    to: str
    raw: bytes
    size: int
    lost: int


class Audit(Message):
    """Keep this record; the worker waits for `Audited` before it goes on."""

    call: int
    record: dict[str, Any]


class Audited(Message):
    """The record is kept, or why it is not."""

    call: int
    error: str = ""


class Write(Message):
    """Write to equipment: asked of whoever has the connection. `request` is a `tundish.write.WriteRequest`."""

    call: int
    request: dict[str, Any]


class Abandon(Message):
    """Nobody waits for this write any more: if it has not been sent, it must not be."""

    call: int


class Wrote(Message):
    """What became of a write that a worker asked for; one of these."""

    call: int
    yours: bool = False
    """The worker that asks has the connection, and is to write itself."""
    result: dict[str, Any] | None = None
    refused: str = ""
    """By the worker that has it; it has been audited there."""
    hint: str = ""
    stage: str = ""
    away: str = ""
    """Why it was not passed on: nothing was sent."""
    unknown: str = ""
    """Why nobody knows whether it was sent."""


class Tell(Message):
    """Something for whoever watches; see the API's WebSocket."""

    message: dict[str, Any]


ToWorker = (
    Adopt
    | Record
    | Hold
    | Deploy
    | Withdraw
    | PutOut
    | Command
    | Ask
    | Last
    | Outbox
    | Try
    | Watch
    | Connect
    | Grant
    | Wanted
    | Arrived
    | Audited
    | Write
    | Abandon
    | Wrote
    | Stop
)
ToApi = Hello | Done | Refused | Reads | Publish | Audit | Write | Abandon | Tell

_encoder = msgspec.msgpack.Encoder()


class Link:
    """One end of the link. `kind` is the union of what comes in."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, kind: Any) -> None:
        self._reader = reader
        self._writer = writer
        self._decoder = msgspec.msgpack.Decoder(kind)

    def send(self, message: Message) -> None:
        """Queue one message; a closed link takes it and forgets it. `TooLarge` if the other end would not take it."""
        if not self._writer.is_closing():
            raw = _encoder.encode(message)
            if len(raw) > LARGEST:
                raise TooLarge(f"A {type(message).__name__} of {len(raw) // 2**20} MiB is too large for the engine")
            self._writer.write(_LENGTH.pack(len(raw)) + raw)

    async def receive(self) -> Any:
        """The next message; EOFError when the other end is gone."""
        try:
            (length,) = _LENGTH.unpack(await self._reader.readexactly(_LENGTH.size))
            if length > LARGEST:
                raise EOFError(f"a message of {length} bytes")
            return self._decoder.decode(await self._reader.readexactly(length))
        except (asyncio.IncompleteReadError, ConnectionError):
            raise EOFError("the link is closed") from None

    @property
    def waiting(self) -> int:
        """Bytes not yet taken by the other end."""
        return self._writer.transport.get_write_buffer_size()

    def close(self) -> None:
        self._writer.close()
