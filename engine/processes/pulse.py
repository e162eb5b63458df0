"""Pulse: tells from outside whether a worker's loop stands still, without mistaking a slow machine for a hung node.

Counted is what the process itself has used up, not what the clock says: a worker that gets no processor is waited for.

* A node that is being called has computed for `SPIN` seconds of processor time: it spins.
* A node that is being called has done nothing, asleep at every look for `SLEEP` seconds: it is blocked.
* No sign of life for `SILENCE` seconds: whatever it is. This also covers all that no node is at fault for (checkpoints,
  imports, compiling, collecting garbage) and systems without /proc.
"""

import os
from pathlib import Path
from typing import NamedTuple

SPIN = 1.5
SLEEP = 1.6
LOOKS = 6
"""Looks in a row that must find it asleep."""
SILENCE = 20.0
TICK = 1.0 / os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 0.01
PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


class Load(NamedTuple):
    """What the main thread of a process is at."""

    cpu: float
    """Seconds of processor time it has used."""
    asleep: bool
    """It waits for something other than a processor or a disk."""


class Pulse:
    """Of one worker. `look` often; times are seconds of the loop's clock."""

    def __init__(self, now: float, patience: float) -> None:
        """`patience`: seconds it may take to come up."""
        self._sign: object = None
        self._since = now + patience
        self._cpu = 0.0
        self._last = 0.0
        self._asleep = 0.0
        self._looks = 0

    def up(self, now: float) -> None:
        """It has come up: from now on it is expected to live."""
        self._since = now

    def look(self, now: float, sign: object, load: Load | None, *, calling: bool) -> str:
        """`spins`, `sleeps`, `silent`, or empty while there is nothing to worry about.

        `sign` changes while the worker lives; `calling`: a node is being called, and nothing excuses it.
        """
        if sign != self._sign or not calling:
            self._fresh(now, load, moved=sign != self._sign)
            self._sign = sign
        elif load is not None:
            self._count(now, load)
            if load.cpu - self._cpu >= SPIN:
                return "spins"
            if self._looks >= LOOKS and now - self._asleep >= SLEEP:
                return "sleeps"
        return "silent" if now - self._since > SILENCE else ""

    def _fresh(self, now: float, load: Load | None, *, moved: bool) -> None:
        if moved:
            self._since = max(now, self._since) if self._sign is None else now
        self._cpu = self._last = load.cpu if load else 0.0
        self._looks = 0

    def _count(self, now: float, load: Load) -> None:
        still = load.asleep and load.cpu - self._last <= TICK
        self._last = load.cpu
        if not still:
            self._looks = 0
        elif not self._looks:
            self._asleep, self._looks = now, 1
        else:
            self._looks += 1


def load_of(pid: int) -> Load | None:
    """Of the process's main thread; None where that cannot be known."""
    try:
        raw = Path(f"/proc/{pid}/task/{pid}/stat").read_text()
    except OSError:
        return None
    state, *fields = raw.rpartition(")")[2].split()
    return Load((int(fields[10]) + int(fields[11])) * TICK, state == "S")


def memory_of(pid: int | str = "self") -> int | None:
    """Bytes of memory a process has in use; None where that cannot be known."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
    except (OSError, IndexError):
        return None
