"""History: every pass that a flow has made, over all its processes, and the same without any interruption.

It is kept at the runner: passes as the codec writes them, and every plan that was put to work. When a process is
killed, what came after its last checkpoint on disk is cut off, and what the next process recovers takes its place.
"""

from collections.abc import Callable, Collection
from itertools import groupby
from typing import Any, NamedTuple

from engine.passes.inbox import Emit, Inbox
from engine.passes.plan import Plan, plan
from engine.passes.runner import Runner
from tests.sim.passes import frozen, thawed
from tests.sim.tape import Tape
from tundish import Node, Points, Samples
from tundish.connector import Source

Kinds = dict[str, type[Node[Any, Any]]]


class Made(NamedTuple):
    """A pass, or (`raw` is empty) another plan."""

    raw: bytes
    until: int
    document: dict[str, Any] | None
    mark: dict[tuple[str, str], int]
    """How long the tape was before."""


class History:
    """Of one flow."""

    def __init__(self) -> None:
        self.made: list[Made] = []
        self.tape = Tape()

    def cut(self, last: int | None) -> tuple[list[Made], Tape]:
        """Forget all passes beyond this stamp (all, if None); they and their tape are given back."""
        kept = 0
        if last is not None:
            kept = max((i + 1 for i, made in enumerate(self.made) if made.raw and made.until <= last + 1), default=0)
        rest = self.made[kept:]
        tape = self.tape.back_to(rest[0].mark) if rest else Tape()
        del self.made[kept:]
        return rest, tape

    def recorder(self, looked: Callable[[], None] = lambda: None) -> type[Runner]:
        """The runner, with a hand on what it does; `looked` is called after every pass."""
        history = self

        class Recorder(Runner):
            def __init__(self, plan: Plan, inbox: Inbox, points: Points, tap: Any, *rest: Any, **more: Any) -> None:
                self._born = False
                if not history.made:
                    history.made.append(Made(b"", 0, document_of(plan), history.tape.mark()))
                super().__init__(plan, inbox, points, self._told, *rest, **more)
                self._passed_on = tap
                self._born = True

            def _told(self, node: str, port: str, payload: Any) -> None:
                history.tape.put(self.points, node, port, payload)
                self._passed_on(node, port, payload)

            def use(self, plan: Plan, later: Collection[str] = ()) -> None:
                if self._born:
                    history.made.append(Made(b"", 0, document_of(plan), history.tape.mark()))
                super().use(plan, later)

            def run(self, emits: list[Emit], until: int) -> None:
                history.made.append(Made(frozen(emits, until, self.points), until, None, history.tape.mark()))
                super().run(emits, until)
                looked()

        return Recorder

    def uninterrupted(self, kinds: Kinds) -> Tape:
        """What leaves when one process that is never disturbed makes the same passes, one instant at a time."""
        points, tape = Points(), Tape()
        points.number("stranger")
        first = self.made[0].document
        assert first is not None
        runner = Runner(
            plan(first, kinds, points), Inbox(int), points, lambda *told: tape.put(points, *told)
        )  # fmt: skip
        for made in self.made[1:]:
            if made.document is not None:
                runner.use(plan(made.document, kinds, points, kept=_kept(runner, made.document)))
                continue
            emits, until = thawed(made.raw, points)
            for stamp, instant in singly(emits):
                runner.run(instant, stamp + 1)
            runner.run([], until)
        return tape


def singly(emits: list[Emit]) -> list[tuple[int, list[Emit]]]:
    """The emits instant by instant, with the stamp of each."""
    atoms: list[Emit] = []
    for emit in emits:
        if isinstance(emit.payload, Samples):
            whole = emit.payload
            for stamp in dict.fromkeys(whole.arrival.tolist()):
                part = whole.where(whole.arrival == stamp)
                atoms.append(Emit(emit.node, emit.port, part, stamp, stamp))
        else:
            atoms.append(emit)
    return [(stamp, list(run)) for stamp, run in groupby(sorted(atoms, key=lambda e: e.first), lambda e: e.first)]


def document_of(made: Plan) -> dict[str, Any]:
    """What a plan runs, as far as running goes."""
    nodes = {
        node.id: {"kind": node.kind, "version": node.version, "config": node.config.model_dump(mode="json")}
        for node in made.nodes()
    }
    wires = [
        {"from": [place.node.id, port], "to": [made.places[index].node.id, entry]}
        for place in made.places
        for port, ends in place.wires.items()
        for index, entry in ends
    ] + [
        {"from": list(begin), "to": [made.places[index].node.id, entry]}
        for begin, ends in made.entries.items()
        for index, entry in ends
    ]  # fmt: skip
    return {"nodes": nodes, "wires": wires}


def _kept(runner: Runner, document: dict[str, Any]) -> dict[str, Node[Any, Any]]:
    old, new = runner.nodes(), document["nodes"]
    return {
        id: node
        for id, node in old.items()
        if id in new and new[id]["kind"] == node.kind and not isinstance(node, Source)
    }  # fmt: skip
