"""Arguments that are written in the formula and never computed: a unit, a zone, a window, the points of a curve."""

from collections.abc import Sequence

from engine.formula.functions.duration import SECONDS, Seconds
from engine.formula.functions.function import Function, Wrong
from engine.formula.tree import Call, Node, Number, Point
from tundish.errors import FormulaError
from tundish.said import say

Literal = float | str


def is_duration(node: Node) -> bool:
    return isinstance(node, Number) and node.unit in SECONDS


def written(function: Function, node: Call) -> list[Node]:
    """The operands of a call that have to be written."""
    return [item for k, item in enumerate(node.operands) if function.parameter(k) in function.written]


def computed(function: Function, node: Call) -> list[Node]:
    """The others."""
    return [item for k, item in enumerate(node.operands) if function.parameter(k) not in function.written]


def constants(function: Function, node: Call) -> Sequence[float]:
    """What the operation finds among the constants; FormulaError says which argument is none, and what to do."""
    if not function.written:
        return ()
    given = [_literal(function, k, item) for k, item in enumerate(node.operands)]
    known = [value for k, value in enumerate(given) if function.parameter(k) in function.written]
    names = function.parameters[max(len(given), function.fewest) :] if not function.repeats else ()
    known += [function.optional[name] for name in names if name in function.written]
    if function.constants is None:
        return [float(value) for value in known if value is not None]
    try:
        return function.constants(*known)
    except Wrong as wrong:
        place = (written(function, node) or [node])[0].place
        raise FormulaError(wrong.message, place.line, place.column, wrong.hint) from None


def literal(node: Node) -> Literal | None:
    """The number or the text that is written there; a text is a name in quotes. None for anything else."""
    if isinstance(node, Number):
        return Seconds(node.value * SECONDS[node.unit]) if node.unit in SECONDS else node.value
    if isinstance(node, Point):
        return node.name if node.quoted else None
    if node.operator and node.function == "-" and len(node.operands) == 1:
        inner = node.operands[0]
        return -inner.value if isinstance(inner, Number) else None
    return None


def _literal(function: Function, number: int, node: Node) -> Literal | None:
    name = function.parameter(number)
    if name not in function.written:
        return None
    value = literal(node)
    if value is None:
        message = say(
            "{name} of {name2} must be written as a number, or as a text in quotes", name=name, name2=function.name
        )
        raise FormulaError(
            message, node.place.line, node.place.column, say("for example {example}", example=function.example)
        )
    return value
