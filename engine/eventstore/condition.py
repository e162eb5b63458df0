"""Condition: part of a WHERE, with its values."""

from typing import Any, NamedTuple


class Condition(NamedTuple):
    """Nothing is asked when it is empty."""

    sql: str
    values: tuple[Any, ...] = ()


def both(*parts: Condition) -> Condition:
    """All of them must hold."""
    asked = [part for part in parts if part.sql]
    sql = " AND ".join(part.sql for part in asked) or "1 = 1"
    return Condition(sql, tuple(value for part in asked for value in part.values))


def either(*parts: Condition) -> Condition:
    """One of them must hold; anything, when there are none."""
    sql = " OR ".join(part.sql for part in parts) or "1 = 1"
    return Condition(f"({sql})", tuple(value for part in parts for value in part.values))
