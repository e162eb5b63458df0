"""Keep: how long recorded samples are kept."""

from typing import NamedTuple


class Keep(NamedTuple):
    """Whichever comes first. Whole days go, the oldest first."""

    days: float = 400
    size: int = 50 * 2**30
    """Bytes of all Parquet files."""
