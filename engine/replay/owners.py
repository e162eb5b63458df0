"""Owners: which sources of a flow a recorded sample comes from."""

from collections.abc import Mapping, Sequence

from tundish.pattern import matches

ANYTHING = "*"


class Owners:
    """Looked up by point. `patterns` are what each source owns; one that owns `*` takes what no other one owns."""

    def __init__(self, patterns: Mapping[str, Sequence[str]]) -> None:
        self._patterns = patterns
        self._found: dict[str, tuple[str, ...]] = {}

    def of(self, point: str) -> tuple[str, ...]:
        """Ids of the sources, all of them if several read the point; none if nobody owns it."""
        found = self._found.get(point)
        if found is None:
            found = self._found[point] = self._search(point)
        return found

    def _search(self, point: str) -> tuple[str, ...]:
        named = [
            id
            for id, patterns in self._patterns.items()
            if any(pattern != ANYTHING and matches(point, pattern) for pattern in patterns)
        ]
        return tuple(named or [id for id, patterns in self._patterns.items() if ANYTHING in patterns])
