"""Checks of a decision table: what no row covers, and which rows contradict each other."""

from collections.abc import Iterator, Sequence
from functools import reduce
from operator import and_, or_

from nodes.compute.condition import Axis

MOST_STEPS = 200_000


class TooManyError(Exception):
    """The table has more combinations than can be looked at."""


def uncovered(axes: Sequence[Axis], rows: int) -> list[float | str] | None:
    """An example of each input that together fit no row, or None when every allowed case is covered.

    A row that holds whatever the inputs still to come may be ends the search. Parts with the same mask are looked at
    once, and so are rows that are left over in the same way.
    """
    kinds = [_kinds(axis) for axis in axes]
    whatever = _whatever(kinds, rows)
    done: set[tuple[int, int]] = set()
    steps = 0

    def look(depth: int, left: int) -> list[float | str] | None:
        nonlocal steps
        if depth == len(axes):
            return None if left else []
        if left & whatever[depth] or (depth, left) in done:
            return None
        steps += len(kinds[depth])
        if steps > MOST_STEPS:
            raise TooManyError
        for mask, example in kinds[depth].items():
            rest = look(depth + 1, left & mask)
            if rest is not None:
                return [example, *rest]
        done.add((depth, left))
        return None

    return look(0, (1 << rows) - 1)


def overlaps(axes: Sequence[Axis], rows: int) -> Iterator[tuple[int, int]]:
    """Pairs of rows that hold of the same case."""
    together = [(1 << rows) - 1] * rows
    for axis in axes:
        kinds = _kinds(axis)
        for row in range(rows):
            together[row] &= reduce(or_, (mask for mask in kinds if mask >> row & 1), 0)
    for first, others in enumerate(together):
        for second in range(first + 1, rows):
            if others >> second & 1:
                yield first, second


def case_of(axes: Sequence[Axis], first: int, second: int) -> list[float | str]:
    """A case of which two rows hold that overlap."""
    both = 1 << first | 1 << second
    return [next(example for mask, example in _kinds(axis).items() if mask & both == both) for axis in axes]


def _whatever(kinds: Sequence[dict[int, float | str]], rows: int) -> list[int]:
    """Rows that hold of all values of the inputs from each one on."""
    found = [(1 << rows) - 1]
    for kind in reversed(kinds):
        found.append(reduce(and_, kind, found[-1]))
    return found[::-1]


def _kinds(axis: Axis) -> dict[int, float | str]:
    """Masks of the parts that are allowed, each with its first example."""
    kinds: dict[int, float | str] = {}
    for mask, example, allowed in zip(axis.masks, axis.examples, axis.allowed, strict=True):
        if allowed:
            kinds.setdefault(mask, example)
    return kinds
