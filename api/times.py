"""Times in queries: ISO 8601, or nanoseconds since 1970."""

import re

from api.errors import Invalid
from tundish.iso import iso, nanoseconds_of

FURTHEST = 2**62
DAY = re.compile(r"\d{4}-\d\d-\d\d")


def when(text: str, field: str) -> int | None:
    """Ns since 1970, or None for an empty text; Invalid names the field."""
    if not text:
        return None
    digits = text.removeprefix("-")
    if digits.isascii() and digits.isdigit() and len(digits) > 4 and abs(int(text)) < FURTHEST:  # noqa: PLR2004 - a year
        return int(text)
    try:
        return moment(text.replace(" ", "+") if "T" in text else text)  # a plus sign that nobody has quoted
    except ValueError as error:
        raise Invalid(str(error)[0].upper() + str(error)[1:], "", field) from None


def moment(text: str) -> int:
    """Ns since 1970 of an ISO time, or of a day, which begins at midnight UTC; ValueError."""
    return nanoseconds_of(f"{text}T00:00" if DAY.fullmatch(text.strip()) else text)


def told(time: int) -> str:
    """ISO; of a time that no calendar has, its nanoseconds."""
    try:
        return iso(time)
    except (ValueError, OverflowError):
        return str(time)
