"""Wire: samples and events as JSON, as API, command line and browser see them."""

import math
from typing import Any

from tundish.event import Event
from tundish.iso import iso
from tundish.points import Points
from tundish.quality import level_of, reason_of
from tundish.samples import Samples

DEEPEST = 220
"""Levels of lists and objects that are told."""
LEFT_OUT = "…"


def number(value: float) -> float | None:
    """JSON knows no NaN and no infinity."""
    return value if math.isfinite(value) else None


def sample_json(samples: Samples, index: int, points: Points) -> dict[str, Any]:
    """One sample of a batch."""
    quality = int(samples.quality[index])
    return {
        "time": iso(int(samples.time[index])),
        "point": points.name(int(samples.point[index])),
        "value": number(float(samples.value[index])),
        "quality": level_of(quality),
        "reason": reason_of(quality),
    }


def event_json(event: Event, flow: str) -> dict[str, Any]:
    return {
        "time": iso(event.time),
        "kind": event.kind,
        "point": event.point,
        "data": plain(event.data),
        "id": event.origin.id(flow) if event.origin else "",
        "trace": event.trace.id(flow) if event.trace else "",
    }


def plain(value: Any, levels: int = DEEPEST) -> Any:
    """Data of an event without what JSON cannot say: NaN and infinities become null. What lies too deep is left out."""
    if isinstance(value, float):
        return number(value)
    if isinstance(value, dict):
        return {str(key): plain(item, levels - 1) for key, item in value.items()} if levels else LEFT_OUT
    if isinstance(value, list | tuple):
        return [plain(item, levels - 1) for item in value] if levels else LEFT_OUT
    return value
