"""Journal: a flow's own file run again, from its checkpoint on: byte for byte what left its ports when it was live.

The file may be in use: it is copied first, as it was at one moment, and nothing in it is changed. Nothing goes out.
"""

import sqlite3
import tempfile
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from engine.disk.codec import Codec
from engine.disk.ledger import Checkpoint, Ledger
from engine.disk.writer import LedgerError
from engine.passes.inbox import Inbox
from engine.passes.plan import AnyNode, plan, runnable
from engine.passes.runner import Runner
from engine.replay.teller import Teller, Told
from tundish.points import Points

WAIT = 5.0
"""Seconds that the one who writes may keep us waiting."""


class Journal:
    """`passes` since the checkpoint. LedgerError when the file cannot be read or holds no checkpoint."""

    def __init__(self, path: Path) -> None:
        self.points = Points()
        self.found: list[str] = []
        """What is damaged, in sentences."""
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / path.name
            _copied(path, copy)
            ledger = Ledger(copy)
            try:
                saved = ledger.load()
                if saved is None:
                    raise LedgerError(f"{path} holds no checkpoint", "Name the file of a flow that has run")
                self._saved: Checkpoint = saved
                self._names = ledger.names()
                self.passes = [raw for raw, _ in ledger.frames(saved.position)]
                self.found += [what.partition(" A copy of the")[0] for what in ledger.found]
            finally:
                ledger.close()

    def run(self, kinds: Mapping[str, type[AnyNode]], tell: Callable[[Told], object]) -> None:
        """Every pass again. `tell` receives everything that left a port, pass after pass, in order."""
        document, gone = runnable(self._saved.document, kinds)
        self.found += [f"Node {id!r} cannot be made any more and is left out" for id in gone]
        states: dict[str, Any] = {
            id: state
            for id, (kind, state) in self._saved.states.items()
            if id in document["nodes"] and document["nodes"][id]["kind"] == kind
        }
        made = plan(document, kinds, self.points, states)
        teller = Teller(made, document, tell)
        runner = Runner(made, Inbox(lambda: 0), self.points, teller.put)
        codec = Codec(self.points, self._names)
        for raw in self.passes:
            runner.run(*codec.decode(raw))
            runner.problems.clear()
            teller.flush()


def _copied(path: Path, copy: Path) -> None:
    try:
        with (
            closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=WAIT)) as source,
            closing(sqlite3.connect(copy)) as target,
        ):
            target.execute("PRAGMA synchronous = OFF")
            source.backup(target)
    except sqlite3.Error as error:
        raise LedgerError(f"{path} cannot be read: {error}", "Name the file of a flow: DATA/flows/ID.db") from None
