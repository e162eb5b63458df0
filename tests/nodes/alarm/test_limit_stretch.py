"""Many samples and timers in one call of the limit alarm come to the same as one at a time, origins included."""

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nodes.alarm.limit import Limit, LimitConfig
from tundish.testing import Bench, Row
from tundish.testing.bench import msgpacked, samples

ROWS = st.lists(
    st.tuples(
        st.integers(0, 6),  # to the next instant, in steps of the clock; 0: the same one
        st.integers(-3, 12),  # how much further source time goes
        st.sampled_from(["a", "b", "a/H", "c"]),
        st.sampled_from([0.0, 5.0, 15.0, 45.0, 75.0, 85.0, 95.0, 99.0]),
        st.sampled_from([0, 0, 0, 0, 0, 0x40, 0x80]),
    ),
    max_size=30,
)
CONFIG = {"rows": [{"ll": 10, "l": 20, "h": 80, "hh": 90, "deadband": 10}]}


def benches(on: int, off: int) -> list[Bench]:
    """Four of the same: in stretches, one by one, in stretches of which every one is undone first, with restarts."""
    row = CONFIG["rows"][0] | {"on_delay": on / 1e9, "off_delay": off / 1e9}
    return [Bench(Limit, LimitConfig.model_validate({"rows": [row]})).start() for _ in range(4)]


@given(
    told=ROWS, on=st.sampled_from([0, 1, 4, 7, 20]), off=st.sampled_from([0, 3, 9]),
    cuts=st.lists(st.integers(1, 12), min_size=1), pause=st.integers(0, 30), edited=st.integers(0, 3),
)  # fmt: skip
def test_a_stretch_is_the_same_as_one_at_a_time(
    told: list[tuple[int, int, str, float, int]], on: int, off: int, cuts: list[int], pause: int, edited: int
) -> None:
    arrival, time, rows = 1, 1, []
    for gap, further, point, value, quality in told:
        arrival, time = arrival + 2 * gap, max(time, time + further)
        rows.append(Row(arrival, point, value, quality, time))
    stretches, singly, undone, restarted = benches(on, off)
    singly.step.trace = lambda _: None  # who is traced is called one by one
    start, left = 0, list(rows)
    for turn, cut in enumerate(cuts * max(1, len(rows))):
        part, left = left[:cut], left[cut:]
        while left and part and left[0].arrival == part[-1].arrival:  # whole instants
            part, left = [*part, left[0]], left[1:]
        if not part:
            break
        start = part[-1].arrival
        stretches.feed(part)
        singly.play(part, apart=True)
        undo(undone, part)
        undone.feed(part)
        restarted = again(restarted)
        restarted.feed(part)
        if turn == edited:
            config: Any = stretches.node.config
            other = config.rows[0].model_copy(update={"h": 70.0, "on_delay": (on + 2) / 1e9})
            for bench in (stretches, singly, undone, restarted):
                bench.configure(LimitConfig(rows=(other,)), start + 1)
    until = start + 2 * pause + 1
    restarted = again(restarted)
    for bench in (stretches, singly, undone, restarted):
        bench.wake(until)
    for other_bench in (singly, undone, restarted):
        assert other_bench.seen == stretches.seen
        assert other_bench.snapshot() == stretches.snapshot()


def again(bench: Bench) -> Bench:
    """The same after a restart."""
    made = Bench(Limit, bench.node.config, msgpacked(bench.snapshot()))
    made.seen = bench.seen
    return made


def undo(bench: Bench, rows: list[Row]) -> None:
    """Feed, and take it back."""
    state, batch = bench.node.state, samples(rows, bench.points)
    state.begin()
    list(bench.node.on_stretch("samples", batch, batch.last))
    state.undo()


def test_the_value_of_a_delay_is_the_last_one_though_another_link_is_dead() -> None:
    """Records are written late; where one of the same points is bad, what was held before counts for that one alone."""
    bench = Bench(Limit, LimitConfig.model_validate({"rows": [{"h": 80, "on_delay": 10e-9}]})).start()
    for at, value, quality in ((1, 45.0, 0), (3, 50.0, 0), (5, 85.0, 0x80)):
        bench.feed([Row(at, "a", 40.0 + at, quality), Row(at, "b", value + 5.0)])
    bench.wake(101)
    assert [(16, "b", 90.0)] == [(e.arrival, e.point, e.data["value"]) for e in bench.events()]
    assert {"a": 43.0, "b": 90.0} == last_values(bench)


def last_values(bench: Bench) -> dict[str, float]:
    state = bench.snapshot()
    values = np.frombuffer(state["columns"]["value"][1])
    return dict(zip(state["points"], values.tolist(), strict=True))
