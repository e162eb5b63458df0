"""What is shown of a port: its last samples, however they were put together."""

from hypothesis import given
from hypothesis import strategies as st

from engine.watch.monitor import SAMPLES, Monitor
from tundish import Points, Samples


@given(sizes=st.lists(st.sampled_from([1, 2, 30, 199, 200, 201, 450]), min_size=1, max_size=6))
def test_as_many_of_the_last_samples_as_are_shown_stay(sizes: list[int]) -> None:
    points = Points()
    number, monitor, put, told = points.number("a"), Monitor("flow", points), 0, list[float]()
    see = monitor.of("in", "samples")
    for size in sizes:
        values = [float(put + i) for i in range(size)]
        put += size
        told += values
        see(Samples.of(arrival=[1] * size, time=[1] * size, point=[number] * size, value=values, quality=[0] * size))
    shown = monitor.last("in")["ports"]["samples"]["samples"]
    assert told[-SAMPLES:] == [sample["value"] for sample in shown]
    assert put == monitor._outlets["in", "samples"].count
