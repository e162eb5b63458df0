"""Codec: what came in, as bytes for the journal and back. Points by name: numbers are of one process only."""

from typing import Any

import msgspec
import numpy as np

from engine.inbox import Emit
from tundish.event import Event, Origin
from tundish.points import Points
from tundish.samples import COLUMNS, Samples


class Frame(msgspec.Struct, array_like=True):
    """One pass: the emits, and the stamp up to which time went."""

    until: int
    emits: list[tuple[str, str, int, int, Any]]


_encoder = msgspec.msgpack.Encoder()
_frames = msgspec.msgpack.Decoder(Frame)


def encode(emits: list[Emit], until: int, points: Points) -> bytes:
    rows = [(e.node, e.port, e.first, e.last, _payload(e.payload, points)) for e in emits]
    return _encoder.encode(Frame(until, rows))


def decode(raw: bytes, points: Points) -> tuple[list[Emit], int]:
    """Raises `msgspec.DecodeError` on bytes that are no frame."""
    frame = _frames.decode(raw)
    return [Emit(n, p, _restored(x, points), first, last) for n, p, first, last, x in frame.emits], frame.until


def event_raw(event: Event) -> dict[str, Any]:
    """An event in types that MessagePack knows."""
    return {
        "kind": event.kind, "time": event.time, "arrival": event.arrival, "point": event.point,
        "data": event.data, "origin": event.origin, "trace": event.trace,
    }  # fmt: skip


def event_from(raw: dict[str, Any]) -> Event:
    """The event of `event_raw`."""
    origins = {key: Origin(*raw[key]) if raw[key] else None for key in ("origin", "trace")}
    return Event(**{**raw, **origins})


def _payload(payload: Samples | Event, points: Points) -> dict[str, Any]:
    if isinstance(payload, Event):
        return event_raw(payload)
    numbers, index = np.unique(payload.point, return_inverse=True)
    return {
        "names": [points.name(int(n)) for n in numbers],
        **{name: getattr(payload, name).tobytes() for name in COLUMNS if name != "point"},
        "point": index.astype(np.int32).tobytes(),
    }


def _restored(raw: dict[str, Any], points: Points) -> Samples | Event:
    if "names" not in raw:
        return event_from(raw)
    numbers = np.array([points.number(name) for name in raw["names"]], np.int32)
    columns = {name: np.frombuffer(raw[name], dtype) for name, dtype in COLUMNS.items()}
    columns["point"] = numbers[columns["point"]]
    return Samples(**columns)
