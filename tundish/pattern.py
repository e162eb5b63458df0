"""Point patterns: names with `*` for any run of characters and `?` for one, or with `{device}` for a known name.

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


DEVICE = "{device}"


class DeviceFinder:
    """Which of many devices a point belongs to, by a pattern such as `{device}.*`: one look-up for each point.

    A `*` may stand at the beginning and at the end. Of several devices that fit, the longest has the point.
    """

    def __init__(self, pattern: str, devices: Iterable[str]) -> None:
        head, _, tail = pattern.partition(DEVICE)
        self._before, self._head = head.startswith("*"), head.lstrip("*")
        self._after, self._tail = tail.endswith("*"), tail.rstrip("*")
        self._devices = frozenset(devices)

    def of(self, point: str) -> str | None:
        """The device; None if it is nobody's."""
        if not (self._before or point.startswith(self._head)) or not (self._after or point.endswith(self._tail)):
            return None
        starts = _places(point, self._head, after=True) if self._before else [len(self._head)]
        stops = _places(point, self._tail, after=False) if self._after else [len(point) - len(self._tail)]
        names = {point[start:stop] for start in starts for stop in stops if start < stop}
        return max(names & self._devices, key=lambda name: (len(name), name), default=None)


def _places(text: str, part: str, *, after: bool) -> list[int]:
    """Where a part stands in a text: the places before it, or after it."""
    found = [i for i in range(len(text) - len(part) + 1) if text.startswith(part, i)]
    return [i + len(part) for i in found] if after else found


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> "re.Pattern[str]":
    """What stands between stars is taken where it fits first, for good: a pattern of many stars is no trap."""
    first, *middle = ("".join("." if p == "?" else re.escape(p) for p in part) for part in re.split(r"\*+", pattern))
    if not middle:
        return re.compile(first, re.DOTALL)
    last = middle.pop()
    text = first + "".join(f"(?>.*?{part})" for part in middle) + f".*{last}"
    return re.compile(text, re.DOTALL)
