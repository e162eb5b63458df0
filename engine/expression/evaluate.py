"""Evaluate a checked tree: simpleeval, with every way to values and functions replaced by a narrower one of ours."""

import ast
from collections.abc import Callable, Mapping
from typing import Any

from simpleeval import SimpleEval

from engine.expression import operate
from engine.expression.check import Places
from tundish.errors import ExpressionError

FUNCTIONS: dict[str, Callable[..., Any]] = {
    "abs": lambda x: operate.bounded(abs(operate.number(x))),
    "bool": lambda x: bool(x),  # noqa: PLW0108 - bool itself has no signature
    "contains": operate.contains,
    "endswith": lambda x, end: operate.text(x).endswith(operate.text(end)),
    "find": lambda x, part: operate.text(x).find(operate.text(part)),
    "float": operate.to_float,
    "int": operate.to_integer,
    "len": operate.length,
    "lower": lambda x: operate.bounded(operate.text(x).lower()),
    "max": operate.extreme(max),
    "min": operate.extreme(min),
    "part": operate.cut,
    "replace": operate.replaced,
    "round": operate.to_round,
    "startswith": lambda x, start: operate.text(x).startswith(operate.text(start)),
    "str": operate.to_text,
    "trim": lambda x: operate.text(x).strip(),
    "upper": lambda x: operate.bounded(operate.text(x).upper()),
}
OPERATORS: dict[type[ast.AST], Callable[..., Any]] = {
    ast.Add: operate.add, ast.Sub: operate.subtract, ast.Mult: operate.multiply, ast.Div: operate.divide,
    ast.FloorDiv: operate.divide_whole, ast.Mod: operate.remainder, ast.Pow: operate.power,
    ast.BitAnd: operate.bit_and, ast.BitOr: operate.bit_or, ast.LShift: operate.shift_left,
    ast.RShift: operate.shift_right, ast.Eq: lambda a, b: a == b, ast.NotEq: lambda a, b: a != b, ast.Lt: operate.less,
    ast.LtE: operate.less_equal, ast.Gt: operate.greater, ast.GtE: operate.greater_equal,
    ast.In: lambda a, b: operate.contains(b, a), ast.NotIn: lambda a, b: not operate.contains(b, a),
    ast.Is: lambda a, b: a is b, ast.IsNot: lambda a, b: a is not b, ast.Not: lambda a: not a,
    ast.USub: lambda a: operate.bounded(-operate.number(a)), ast.UAdd: lambda a: +operate.number(a),
}  # fmt: skip
TYPES = (type(None), bool, int, float, str, Mapping, list, tuple)
"""What JSON has. Nothing else is ever a value, so there is nothing to climb out by."""


class Evaluator(SimpleEval):  # type: ignore[misc]
    """`names` is set before each evaluation, by the one caller that holds the lock."""

    nodes: dict[type[ast.AST], Callable[..., Any]]

    def __init__(self, places: Places) -> None:
        super().__init__(operators=OPERATORS, functions=FUNCTIONS, names={})
        self._places = places
        handlers: dict[type[ast.AST], Callable[..., Any]] = {
            ast.Name: self._name, ast.Attribute: self._attribute, ast.Subscript: self._subscript,
            ast.List: self._list, ast.Tuple: self._list,
        }  # fmt: skip
        kept = (ast.Constant, ast.UnaryOp, ast.BinOp, ast.BoolOp, ast.Compare, ast.IfExp, ast.Call)
        self.nodes = {kind: self.nodes[kind] for kind in kept} | handlers

    def evaluate(self, tree: ast.expr, names: Mapping[str, Any]) -> Any:
        self.names = names
        try:
            return self.eval("", tree)
        finally:
            self.names = {}

    def _eval(self, node: ast.AST) -> Any:
        try:
            value = self.nodes[type(node)](node)
        except ExpressionError:
            raise
        except ZeroDivisionError:
            raise self._error(node, "a division by zero") from None
        except RecursionError:
            raise self._error(node, "the data is too deeply nested") from None
        except OverflowError:
            raise self._error(node, "a number gets too large") from None
        except (TypeError, ValueError, LookupError, ArithmeticError) as error:
            raise self._error(node, str(error.args[0]) if error.args else "this cannot be calculated") from None
        if not isinstance(value, TYPES):
            raise self._error(node, f"a value of the kind {type(value).__name__} cannot be used")
        return value

    def _error(self, node: ast.AST, message: str) -> ExpressionError:
        return self._places.error(node, message, "look at the event: is the value there, and what is it?")

    def _name(self, node: ast.Name) -> Any:
        if node.id in self.names:
            return self.names[node.id]
        data = self.names.get("data")
        if isinstance(data, Mapping) and node.id in data:
            return data[node.id]
        known = [*self.names, *(data if isinstance(data, Mapping) else ())]
        raise LookupError(f"the event has no {node.id!r}; it has {_some(known)}")

    def _attribute(self, node: ast.Attribute) -> Any:
        return self._part(self._eval(node.value), node.attr)

    def _subscript(self, node: ast.Subscript) -> Any:
        return self._part(self._eval(node.value), self._eval(node.slice))

    def _part(self, box: Any, key: Any) -> Any:
        """Of records by name, of lists by number; there is no other way into a value."""
        if isinstance(box, Mapping):
            if not isinstance(key, str) or key not in box:
                raise LookupError(f"there is no {str(key)[:50]!r}; there is {_some(list(box))}")
            return box[key]
        if isinstance(box, list | tuple) and isinstance(key, int):
            if not -len(box) <= key < len(box):
                raise LookupError(f"there is no item {key} in a list of {len(box)}")
            return box[key]
        raise TypeError(f"{operate.kind_of(box)} has no part {str(key)[:50]!r}")

    def _list(self, node: ast.List | ast.Tuple) -> list[Any]:
        return [self._eval(item) for item in node.elts]


def _some(names: list[Any]) -> str:
    shown = ", ".join(str(name)[:50] for name in names[:10])
    return (shown + (", ..." if len(names) > 10 else "")) or "nothing"  # noqa: PLR2004 - enough to see
