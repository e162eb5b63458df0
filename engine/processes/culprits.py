"""Culprits: nodes that ended a worker, and those that are out of work because they did so twice.

Kept in a file of the supervisor, so that neither a restart nor a power cut gives a hanging node another try. Somebody
who deploys the node changed, or asks for it, does.
"""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from engine.watch.logs import logger
from flows.fill import has_braces
from tundish.iso import iso

STRIKES = 2
"""Ends within `WINDOW` that put a node out of work."""
WINDOW = 600_000_000_000
MOST = 1_000
"""Strikes that are remembered."""

LOG = logger("tundish.engine")

HOW = {
    "spins": ("hang", "computed for more than 1.5 s in one call"),
    "sleeps": ("hang", "waited for more than 1.6 s in one call"),
    "silent": ("hang", "did not come back from a call"),
    "memory": ("memory", "took more memory than the worker may have"),
    "crash": ("crash", "crashed the worker"),
}
"""By what the worker was ended for: a word for programs, and one for people."""


class Strike(msgspec.Struct):
    flow: str
    node: str
    at: int
    by: str


class Culprit(msgspec.Struct):
    """A node out of work."""

    flow: str
    node: str
    by: str
    why: str
    since: str
    frame: int
    """First frame of the journal that it has no part in."""
    spec: Any
    """The node as it was; another one gets another try."""


class Kept(msgspec.Struct):
    strikes: list[Strike] = []
    out: list[Culprit] = []


class Culprits:
    """Of all workers."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._kept = msgspec.json.decode(path.read_bytes(), type=Kept)
        except FileNotFoundError:
            self._kept = Kept()
        except (OSError, msgspec.DecodeError):
            self._kept = Kept()  # at worst the node has to hang twice again

    def strike(self, flow: str, node: str, how: str, at: int, frame: int, document: Any) -> Culprit | None:
        """A worker was ended while it called this node; the culprit if it is out of work from now on."""
        by, what = HOW[how]
        kept = self._kept
        kept.strikes = [s for s in kept.strikes if at - WINDOW < s.at <= at][-MOST:]
        kept.strikes.append(Strike(flow, node, at, by))
        found: Culprit | None = None
        if self._of(flow, node) is None and sum(s.flow == flow and s.node == node for s in kept.strikes) >= STRIKES:
            why = f"Out of work: it {what}, {STRIKES} times within {WINDOW // 60_000_000_000} minutes"
            found = Culprit(flow, node, by, why, iso(at), frame, essence(document, node))
            kept.out.append(found)
        self._save()
        return found

    def out(self, flow: str) -> dict[str, dict[str, Any]]:
        """Nodes of a flow that are out of work, as `engine.work.stops` takes them."""
        rows = [c for c in self._kept.out if c.flow == flow]
        return {c.node: {"by": c.by, "why": c.why, "since": c.since, "frame": c.frame} for c in rows}

    def changed(self, flow: str, document: Mapping[str, Any]) -> list[Culprit]:
        """Another version of the flow is put to work: nodes that are others now get another try, and are returned."""
        gone = [c for c in self._kept.out if c.flow == flow and essence(document, c.node) != c.spec]
        for culprit in gone:
            self.forgive(flow, culprit.node)
        return gone

    def hold(self, culprits: Sequence[Culprit]) -> None:
        """The other version is not put to work after all: these are out of work as they were."""
        again = {(c.flow, c.node) for c in culprits}
        if again:
            self._kept.out = [c for c in self._kept.out if (c.flow, c.node) not in again] + list(culprits)
            self._save()

    def forgive(self, flow: str, node: str = "") -> bool:
        """Forget what a node, or all of a flow, did; whether any was out of work."""
        kept = self._kept

        def ours(one: Strike | Culprit) -> bool:
            return one.flow == flow and node in {"", one.node}

        was = any(ours(c) for c in kept.out)
        if was or any(ours(s) for s in kept.strikes):
            kept.out = [c for c in kept.out if not ours(c)]
            kept.strikes = [s for s in kept.strikes if not ours(s)]
            self._save()
        return was

    def _of(self, flow: str, node: str) -> Culprit | None:
        return next((c for c in self._kept.out if c.flow == flow and c.node == node), None)

    def _save(self) -> None:
        """Without room on the disk it is known until the supervisor ends: a worker that hangs must be ended anyway."""
        fresh = self._path.with_suffix(".new")
        try:
            with fresh.open("wb") as file:
                file.write(msgspec.json.format(msgspec.json.encode(self._kept)))
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(self._path)
        except OSError as error:
            LOG.error("what nodes did wrong could not be kept", error=str(error))  # noqa: TRY400 - no traceback to users


def essence(document: Mapping[str, Any], node: str) -> Any:
    """What makes a node do what it does: neither its name nor where it lies. Inside a block, that of the block.

    Where parameters are put in, they are part of it.
    """
    place, _, inside = node.partition("/")
    spec = document.get("nodes", {}).get(place)
    if not isinstance(spec, Mapping):
        return None
    made = {"kind": spec.get("kind"), "version": spec.get("version", 1), "config": spec.get("config", {})}
    if has_braces(made["config"]):
        made["parameters"] = document.get("parameters")
    if not inside:
        return made
    rest = {key: value for key, value in spec.items() if key not in {"name", "position"}}
    return {**rest, **made, "blocks": document.get("blocks")}
