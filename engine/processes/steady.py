"""Steady: how a process is set so that its loop seldom waits for something else in it, and so that it is soon there."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

SWITCH = 0.0005
"""Seconds after which a thread that computes lets the loop go on; Python's own 5 ms would be added to a transition."""


def steady() -> None:
    """Call it when everything is loaded: what is there by then stays, and is never searched for garbage again."""
    sys.setswitchinterval(SWITCH)
    gc.collect()
    gc.freeze()


@contextmanager
def loading() -> Iterator[None]:
    """While modules are imported: they leave next to no garbage, and the search for it takes an eighth of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
