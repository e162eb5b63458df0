"""Times in queries: ISO 8601, or nanoseconds since 1970."""

from typing import Annotated

from pydantic import Field

from api.errors import Invalid
from tundish.iso import iso, nanoseconds_of

FURTHEST = 2**62
When = Annotated[str, Field(max_length=64)]


def when(text: str, field: str) -> int | None:
    """Ns since 1970, or None for an empty text; Invalid names the field."""
    if not text:
        return None
    digits = text.removeprefix("-")
    if digits.isascii() and digits.isdigit() and len(digits) > 4 and abs(int(text)) < FURTHEST:  # noqa: PLR2004 - a year
        return int(text)
    try:
        return nanoseconds_of(text.replace(" ", "+") if "T" in text else text)  # a plus sign that nobody has quoted
    except ValueError as error:
        raise Invalid(str(error)[0].upper() + str(error)[1:], "", field) from None


def told(time: int) -> str:
    """ISO; of a time that no calendar has, its nanoseconds."""
    try:
        return iso(time)
    except (ValueError, OverflowError):
        return str(time)
