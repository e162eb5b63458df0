"""Point patterns: names with `*` for any run of characters and `?` for one.

The most specific pattern that fits wins: no wildcard before any, then fewest wildcards, then the longest.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache


def is_pattern(text: str) -> bool:
    """Whether the text stands for more than one point."""
    return "*" in text or "?" in text


def matches(name: str, pattern: str) -> bool:
    return _compiled(pattern).fullmatch(name) is not None


def specificity(pattern: str) -> tuple[int, int]:
    """Larger is more specific."""
    return -(pattern.count("*") + pattern.count("?")), len(pattern)


def best(name: str, patterns: Iterable[str]) -> int | None:
    """Index of the most specific pattern that fits, the first among equals; None if none does."""
    fitting = [(specificity(p), -i) for i, p in enumerate(patterns) if matches(name, p)]
    return -max(fitting)[1] if fitting else None


class Chooser:
    """`best` over patterns that stay the same, for many names: exact names cost one look-up."""

    def __init__(self, patterns: Sequence[str]) -> None:
        self._exact: dict[str, int] = {}
        self._wild: list[tuple[re.Pattern[str], int]] = []
        for i in sorted(range(len(patterns)), key=lambda i: (*(-part for part in specificity(patterns[i])), i)):
            if is_pattern(patterns[i]):
                self._wild.append((_compiled(patterns[i]), i))
            else:
                self._exact.setdefault(patterns[i], i)

    def best(self, name: str) -> int | None:
        """Index of the most specific pattern that fits, the first among equals; None if none does."""
        exact = self._exact.get(name)
        if exact is not None:
            return exact
        return next((i for pattern, i in self._wild if pattern.fullmatch(name)), None)


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> "re.Pattern[str]":
    # only `*` and `?` are special; runs of stars are one, so that matching stays linear in practice
    parts = re.split(r"(\*+|\?)", pattern)
    text = "".join(".*" if p.startswith("*") else "." if p == "?" else re.escape(p) for p in parts)
    return re.compile(text, re.DOTALL)
