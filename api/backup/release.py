"""Release: which version of Tundish this is, and which of two is newer."""

import re
from importlib.metadata import PackageNotFoundError, version


def release() -> str:
    """The installed version; 0 in a source tree that is not installed."""
    try:
        return version("tundish")
    except PackageNotFoundError:
        return "0"


def number_of(text: str) -> tuple[int, ...]:
    """What can be compared of a version: `0.10.1` comes after `0.9`."""
    return tuple(int(digits) for digits in re.findall(r"\d+", text.partition("+")[0])[:3])
