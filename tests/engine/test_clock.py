"""Engine time never goes back, and never lags behind the wall clock."""

from hypothesis import given
from hypothesis import strategies as st

from engine.clock import SLEW, Clock

HOUR = 3600 * 10**9


@given(steps=st.lists(st.tuples(st.integers(0, HOUR), st.integers(-HOUR, HOUR)), max_size=30))
def test_time_goes_on_at_its_own_pace_or_catches_up_whatever_the_wall_clock_does(steps: list[tuple[int, int]]) -> None:
    steady, wall = [0], [10 * HOUR]
    clock = Clock(lambda: wall[0], lambda: steady[0])
    last = clock.now()
    for passed, jump in steps:
        steady[0] += passed
        wall[0] += passed + jump
        now = clock.now()
        assert now - last >= passed - passed // SLEW
        assert now >= wall[0]
        assert now == wall[0] or now - last <= passed
        last = now


def test_a_step_is_made_up_for_and_counted_once() -> None:
    steady, wall = [0], [10 * HOUR]
    clock = Clock(lambda: wall[0], lambda: steady[0])
    wall[0] -= 10 * 10**9
    for _ in range(400):
        steady[0] += 10**9
        wall[0] += 10**9
        clock.now()
    assert wall[0] == clock.now()
    assert 1 == clock.steps


def test_a_machine_that_has_slept_takes_samples_of_now() -> None:
    steady, wall = [0], [10 * HOUR]
    clock = Clock(lambda: wall[0], lambda: steady[0])
    wall[0] += HOUR
    assert wall[0] == clock.now()


def test_time_goes_on_from_before_a_restart_even_if_the_wall_clock_was_set_back() -> None:
    clock = Clock(lambda: 10 * HOUR, lambda: 0)
    clock.at_least(11 * HOUR)
    assert 11 * HOUR == clock.now()
