"""Engine time never goes back and never jumps."""

from hypothesis import given
from hypothesis import strategies as st

from engine.clock import SLEW, Clock

HOUR = 3600 * 10**9


@given(steps=st.lists(st.tuples(st.integers(0, HOUR), st.integers(-HOUR, HOUR)), max_size=30))
def test_time_goes_on_at_nearly_its_own_pace_whatever_the_wall_clock_does(steps: list[tuple[int, int]]) -> None:
    steady, wall = [0], [10 * HOUR]
    clock = Clock(lambda: wall[0], lambda: steady[0])
    last = clock.now()
    for passed, jump in steps:
        steady[0] += passed
        wall[0] += passed + jump
        now = clock.now()
        assert passed - passed // SLEW <= now - last <= passed + passed // SLEW
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
