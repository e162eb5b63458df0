"""Ran: what a peer made of the workload."""

from typing import NamedTuple

from benchmarks.running import Transition


class Ran(NamedTuple):
    seconds: float
    """CPU or wall time, whichever is less."""
    transitions: list[Transition]
