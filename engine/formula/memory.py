"""Which calls of a formula remember, and what they are known by."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from engine.formula.functions.function import Function
from engine.formula.library import find
from engine.formula.ops import MEMORY
from engine.formula.tree import Call, Node, Number, Point, postorder
from tundish.memory import Cell, Layout

LAST_BIT = 62
"""Of the mask of what is new; inputs beyond share it. The one above says that a delay is over."""
WOKEN = -(2**63)


class Cells:
    """The cells of a formula, in the order in which they are written."""

    def __init__(self, inputs: tuple[str, ...], root: Node) -> None:
        self._inputs = inputs
        self._text: dict[int, str] = {}
        self._mask: dict[int, int] = {}
        self._times: dict[str, int] = {}
        self.calls: list[str] = []
        """What remembers, as it is written, normalised."""
        self._cells: list[Cell] = []
        self._masks: list[int] = []
        self._wakes = 0
        bit = {name: 1 << min(number, LAST_BIT) for number, name in enumerate(inputs)}
        for node in postorder(root):
            self._text[id(node)] = self._written(node)
            self._mask[id(node)] = self._fresh(node, bit)

    def number(self, function: Function, node: Call, constants: Sequence[float]) -> int:
        """Of the cell of a call; 0 for a function that remembers nothing."""
        if function.op < MEMORY:
            return 0
        key = f"{self._text[id(node)]}{list(constants)}"
        times = self._times[key] = self._times.get(key, 0) + 1
        self.calls.append(self._text[id(node)])
        floats = function.floats + (int(constants[0]) if function.each else 0)
        self._cells.append(Cell(key if times == 1 else f"{key}#{times}", floats, function.ints, function.ring))
        self._masks.append(self._given(node))
        self._wakes += function.wakes
        return len(self._cells) - 1

    @property
    def layout(self) -> Layout:
        return Layout(self._inputs if self._cells else (), tuple(self._cells), self._wakes)

    @property
    def table(self) -> npt.NDArray[np.int64]:
        """Where floats and whole numbers of each cell begin, and the mask of its inputs."""
        rows = [(*place, mask) for place, mask in zip(self.layout.places, self._masks, strict=False)]
        return np.array(rows, np.int64).reshape(-1, 3)

    def _written(self, node: Node) -> str:
        """The same for formulas that differ in blanks, brackets and ways to write a number."""
        if isinstance(node, Number):
            return f"{node.value!r} {node.unit}".rstrip()
        if isinstance(node, Point):
            return f'"{node.name}"'
        return f"{node.function}({', '.join(self._text[id(item)] for item in node.operands)})"

    def _fresh(self, node: Node, bit: dict[str, int]) -> int:
        if isinstance(node, Point):
            return bit.get(node.name, 0)
        if isinstance(node, Number):
            return 0
        mask = self._given(node)
        function = None if node.operator else find(node)
        return mask | WOKEN if function and (function.wakes or function.timed) else mask

    def _given(self, node: Call) -> int:
        """What may be new in the arguments of a call."""
        mask = 0
        for item in node.operands:
            mask |= self._mask[id(item)]
        return mask
