"""Steady: how a worker's process is set so that its loop seldom waits for something else in it."""

import gc
import sys

SWITCH = 0.0005
"""Seconds after which a thread that computes lets the loop go on; Python's own 5 ms would be added to a transition."""


def steady() -> None:
    """Call it when everything is loaded: what is there by then stays, and is never searched for garbage again."""
    sys.setswitchinterval(SWITCH)
    gc.collect()
    gc.freeze()
