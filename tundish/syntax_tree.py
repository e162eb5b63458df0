"""Python's syntax trees, of texts that people write and of our own source."""

import ast
from collections.abc import Callable
from typing import TypeVar

Tree = TypeVar("Tree", bound=ast.AST)

TRIES = 5


def expression_tree(text: str) -> ast.Expression:
    """Of one expression; errors as those of `ast.parse`."""
    return _parsed(lambda: ast.parse(text, mode="eval"))


def module_tree(source: str) -> ast.Module:
    """Of a whole module; errors as those of `ast.parse`."""
    return _parsed(lambda: ast.parse(source))


def _parsed(parse: Callable[[], Tree]) -> Tree:
    """CPython before 3.11.8 may lose count when two threads parse at once (gh-106905) and raise SystemError: again."""
    for _ in range(TRIES - 1):
        try:
            return parse()
        except SystemError:
            continue
    return parse()
