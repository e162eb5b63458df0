"""Stops: which nodes of a flow are out of work, and what its status says of them and of those that a breaker stops."""

from collections.abc import Mapping
from typing import Any

from engine.passes.runner import Runner
from tundish.iso import iso
from tundish.step import Step

Out = Mapping[str, Mapping[str, Any]]
"""By node: `by` (hang, memory or crash), `why`, `since` (iso), `frame`: the first pass that it has no part in."""


class Stops:
    """Of one flow. `out` is what the supervisor has decided."""

    def __init__(self, out: Out | None = None, frame: int = 0) -> None:
        self.out: Out = out or {}
        self.frame = frame
        """The pass of the journal that has been reached; FOREVER when all have been run again."""

    def __contains__(self, node: object) -> bool:
        return node in self.out

    def reach(self, runner: Runner, frame: int) -> None:
        """Before a pass of the journal is run again: those have no part in it who ended the worker in it, or before."""
        self.frame = frame
        for node, row in self.out.items():
            if row["frame"] <= frame:
                self._put_out(runner, node)

    def align(self, runner: Runner, at: int, node: str = "") -> None:
        """Between two passes, from the stamp `at` on: those who are out are out, everybody else works.

        `node` is to work at once, also if a breaker stops it.
        """
        for id in self.out:
            self._put_out(runner, id)
        back = [v.step for v in runner.visits if self._back(v.step, node)]
        for step in back:
            step.take_back(at)
        if back:
            runner.use(runner.plan)  # their timers are due again

    def _back(self, step: Step, node: str) -> bool:
        breaker = step.node.state.breaker
        return step.node.id not in self.out and (breaker.out or (breaker.until > 0 and step.node.id == node))

    def tell(self, nodes: Mapping[str, dict[str, Any]], runner: Runner) -> None:
        """Put `stopped` into the status of nodes that are."""
        for visit in runner.visits:
            breaker = visit.seen.node.state.breaker
            if breaker.until and not breaker.out:
                stopped = {"by": "errors", "why": breaker.why, "until": iso(breaker.until), "since": None}
                _mark(nodes.get(visit.seen.node.id), stopped, breaker.aside)
        for node, row in self.out.items():
            index = runner.plan.index.get(node)
            aside = 0 if index is None else runner.visits[index].seen.node.state.breaker.aside
            stopped = {"by": row["by"], "why": row["why"], "until": None, "since": row["since"]}
            _mark(nodes.get(node), stopped, aside)

    def _put_out(self, runner: Runner, node: str) -> None:
        index = runner.plan.index.get(node)
        if index is not None and not (step := runner.visits[index].step).node.state.breaker.out:
            step.put_out(self.out[node]["why"])


def _mark(node: dict[str, Any] | None, stopped: dict[str, Any], aside: int) -> None:
    if node is not None:
        node |= {"status": "error", "last_error": stopped["why"], "stopped": {**stopped, "set_aside": aside}}
