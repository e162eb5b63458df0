"""Write log: what was done to equipment, on disk before it is done.

One JSON line a record, in the data directory, each forced to disk before the pipeline goes on; the same record is told
to the API for the audit that people read. The file is what is left when both processes die in the middle of a write.
"""

import asyncio
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

LARGEST = 10_000_000
"""Bytes; a fuller file is put aside, and the one put aside before is dropped."""


class WriteLog:
    """The audit function of `engine.writes`."""

    def __init__(self, path: Path, tell: Callable[[dict[str, Any]], None]) -> None:
        self._path = path
        self._tell = tell
        self._turn = asyncio.Lock()

    async def __call__(self, record: dict[str, Any]) -> None:
        """Keep it; OSError if it cannot be kept."""
        async with self._turn:
            await asyncio.to_thread(self._append, json.dumps(record, ensure_ascii=False, default=str) + "\n")
        self._tell(record)

    def _append(self, line: str) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        if self._path.exists() and self._path.stat().st_size > LARGEST:
            self._path.replace(self._path.with_suffix(".old"))
        with self._path.open("a", encoding="utf-8") as file:
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
