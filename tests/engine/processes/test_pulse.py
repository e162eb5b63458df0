"""Pulse: a worker that stands still is told from one that gets no processor, without a clock of its own."""

import os
from pathlib import Path

from engine.processes.pulse import SILENCE, SLEEP, SPIN, Load, Pulse, load_of, memory_of

LOOK = 0.2


def judged(
    steps: int, cpu: float, *, asleep: bool = False, calling: bool = True, moving: bool = False, known: bool = True
) -> tuple[str, float]:
    """The first verdict and the time of it, with so much processor time used between two looks."""
    pulse = Pulse(0.0, patience=0.0)
    pulse.look(0.0, 0, Load(0.0, asleep=asleep) if known else None, calling=False)
    for i in range(1, steps + 1):
        load = Load(i * cpu, asleep=asleep) if known else None
        if how := pulse.look(i * LOOK, i if moving else 0, load, calling=calling):
            return how, i * LOOK
    return "", steps * LOOK


def test_a_node_that_spins_is_found_when_it_has_computed_for_long_enough() -> None:
    how, at = judged(100, LOOK)
    assert ("spins", True) == (how, SPIN <= at < SPIN + 2 * LOOK)


def test_on_a_machine_that_gives_it_a_tenth_of_a_processor_it_is_waited_for() -> None:
    how, at = judged(200, LOOK / 10)
    assert ("spins", True) == (how, at >= 10 * SPIN)


def test_a_node_that_waits_is_found() -> None:
    how, at = judged(100, 0.0, asleep=True)
    assert ("sleeps", True) == (how, SLEEP <= at < SLEEP + 3 * LOOK)


def test_a_worker_that_gets_no_processor_at_all_is_given_long() -> None:
    how, at = judged(200, 0.0)
    assert ("silent", True) == (how, SILENCE < at < SILENCE + 2 * LOOK)


def test_signs_of_life_are_enough_whatever_it_uses() -> None:
    assert ("", 400.0) == judged(2000, LOOK, moving=True)


def test_what_no_node_is_called_for_is_given_long() -> None:
    """A checkpoint, an import, kernels that are compiled, garbage that is collected."""
    how, at = judged(200, LOOK, calling=False)
    assert ("silent", True) == (how, SILENCE < at < SILENCE + 2 * LOOK)


def test_without_proc_only_silence_counts() -> None:
    how, at = judged(200, 0.0, known=False)
    assert ("silent", True) == (how, SILENCE < at < SILENCE + 2 * LOOK)


def test_a_worker_that_comes_up_is_given_its_time_until_it_says_hello() -> None:
    pulse = Pulse(0.0, patience=60.0)
    assert [""] * 400 == [pulse.look(i * LOOK, 0, None, calling=False) for i in range(400)]
    pulse.up(80.0)
    assert ["", "silent"] == [pulse.look(80.0 + t, 0, None, calling=False) for t in (SILENCE, SILENCE + LOOK)]


def test_load_and_memory_of_a_process_are_read_where_there_is_proc() -> None:
    load, memory = load_of(os.getpid()), memory_of()
    known = Path("/proc/self/stat").exists()
    assert (known, known) == (load is not None and load.cpu > 0, memory is not None and memory > 10 * 2**20)
    assert (None, None) == (load_of(2**22 + 1), memory_of(2**22 + 1))
