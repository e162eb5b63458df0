"""The tree of a formula."""

from dataclasses import dataclass
from typing import NamedTuple


class Place(NamedTuple):
    """A stretch of the text; line and column count from 1, start and stop from 0."""

    line: int
    column: int
    start: int
    stop: int


@dataclass(frozen=True, slots=True, eq=False)
class Number:
    place: Place
    value: float
    unit: str = ""
    unit_place: Place | None = None
    depth: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class Point:
    """An input, by name; in quotes, or bare."""

    place: Place
    name: str
    quoted: bool
    depth: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class Call:
    """A function or an operator with its operands; `depth` is how deep brackets and calls are nested.

    Operators add nothing to it (a sum of a hundred terms is long, not deep), but for `^`, which nests to the right.
    """

    place: Place
    function: str
    operands: tuple["Node", ...]
    operator: bool
    depth: int


Node = Number | Point | Call


def postorder(root: Node) -> list[Node]:
    """Operands before what uses them, left to right. Not recursive: a long sum is a deep tree."""
    result: list[Node] = []
    waiting: list[Node] = [root]
    while waiting:
        node = waiting.pop()
        result.append(node)
        if isinstance(node, Call):
            waiting.extend(node.operands)
    return result[::-1]
