"""Copying: the states of all nodes as they are at one moment, copied while the flow runs on.

Thousands of them are not copied at once, which would hold up everything else: some are between two passes, and one
whose node is about to do something before that. Until it is done, a node may be touched by passes alone.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeAlias

from engine.passes.runner import Runner
from engine.passes.visit import Visit
from flows.pause import unswept
from tundish.node import Node
from tundish.points import Points
from tundish.step import Step

Snapshots: TypeAlias = dict[str, tuple[str, Callable[[], dict[str, Any]]]]
"""By node its kind and what makes the snapshot, in another thread."""
Saved: TypeAlias = dict[str, tuple[Node[Any, Any], tuple[int, ...]]]
"""By node figures that change whenever its state may have."""

FIGURES = frozenset({"calls", "samples_in", "events_in", "failed", "last_error"})
"""Of a step: nothing is changed by who reads them. Another thread does, which must never be the one that copies."""


class Turn:
    """Of one flow: what is being copied now."""

    def __init__(self) -> None:
        self.copying: Copying | None = None


class First:
    """Stands in the place of a node's step: whoever wants anything but its figures has the node copied first.

    Made once for each visit, and put there again for each checkpoint: making thousands takes milliseconds.
    """

    __slots__ = ("_step", "_turn", "_visit")

    def __init__(self, visit: Visit, turn: Turn) -> None:
        object.__setattr__(self, "_visit", visit)
        object.__setattr__(self, "_step", visit.step)
        object.__setattr__(self, "_turn", turn)

    def _copy(self) -> None:
        copying: Copying | None = self._turn.copying
        if copying is not None:
            copying.copy(self._visit, self._step)

    def __getattr__(self, name: str) -> Any:
        if name not in FIGURES:
            self._copy()
        return getattr(self._step, name)

    def __setattr__(self, name: str, value: Any) -> None:
        self._copy()
        setattr(self._step, name, value)


class Copying:
    """Of the moment when it is made, until its turn is over. Nodes that are as in `before` are left out."""

    def __init__(self, runner: Runner, points: Points, before: Mapping[str, Any], turn: Turn) -> None:
        self.changed: Snapshots = {}
        self.saved: Saved = {}
        self._points = points
        self._before = before
        self._left = list(runner.visits)
        self.nodes = [*runner.plan.sources, *runner.plan.index]
        for id, node in runner.plan.sources.items():
            self.saved[id] = (node, ())
            self.changed[id] = (node.kind, _snapshot(node, points))
        turn.copying = self
        with unswept():
            for visit in self._left:
                if (first := visit.first) is None:
                    first = visit.first = First(visit, turn)
                visit.step = first

    def some(self, number: int) -> bool:
        """Copy so many more; whether that was all."""
        left = self._left
        for visit in left[-number:]:
            step: Any = visit.step
            if type(step) is First:
                step._copy()  # noqa: SLF001 - of the same module
        del left[-number:]
        return not left

    def copy(self, visit: Visit, step: Step) -> None:
        """One node, if it has not been copied yet."""
        if visit.step is step:
            return
        node = step.node
        breaker = node.state.breaker
        marks = (step.calls, step.samples_in, step.events_in, step.failed, breaker.until, breaker.aside)
        now = (node, marks)
        if self._before.get(node.id) != now:  # one that cannot be copied throws, here and wherever it is wanted next
            self.changed[node.id] = (node.kind, _snapshot(node, self._points))
        visit.step, self.saved[node.id] = step, now


def _snapshot(node: Node[Any, Any], points: Points) -> Callable[[], dict[str, Any]]:
    """The snapshot of a state as it is now, made when it is called."""
    return partial(node.state.still(), points)
