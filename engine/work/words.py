"""Words: what the sources of forced points said last, in a small file, so that a restart of the worker keeps it."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from engine.watch.logs import logger

LOG = logger("tundish.engine")


class Word(NamedTuple):
    """What a source said, whose point it is, and the newest time with which the point was told. Times in ns."""

    flow: str
    node: str
    told: int
    time: int
    value: float
    quality: int


class Words:
    """The file of one group's worker; a file that cannot be read or written is told, and does not hold anything up."""

    def __init__(self, folder: Path, group: str) -> None:
        self._path = folder / f"forced-{quote(group, safe='')}.json"
        self._kept: Mapping[str, Word] = {}
        self._failed = False

    def load(self) -> dict[str, Word]:
        """By name of the point."""
        try:
            rows = json.loads(self._path.read_text("utf-8"))
            self._kept = {name: Word(*row) for name, row in rows.items()}
        except FileNotFoundError:
            self._kept = {}
        except (OSError, ValueError, TypeError, AttributeError) as error:
            LOG.warning("what sources of forced points said last is lost", error=str(error))
            self._kept = {}
        return dict(self._kept)

    def save(self, words: Mapping[str, Word]) -> None:
        """These and no others, if they are others than before."""
        if words == self._kept:
            return
        self._kept = dict(words)
        part = self._path.with_suffix(".part")
        try:
            if not words:
                self._path.unlink(missing_ok=True)
                return
            part.write_text(json.dumps(words, ensure_ascii=False), "utf-8")
            part.replace(self._path)
            self._failed = False
        except OSError as error:
            if not self._failed:
                LOG.warning("what sources of forced points say is not kept", error=str(error))
            self._failed = True
