"""Engine time never goes back, and never lags behind the wall clock."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.clock import SLEW, Clock
from engine.passes.inbox import Inbox
from engine.passes.plan import plan
from engine.passes.runner import Runner
from tundish import Event, Points, Samples
from tundish.catalogue import load
from tundish.iso import nanoseconds_of

SECOND = 10**9
HOUR = 3600 * SECOND


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


class Faked:
    """A clock whose wall is set forth and back."""

    def __init__(self, wall: int = 10 * HOUR) -> None:
        self.wall, self.steady = wall, 0
        self.clock = Clock(lambda: self.wall, lambda: self.steady)

    def pass_by(self, seconds: float, every: float = 1.0) -> list[int]:
        """What the clock shows meanwhile."""
        shown = []
        for _ in range(round(seconds / every)):
            self.wall += round(every * SECOND)
            self.steady += round(every * SECOND)
            shown.append(self.clock.now())
        return shown


def test_a_wall_clock_set_back_an_hour_is_met_after_twenty_hours_and_every_delay_until_then_is_5_percent_longer() -> (
    None
):
    faked = Faked()
    faked.wall -= HOUR
    shown = faked.pass_by(19 * 3600, every=10)
    assert {10 * SECOND - 10 * SECOND // SLEW} == set(np.diff(shown).tolist())
    assert faked.wall < shown[-1]
    faked.pass_by(2 * 3600, every=10)
    assert faked.wall == faked.clock.now()
    assert 1 == faked.clock.steps


def test_a_wall_clock_set_forward_an_hour_is_followed_at_once_and_counted() -> None:
    """Values that devices stamp with the right time would else be of the future, and set aside, for as long."""
    faked = Faked()
    faked.wall += HOUR
    shown = faked.pass_by(1)
    assert [faked.wall] == shown
    assert 1 == faked.clock.steps


@pytest.mark.parametrize("step", [0.128, -0.128, 0.9, -0.9], ids=lambda s: f"{s} s")
def test_the_small_steps_of_ntp_are_made_up_for_in_seconds_and_are_no_jump(step: float) -> None:
    faked = Faked()
    faked.wall += round(step * SECOND)
    shown = faked.pass_by(30)
    assert shown[-1] == faked.wall
    assert 0 == faked.clock.steps
    assert np.diff(shown).min() >= SECOND - SECOND // SLEW


def test_a_leap_second_that_is_told_twice_neither_stops_time_nor_turns_it_back() -> None:
    """The wall clock shows 23:59:59 two times over; twenty seconds later both agree again."""
    faked = Faked(nanoseconds_of("2026-12-31T23:59:58Z"))
    before = faked.pass_by(2, every=0.1)
    faked.wall -= SECOND
    after = faked.pass_by(25, every=0.1)
    assert np.diff([*before, *after]).min() > 0
    assert faked.wall == after[-1]


def test_the_zone_of_the_machine_and_its_summer_time_do_not_come_into_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Engine time counts nanoseconds of UTC: where clocks are put back an hour, nothing happens."""
    shown = []
    for zone in ("UTC", "America/New_York"):
        monkeypatch.setenv("TZ", zone)
        faked = Faked(nanoseconds_of("2026-11-01T05:59:50Z"))  # 01:59:50 in New York, the first time
        shown.append(faked.pass_by(20))
    assert shown[0] == shown[1]
    assert {SECOND} == set(np.diff(shown[0]).tolist())


def test_a_delay_goes_over_the_end_of_32_bits_in_2038() -> None:
    begin = 2**31 * SECOND - 2 * SECOND
    points, seen = Points(), list[Event]()
    limits = {"rows": [{"points": "*", "h": 50, "on_delay": 5}]}
    nodes = {"in": {"kind": "source.mqtt", "config": {}}, "limit": {"kind": "alarm.limit", "config": limits}}
    wires = [{"from": ["in", "samples"], "to": ["limit", "samples"]}]
    now = [begin]
    runner = Runner(
        plan({"nodes": nodes, "wires": wires}, load().kinds, points), Inbox(lambda: now[0]), points,
        lambda node, _, payload: seen.append(payload) if isinstance(payload, Event) else None,
    )  # fmt: skip
    hot = Samples.of(arrival=[0], time=[begin], point=[points.number("p")], value=[60.0], quality=[0])
    runner.inbox.put("in", "samples", hot)
    for _ in range(8):
        runner.run_once()
        now[0] += SECOND
    assert [begin + 5 * SECOND] == [event.time for event in seen]
    assert "2038-01-19T03:14:11.000000000Z" == seen[0].data["active_since"]
