"""Guard: watches a call for clocks, chance, files and the network, however they were imported."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

CLOCKS = {
    "time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns", "process_time",
    "process_time_ns", "thread_time", "thread_time_ns", "sleep", "clock_gettime", "clock_gettime_ns",
}  # fmt: skip
FORBIDDEN = {
    *(("time", name) for name in CLOCKS),
    ("datetime", "datetime.now"), ("datetime", "datetime.utcnow"), ("datetime", "date.today"),
    ("_io", "open"), ("io", "open"), ("posix", "open"), ("nt", "open"),
    ("posix", "urandom"), ("nt", "urandom"), ("posix", "getrandom"),
}  # fmt: skip
MODULES = {"random", "_random", "secrets", "socket", "_socket", "subprocess", "_posixsubprocess"}


@contextmanager
def watched() -> Iterator[list[str]]:
    """Lists, while it lasts, the forbidden functions that this thread calls."""
    found: list[str] = []

    def look(frame: FrameType, what: str, function: Any) -> None:
        if what == "c_call":
            owner = getattr(function, "__self__", None)
            home = getattr(function, "__module__", None) or getattr(owner, "__module__", type(owner).__module__)
            name = getattr(function, "__qualname__", "")
            if home in MODULES or (home, name) in FORBIDDEN:
                found.append(f"{home}.{name}" if home != "datetime" else name)
        elif what == "call" and frame.f_globals.get("__name__") in MODULES:
            found.append(f"{frame.f_globals['__name__']}.{frame.f_code.co_qualname}")

    before, collecting = sys.getprofile(), gc.isenabled()
    gc.disable()  # what others do when garbage is collected is not the node's doing
    sys.setprofile(look)
    try:
        yield found
    finally:
        sys.setprofile(before)
        if collecting:
            gc.enable()
