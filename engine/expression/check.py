"""Text to a checked tree: Python's grammar, of which a little is allowed. Nothing is evaluated here."""

import ast
import re
import warnings
from difflib import get_close_matches
from inspect import signature
from typing import Any

from engine.expression.operate import LARGEST_INTEGER
from tundish.errors import ExpressionError
from tundish.syntax_tree import expression_tree

LONGEST = 1000
MOST_WORDS = 300
MOST_BRACKETS = 30
DEEPEST = 50
ELSEWHERE = "do a part of it in another node"

ALLOWED = (
    ast.Expression, ast.BoolOp, ast.And, ast.Or, ast.UnaryOp, ast.Not, ast.USub, ast.UAdd, ast.BinOp, ast.Add, ast.Sub,
    ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow, ast.BitAnd, ast.BitOr, ast.LShift, ast.RShift, ast.Compare,
    ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.In, ast.NotIn, ast.Is, ast.IsNot, ast.IfExp, ast.Constant,
    ast.Name, ast.Load, ast.Attribute, ast.Subscript, ast.Call, ast.List, ast.Tuple,
)  # fmt: skip
INSTEAD: dict[type[ast.AST], tuple[str, str]] = {
    ast.NamedExpr: ("an assignment is not possible here", "use == to compare"),
    ast.JoinedStr: ("a text with {} is not possible here", "join texts with +, and numbers with str(x)"),
    ast.Lambda: ("a function cannot be made here", "write one expression"),
    ast.ListComp: ("a loop is not possible here", 'pick one value: data["x"]'),
    ast.SetComp: ("a loop is not possible here", 'pick one value: data["x"]'),
    ast.DictComp: ("a loop is not possible here", 'pick one value: data["x"]'),
    ast.GeneratorExp: ("a loop is not possible here", 'pick one value: data["x"]'),
    ast.BitXor: ("^ is not possible here", "write ** for a power, != for one of two"),
    ast.Invert: ("~ is not possible here", "write not"),
    ast.MatMult: ("@ is not possible here", "write * to multiply"),
    ast.Dict: ("a record cannot be made here", "compare one value at a time"),
    ast.Set: ("a set cannot be made here", "write a list: [1, 2]"),
    ast.Slice: ("a part of a text or list cannot be cut out here", "of a text write part(x, 0, 2)"),
    ast.Starred: ("* is not possible here", "write the arguments one by one"),
}  # fmt: skip
WORDS = {"true": "True", "false": "False", "null": "None", "none": "None"}
OTHERWISE = {"strip": "trim", "index": "find", "substitute": "replace", "length": "len", "substring": "part",
             "substr": "part", "mid": "part", "slice": "part"}  # fmt: skip
"""What people write for a function."""
LATER = {"find", "part", "replace", "trim"}
"""Functions that came when expressions were saved already: a value of the event may have that name."""


def check(text: str, functions: dict[str, Any]) -> ast.expr:
    """The tree of the one expression in `text`, or ExpressionError with line, column and hint."""
    _measure(text)
    start = len(text) - len(text.lstrip())
    tree = _parse(text, text[start:].rstrip(), start)
    place = Places(text, start)
    waiting: list[tuple[ast.AST, int]] = [(tree, 1)]
    while waiting:
        node, depth = waiting.pop()
        if depth > DEEPEST:
            raise place.error(node, f"the expression is nested more than {DEEPEST} deep", ELSEWHERE)
        _judge(node, place, functions)
        waiting.extend((child, depth + 1) for child in _children(node))
    return tree.body


class Places:
    """Where a node stands in the text as written; the parser counts in bytes, and from the first word."""

    def __init__(self, text: str, start: int) -> None:
        self._lines = text[start:].split("\n")
        self._line = text.count("\n", 0, start)
        self._column = start - (text.rfind("\n", 0, start) + 1)

    def of(self, node: ast.AST) -> tuple[int, int]:
        line, offset = getattr(node, "lineno", 1), getattr(node, "col_offset", 0)
        column = len(self._lines[line - 1].encode(errors="surrogatepass")[:offset].decode(errors="replace"))
        return self._line + line, column + 1 + (self._column if line == 1 else 0)

    def error(self, node: ast.AST, message: str, hint: str) -> ExpressionError:
        return ExpressionError(message, *self.of(node), hint)


def _measure(text: str) -> None:
    """Before anything is parsed."""
    if len(text) > LONGEST:
        message = f"the expression has {len(text)} characters; at most {LONGEST} are allowed"
        raise ExpressionError(message, 1, 1, ELSEWHERE)
    if not text.strip():
        raise ExpressionError("the expression is empty", 1, 1, 'write one, for example value > 3 and kind == "result"')
    words, open_now, deepest = 0, 0, 0
    for word in re.findall(r"""'[^'\n]*'|"[^"\n]*"|\w+|[^\w\s]""", text):
        words += 1
        open_now += (word in "([{") - (word in ")]}")
        deepest = max(deepest, open_now)
    if words > MOST_WORDS or deepest > MOST_BRACKETS:
        message = f"the expression has more than {MOST_WORDS} words, or more than {MOST_BRACKETS} brackets in brackets"
        raise ExpressionError(message, 1, 1, ELSEWHERE)


def _parse(text: str, stripped: str, start: int) -> ast.Expression:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return expression_tree(stripped)
    except SyntaxError as error:
        line, offset = max(error.lineno or 1, 1), max(error.offset or 1, 1)
        lines = stripped.split("\n")
        line = min(line, len(lines))
        before = text[:start]
        column = min(offset, len(lines[line - 1]) + 1) + (start - before.rfind("\n") - 1 if line == 1 else 0)
        message = "this is not one expression" if _statement(stripped) else "this cannot be read"
        raise ExpressionError(message, line + before.count("\n"), column, _hint(stripped, error)) from None
    except (ValueError, RecursionError, MemoryError):  # a zero byte, a number of too many digits, nesting
        raise ExpressionError("this cannot be read", 1, 1, "write a shorter one") from None


def _statement(text: str) -> bool:
    return bool(re.search(r";|^\s*(import|from|del|for|while|def|class|with|try|raise|return|global)\b", text))


def _hint(text: str, error: SyntaxError) -> str:
    bare = re.sub(r"""'[^'\n]*'|"[^"\n]*\"""", '""', text)
    hints = (
        (_statement(bare), "write one expression, without ; or commands"),
        ("=>" in bare, "write >="),
        ("=<" in bare, "write <="),
        (re.search(r"(?<![=!<>:])=(?!=)", bare), "use == to compare; an expression cannot set anything"),
        ("&&" in bare, "write and"),
        ("||" in bare, "write or"),
        (re.search(r"!(?!=)", bare), "write not"),
        ("===" in bare, "use == to compare"),
        ("<>" in bare, "write != for not equal"),
        (re.search(r"[\uff01-\uff5e\u201c\u201d\u3001]", bare), "type brackets, commas, signs and quotes half-width"),
        ("never closed" in error.msg, "a closing bracket is missing"),
        ("unmatched" in error.msg, "there is a closing bracket too many"),
        ("unterminated" in error.msg, "a closing quotation mark is missing"),
    )
    return next((hint for found, hint in hints if found), 'write it like value > 3 and kind == "result"')


def _children(node: ast.AST) -> list[ast.AST]:
    """All but the name of the function that is called, which is no value."""
    return [child for child in ast.iter_child_nodes(node) if not (isinstance(node, ast.Call) and child is node.func)]


def _judge(node: ast.AST, place: Places, functions: dict[str, Any]) -> None:
    if not isinstance(node, ALLOWED):
        message, hint = INSTEAD.get(type(node), ("this is not possible here", "compare values, or calculate with them"))
        raise place.error(node, message, hint)
    if isinstance(node, ast.BinOp | ast.UnaryOp) and type(node.op) in INSTEAD:
        raise place.error(node, *INSTEAD[type(node.op)])
    if isinstance(node, ast.Call):
        _call(node, place, functions)
    elif isinstance(node, ast.Constant):
        _constant(node, place)
    elif isinstance(node, ast.Name):
        _name(node, place, functions)
    elif isinstance(node, ast.Attribute) and node.attr.startswith("_"):
        raise place.error(node, f"{node.attr} is not possible here", f'write data["{node.attr}"]')
    elif isinstance(node, ast.Compare):
        nones = [isinstance(item, ast.Constant) and item.value is None for item in node.comparators]
        if any(isinstance(op, ast.Is | ast.IsNot) and not none for op, none in zip(node.ops, nones, strict=True)):
            raise place.error(node, "'is' compares with None only", "use == to compare")


def _call(node: ast.Call, place: Places, functions: dict[str, Any]) -> None:
    names = ", ".join(sorted(functions))
    if isinstance(node.func, ast.Attribute):
        method = OTHERWISE.get(node.func.attr, node.func.attr)
        hint = f"write {method}(x, ...)" if method in functions else f"these functions exist: {names}"
        raise place.error(node.func, "a value has no functions of its own here", hint)
    if not isinstance(node.func, ast.Name):
        raise place.error(node, "only a function can be called", f"these functions exist: {names}")
    if node.func.id not in functions:
        near = (
            [OTHERWISE[node.func.id]] if node.func.id in OTHERWISE else get_close_matches(node.func.id, functions, n=1)
        )
        hint = f"did you mean {near[0]}?" if near else f"these functions exist: {names}"
        raise place.error(node, f"unknown function {node.func.id!r}", hint)
    if node.keywords:
        raise place.error(node, "an argument cannot have a name here", "write the arguments in order")
    taken = signature(functions[node.func.id])
    try:
        taken.bind(*node.args)
    except TypeError:
        hint = f"write {node.func.id}({', '.join(taken.parameters)})"
        raise place.error(node, f"{node.func.id} does not take {len(node.args)} arguments", hint) from None


def _constant(node: ast.Constant, place: Places) -> None:
    value = node.value
    if not (value is None or isinstance(value, bool | int | float | str)):
        raise place.error(node, "this is neither a number nor a text", 'write 3.5, "text", True, False or None')
    if isinstance(value, int) and value > LARGEST_INTEGER:
        raise place.error(node, "the number is too large", "the largest whole number is 2 ** 63")
    if isinstance(value, float) and value == float("inf"):
        raise place.error(node, "the number is too large", "the largest number is 1.8e308")


def _name(node: ast.Name, place: Places, functions: dict[str, Any]) -> None:
    if node.id.startswith("__"):
        raise place.error(node, f"{node.id} is not possible here", f'write data["{node.id}"]')
    if node.id in WORDS:
        raise place.error(node, f"{node.id} is not known", f"write {WORDS[node.id]}")
    if node.id in functions and node.id not in LATER:
        hint = f'write {node.id}(x); for a value of that name data["{node.id}"]'
        raise place.error(node, f"{node.id} is a function", hint)
