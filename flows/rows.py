"""Rows: which rows of two lists are the same row, by what names them, else by what is in them.

The rules are those of the editor (`editor/src/flow/rowPairs.ts`).
"""

import json
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from typing import Any, TypeAlias

Pair: TypeAlias = tuple[int | None, int | None]
"""Places of a row before and after; None where it is not there."""

_KEYS = ("id", "point", "points", "name", "device", "port", "tag", "key", "address")
_MOST = 1_000_000
"""Cells of the largest table by which rows without keys are matched; beyond it they are taken as they stand."""

_NEAR = 10_000
"""The same for rows that are not equal, matched by their cells."""


def row_key(lists: Sequence[list[Any]]) -> Callable[[Any], str] | None:
    """How rows are told apart: by the first key that all have and that no two of a list share."""
    for name in _KEYS:
        if all(_named(rows, name) for rows in lists):
            return lambda row, name=name: str(row[name])  # type: ignore[misc]
    return None


def pairs(before: list[Any], after: list[Any]) -> tuple[list[Pair], bool]:
    """Rows that belong together, and whether those in both stand in another order."""
    key = row_key([before, after])
    was, now = ([(key or row_text)(row) for row in rows] for rows in (before, after))
    if key and not _in_order(was, now):
        return list(_by_key(was, now)), True
    return list(_between(was, now, before, after)), False


def by_content(before: list[Any], after: list[Any]) -> list[Pair]:
    """The same by what is in them alone."""
    return list(_between([row_text(row) for row in before], [row_text(row) for row in after], before, after))


def _between(was: list[str], now: list[str], before: list[Any], after: list[Any]) -> Iterator[Pair]:
    """Equal rows are pairs; between them, rows that were changed are, by what they share, the rest came or went."""
    i = j = 0
    for a, b in [*_anchors(was, now), (len(was), len(now))]:
        for one, other in _likest(before[i:a], after[j:b]):
            yield None if one is None else one + i, None if other is None else other + j
        if a < len(was) and b < len(now):
            yield a, b
        i, j = a + 1, b + 1


def _likest(before: list[Any], after: list[Any]) -> Iterator[Pair]:
    """Pairs that share the most cells and keep the order; as they stand where they share nothing."""
    m, n = len(before), len(after)
    near = 0 < m * n <= _NEAR
    shared = [[_shared(one, other) * _NEAR + 1 for other in after] for one in before] if near else []
    best = [[0] * (n + 1) for _ in range(m + 1 if near else 0)]
    for i, j in product(reversed(range(m)), reversed(range(n))) if near else ():
        best[i][j] = max(best[i + 1][j + 1] + shared[i][j], best[i + 1][j], best[i][j + 1])
    i = j = 0
    while i < m and j < n:
        if not near or best[i][j] == best[i + 1][j + 1] + shared[i][j]:
            yield i, j
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            yield i, None
            i += 1
        else:
            yield None, j
            j += 1
    yield from ((gone, None) for gone in range(i, m))
    yield from ((None, come) for come in range(j, n))


def _shared(one: Any, other: Any) -> int:
    """How many cells two rows have in common."""
    if isinstance(one, dict) and isinstance(other, dict):
        return sum(row_text(one[key]) == row_text(other[key]) for key in one if key in other)
    if isinstance(one, list) and isinstance(other, list):
        return sum(row_text(a) == row_text(b) for a, b in zip(one, other, strict=False))
    return 0


def _named(rows: list[Any], name: str) -> bool:
    names = [row.get(name) for row in rows if isinstance(row, dict)]
    told = all(isinstance(text, str) and text for text in names)
    return told and len(names) == len(rows) and len(set(names)) == len(names)


def row_text(row: Any) -> str:
    """What is in it, whatever the order of its keys."""
    return json.dumps(_plain(row), sort_keys=True)


def _plain(value: Any) -> Any:
    """1.0 is 1, as it is in a browser."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _in_order(was: list[str], now: list[str]) -> bool:
    had, has = set(was), set(now)
    return [one for one in was if one in has] == [one for one in now if one in had]


def _by_key(was: list[str], now: list[str]) -> Iterator[Pair]:
    places = {one: i for i, one in enumerate(was)}
    kept = set(now)
    yield from ((places.get(one), i) for i, one in enumerate(now))
    yield from ((i, None) for i, one in enumerate(was) if one not in kept)


def _anchors(was: list[str], now: list[str]) -> list[tuple[int, int]]:
    """The longest run of equal rows that keeps the order of both."""
    least = min(len(was), len(now))
    head = next((i for i in range(least) if was[i] != now[i]), least)
    tail = next((i for i in range(least - head) if was[-1 - i] != now[-1 - i]), least - head)
    middle = _longest(was[head : len(was) - tail], now[head : len(now) - tail])
    return [
        *((i, i) for i in range(head)),
        *((a + head, b + head) for a, b in middle),
        *((len(was) - tail + i, len(now) - tail + i) for i in range(tail)),
    ]


def _longest(was: list[str], now: list[str]) -> list[tuple[int, int]]:
    if not was or not now or len(was) * len(now) > _MOST:
        return []
    lengths = [[0] * (len(now) + 1) for _ in range(len(was) + 1)]
    for a in reversed(range(len(was))):
        below, row = lengths[a + 1], lengths[a]
        for b in reversed(range(len(now))):
            row[b] = below[b + 1] + 1 if was[a] == now[b] else max(below[b], row[b + 1])
    found, a, b = [], 0, 0
    while a < len(was) and b < len(now):
        if was[a] == now[b]:
            found.append((a, b))
            a, b = a + 1, b + 1
        elif lengths[a + 1][b] >= lengths[a][b + 1]:
            a += 1
        else:
            b += 1
    return found
