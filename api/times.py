"""Times in queries: ISO 8601, or nanoseconds since 1970."""

import re

from api.errors import Invalid
from tundish.iso import iso, nanoseconds_of

FURTHEST = 2**62
"""A time further away means the end of all times there are."""
SHORTEST = 17
"""Digits of ns since 1970; fewer are seconds, or a day without its dashes, and nobody means a moment of 1970."""
DAY = re.compile(r"\d{4}-\d\d-\d\d")


def when(text: str, field: str) -> int | None:
    """Ns since 1970, or None for an empty text; Invalid names the field."""
    if not text:
        return None
    digits = text.removeprefix("-")
    if digits.isascii() and digits.isdigit() and len(digits) >= SHORTEST:
        return _within(int(text))
    try:
        return _within(moment(text.replace(" ", "+") if "T" in text else text))  # a plus sign that nobody has quoted
    except ValueError as error:
        raise Invalid(str(error)[0].upper() + str(error)[1:], "", field) from None


def _within(time: int) -> int:
    return max(-FURTHEST, min(FURTHEST, time))


def moment(text: str) -> int:
    """Ns since 1970 of an ISO time, or of a day, which begins at midnight UTC; ValueError."""
    return nanoseconds_of(f"{text}T00:00" if DAY.fullmatch(text.strip()) else text)


def told(time: int) -> str:
    """ISO; of a time that no calendar has, its nanoseconds."""
    try:
        return iso(time)
    except (ValueError, OverflowError):
        return str(time)
