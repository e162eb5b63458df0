"""Quota: how much memory a worker may use.

The supervisor ends a worker that has more in use. Before that, and only for what is asked for in one piece, the system
itself refuses: the node that asks gets a `MemoryError`, which is a throw like any other.
"""

import os
import resource
from pathlib import Path

from engine.processes.pulse import memory_of

MOST = 2 * 2**30
LEAST = 512 * 2**20
SLACK = 1.25
"""What the system refuses lies above what the supervisor allows: growth in small pieces must not hurt bystanders."""


def default() -> int:
    """Bytes a worker may use if nobody says otherwise: 2 GiB, or half of the machine's memory if that is less."""
    try:
        total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError):
        return MOST
    return max(LEAST, min(MOST, total // 2))


def refuse_above(limit: int) -> None:
    """Let the system refuse this process any data far above `limit` bytes of memory in use."""
    data, used = _data(), memory_of()
    if not limit or data is None or used is None:
        return
    most = data - used + int(SLACK * limit)
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    if hard == resource.RLIM_INFINITY or most <= hard:
        resource.setrlimit(resource.RLIMIT_DATA, (most, hard))


def _data() -> int | None:
    """Bytes that count against RLIMIT_DATA; None where that cannot be known."""
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return None
    found = [int(line.split()[1]) * 1024 for line in lines if line.startswith("VmData:")]
    return found[0] if found else None
