"""Times: which ones of other people's clocks can be kept. Ns since 1970 in 64 bits end in the year 2262."""

LAST = 9_214_646_400_000_000_000
"""2262-01-01T00:00:00Z, the first time that is too late."""


def in_range(time: int) -> bool:
    """Whether a time (ns UTC) lies in the years 1970 to 2261."""
    return 0 <= time < LAST
