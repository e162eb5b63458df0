"""Tape: everything that left every port, as canonical lines of JSON, by port."""

from typing import Any

import msgspec

from engine.watch.wire import plain
from tundish import Event, Points, Samples

_encode = msgspec.json.Encoder(order="deterministic").encode


class Tape:
    """Lines by (node, port), in the order in which they left. Between ports there is no order but that of stamps."""

    def __init__(self) -> None:
        self.lines: dict[tuple[str, str], list[bytes]] = {}

    def put(self, points: Points, node: str, port: str, payload: Samples | Event) -> None:
        self.lines.setdefault((node, port), []).extend(lines_of(payload, points))

    def mark(self) -> dict[tuple[str, str], int]:
        """How much there is now."""
        return {key: len(lines) for key, lines in self.lines.items()}

    def back_to(self, mark: dict[tuple[str, str], int]) -> "Tape":
        """Cut off what came after the mark; it is given back."""
        rest = Tape()
        for key, lines in self.lines.items():
            if more := lines[mark.get(key, 0) :]:
                rest.lines[key] = more
                del lines[mark.get(key, 0) :]
        return rest

    def bytes(self) -> bytes:
        """All of it, port after port."""
        parts = [
            b"".join((f"# {node} {port}\n".encode(), *lines)) for (node, port), lines in sorted(self.lines.items())
        ]
        return b"".join(part for part in parts if part)


def lines_of(payload: Samples | Event, points: Points) -> list[bytes]:
    """One an event or a sample. Values by their shortest text, NaN and infinities by name."""
    if isinstance(payload, Event):
        data, about = plain(payload.data), payload.point
        row: Any = [payload.arrival, payload.time, payload.kind, about, data, payload.origin, payload.trace]
        return [_encode(row) + b"\n"]
    columns = zip(
        payload.arrival.tolist(), payload.time.tolist(), map(points.name, payload.point.tolist()),
        map(repr, payload.value.tolist()), payload.quality.tolist(), strict=True,
    )  # fmt: skip
    return [_encode(row) + b"\n" for row in columns]


def difference(expected: Tape, got: Tape) -> str:
    """Where two tapes begin to differ; empty when they do not."""
    for key in sorted({*expected.lines, *got.lines}):
        a, b = expected.lines.get(key, []), got.lines.get(key, [])
        for i in range(max(len(a), len(b))):
            x, y = (lines[i].decode().strip() if i < len(lines) else "nothing" for lines in (a, b))
            if x != y:
                return f"{key[0]}.{key[1]}, line {i}: expected {x}, got {y}"
    return ""
