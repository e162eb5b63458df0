"""Checks of a decision table: what no row covers, and which rows contradict each other."""

from collections.abc import Iterator, Sequence
from functools import reduce
from operator import and_, or_

from nodes.compute.condition import Axis

MOST_STEPS = 200_000


class TooManyError(Exception):
    """The table has more combinations than can be looked at."""


def uncovered(axes: Sequence[Axis], rows: int) -> Iterator[list[list[int]]]:
    """Gaps: of each input the parts that together fit no row, so that one more row would cover them.

    No two gaps have a case in common, and all of them together are what is not covered. A row that holds whatever the
    inputs still to come may be ends the search. Parts that leave over the same rows are looked at once, and so are rows
    that are left over in the same way. TooManyError ends the search, perhaps after some gaps.
    """
    kinds = [_kinds(axis) for axis in axes]
    whatever = _whatever(kinds, rows)
    done: set[tuple[int, int]] = set()
    steps = 0

    def look(depth: int, left: int) -> Iterator[list[list[int]]]:
        nonlocal steps
        if depth == len(axes):
            if not left:
                yield []
            return
        if left & whatever[depth] or (depth, left) in done:
            return
        steps += len(kinds[depth])
        if steps > MOST_STEPS:
            raise TooManyError
        leaves: dict[int, list[int]] = {}
        for mask, parts in kinds[depth].items():
            leaves.setdefault(left & mask, []).extend(parts)
        covered = True
        for rest, parts in leaves.items():
            for gap in look(depth + 1, rest):
                covered = False
                yield [parts, *gap]
        if covered:
            done.add((depth, left))

    return look(0, (1 << rows) - 1)


def example(axes: Sequence[Axis], gap: Sequence[Sequence[int]]) -> list[float | str]:
    """A case of a gap."""
    return [axis.examples[parts[0]] for axis, parts in zip(axes, gap, strict=True)]


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
    return [
        axis.examples[next(parts[0] for mask, parts in _kinds(axis).items() if mask & both == both)] for axis in axes
    ]


def _whatever(kinds: Sequence[dict[int, list[int]]], rows: int) -> list[int]:
    """Rows that hold of all values of the inputs from each one on."""
    found = [(1 << rows) - 1]
    for kind in reversed(kinds):
        found.append(reduce(and_, kind, found[-1]))
    return found[::-1]


def _kinds(axis: Axis) -> dict[int, list[int]]:
    """The parts that are allowed, by their masks."""
    kinds: dict[int, list[int]] = {}
    for part, (mask, allowed) in enumerate(zip(axis.masks, axis.allowed, strict=True)):
        if allowed:
            kinds.setdefault(mask, []).append(part)
    return kinds
