"""Passes as bytes that mean the same in every process: points by name."""

from typing import Any

import msgspec
import numpy as np

from engine.disk.codec import event_from
from engine.passes.inbox import Emit
from tundish import Event, Points, Samples
from tundish.samples import COLUMNS


def frozen(emits: list[Emit], until: int, points: Points) -> bytes:
    rows = [(e.node, e.port, e.first, e.last, _payload(e.payload, points)) for e in emits]
    return msgspec.msgpack.encode((until, rows))


def thawed(raw: bytes, points: Points) -> tuple[list[Emit], int]:
    until, rows = msgspec.msgpack.decode(raw)
    return [Emit(node, port, _restored(x, points), first, last) for node, port, first, last, x in rows], until


def _payload(payload: Samples | Event, points: Points) -> Any:
    if isinstance(payload, Event):
        return payload
    columns = {name: getattr(payload, name).tobytes() for name in COLUMNS if name != "point"}
    return {**columns, "names": [points.name(number) for number in payload.point.tolist()]}


def _restored(raw: Any, points: Points) -> Samples | Event:
    if "names" not in raw:
        return event_from(raw)
    columns = {name: np.frombuffer(raw[name], dtype) for name, dtype in COLUMNS.items() if name != "point"}
    return Samples(**columns, point=np.array([points.number(name) for name in raw["names"]], np.int32))
