"""Stores: where a worker keeps what is not of one flow alone: events, and the history of samples."""

import asyncio
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from engine.eventstore import EventStore
from engine.eventstore.keeping import Keeping
from engine.history.recorder import Recorder
from engine.work.io import Events, History, NoEvents, NoHistory
from tundish.points import Points

DEFAULT = "default"
"""Name of the default group's log."""


class Stores:
    """Of one worker; until `open` nothing is kept."""

    def __init__(self, points: Points) -> None:
        self.events: Events = NoEvents()
        self.history: History = NoHistory()
        self._points = points
        self._recorder: Recorder | None = None
        self._keeping: Keeping | None = None
        self._last: dict[str, Any] = {}

    def open(self, group: str, events: str, history: str) -> None:
        """Nothing is opened before there is something to keep. `events` is a URL, `history` a folder; empty: none."""
        if events:
            self.events = self._keeping = Keeping(EventStore(events))
        if history:
            path = Path(history) / "log" / f"{log_name(group)}.db"
            self.history = self._recorder = Recorder(path, self._points)

    def choose(self, points: Mapping[str, bool]) -> None:
        """Which points are recorded in any case, or never."""
        if self._recorder is not None:
            self._recorder.choose(points)

    def told(self, group: str) -> dict[str, Any] | None:
        """How recording goes, if that has changed."""
        if self._recorder is None:
            return None
        told = {"type": "history", "group": group, **self._recorder.status()}
        if told == self._last or (not self._last and not told["recorded"] and not told["trouble"]):
            return None
        self._last = told
        return told

    def figures(self) -> dict[str, int]:
        """For metrics."""
        told = self._recorder.status() if self._recorder else {}
        return {f"history_{name}": told.get(name, 0) for name in ("recorded", "waiting", "lost")}

    async def close(self) -> None:
        if self._recorder is not None:
            await asyncio.to_thread(self._recorder.close)
        if self._keeping is not None:
            self._keeping.close()


def log_name(group: str) -> str:
    """A file name for a group; two groups never have the same."""
    plain = re.sub(r"[^a-z0-9_]", "", group)
    return DEFAULT if not group else f"g_{plain}" if plain == group else f"x_{group.encode().hex()}"
