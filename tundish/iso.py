"""Times as text: ISO 8601, UTC, nanoseconds kept."""

import re
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

SECOND = 1_000_000_000
MINUTE = 60 * SECOND
_TEXT = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(?:[.,](\d{1,9})\d*)?\s*(Z|[+-]\d\d:?\d\d)?", re.IGNORECASE
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@lru_cache(maxsize=1024)
def iso(time: int) -> str:
    """`2026-11-21T12:00:00.000000001Z` from ns since 1970; years 1 to 9999."""
    minute, rest = divmod(time, MINUTE)
    return "%s:%02d.%09dZ" % (_minute(minute), rest // SECOND, rest % SECOND)  # noqa: UP031 - half the time of an f-string


@lru_cache(maxsize=1024)
def _minute(minute: int) -> str:
    """Times of a batch mostly lie within a few minutes."""
    return datetime.fromtimestamp(60 * minute, UTC).isoformat()[:16]


def nanoseconds_of(text: str, zone: str = "UTC") -> int:
    """Ns since 1970 of an ISO time; `zone` (IANA) holds when the text names none. ValueError says what is wrong."""
    match = _TEXT.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is no time: write 2026-11-21T12:00:00.5Z or 2026-11-21 12:00:00")
    day, clock, fraction, offset = match.groups()
    try:
        moment = datetime.fromisoformat(f"{day}T{clock}{(offset or '').upper()}")
    except ValueError:
        raise ValueError(f"{text!r} is no time: no such day or hour") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(zone))
    passed = moment - _EPOCH
    return (passed.days * 86_400 + passed.seconds) * SECOND + int((fraction or "0").ljust(9, "0"))
