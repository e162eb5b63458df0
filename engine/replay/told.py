"""Told: what left a port, as one line of JSON."""

from functools import lru_cache
from typing import Any

import msgspec

from engine.watch.wire import number, plain
from tundish.event import Event
from tundish.iso import iso
from tundish.points import Points
from tundish.quality import level_of, reason_of
from tundish.samples import Samples

_iso = lru_cache(maxsize=20_000)(iso)
"""One instant is told many times."""


def told_line(flow: str, node: str, port: str, payload: Samples | Event, index: int, points: Points) -> bytes:
    """One line, its end included. A value that is no number is null; times are ISO, UTC, with nanoseconds."""
    if isinstance(payload, Event):
        line = {"time": _iso(payload.time), "node": node, "port": port, "event": _event(flow, payload)}
    else:
        line = {"time": _iso(int(payload.time[index])), "node": node, "port": port, **_sample(payload, index, points)}
    return msgspec.json.encode(line) + b"\n"


def _sample(samples: Samples, index: int, points: Points) -> dict[str, Any]:
    quality = int(samples.quality[index])
    reason = reason_of(quality)
    return {
        "point": points.name(int(samples.point[index])),
        "value": number(float(samples.value[index])),
        "quality": level_of(quality),
        **({"reason": reason} if reason else {}),
    }


def _event(flow: str, event: Event) -> dict[str, Any]:
    id = event.origin.id(flow) if event.origin else ""
    return {"kind": event.kind, "point": event.point, "data": plain(event.data), "id": id}
