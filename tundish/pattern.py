"""Point patterns: names with `*` for any run of characters and `?` for one.

The most specific pattern that fits wins: no wildcard before any, then fewest wildcards, then the longest.
"""

import re
from collections.abc import Iterable
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


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> "re.Pattern[str]":
    # only `*` and `?` are special; runs of stars are one, so that matching stays linear in practice
    parts = re.split(r"(\*+|\?)", pattern)
    text = "".join(".*" if p.startswith("*") else "." if p == "?" else re.escape(p) for p in parts)
    return re.compile(text, re.DOTALL)
