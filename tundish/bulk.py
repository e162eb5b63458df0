"""Bulk: how much a value of JSON is once it is written out.

A list that holds another one twice holds it once in memory and twice in a journal, so that a few rows of lists of lists
could make what no disk takes.
"""

from collections.abc import Mapping
from typing import Any

LARGEST = 500_000
"""Parts and characters that what is computed of an event may have: more than any event has that somebody looks at."""
DEEPEST = 150
"""Lists and records in one another."""

PLAIN = frozenset({int, float, bool, type(None)})


def bulk(value: Any, most: int = LARGEST) -> int:
    """Parts of it and characters of its texts; ValueError when there are more than `most`, or it is nested too deep.

    As JSON it has as many characters at least. Counting ends at `most`, however large the value is.
    """
    size, level = 0, [value]
    for _ in range(DEEPEST + 1):
        below: list[Any] = []
        size += len(level)
        for one in level:
            if type(one) in PLAIN:
                continue
            if isinstance(one, str):
                size += len(one)
            elif isinstance(one, Mapping):
                below.extend(one)
                below.extend(one.values())
            elif isinstance(one, list | tuple):
                below.extend(one)
            if size + len(below) > most:
                raise ValueError(f"what is computed of one event gets larger than {LARGEST} parts and characters")
        if not below:
            return size
        level = below
    raise ValueError(f"what is computed of one event gets nested more than {DEEPEST} deep")
