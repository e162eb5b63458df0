"""Aggregate: every function in every window, beside pandas and NumPy."""

import math
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from engine.passes.moving import split
from nodes.compute.aggregate import Aggregate, AggregateConfig
from tests.nodes.compute.series import BEGIN, SECOND, of_point, ran, results, series
from tundish.testing import Bench, Row
from tundish.testing.bench import msgpacked

SIMPLE = {
    "avg": "mean", "min": "min", "max": "max", "sum": "sum", "count": "count", "std": "std", "first": "first",
    "last": "last", "median": "median",
}  # fmt: skip
ALL = [*SIMPLE, "range", "delta", "std_population", "percentile", "twa", "good_share"]


def config(**given: Any) -> AggregateConfig:
    functions = given.pop("functions", ALL)
    rows = [{"function": f, "output": f"{{point}}.{f}", "percent": 90} for f in functions]
    return AggregateConfig.model_validate({"results": rows, **given})


def good(values: Any, qualities: Any) -> Any:
    return (qualities < 0x80) & np.isfinite(values)


def of_window(
    times: Any, values: Any, qualities: Any, begin: int, end: int, hold: float = np.inf, *, sliding: bool = False
) -> dict[str, float]:
    """What the reference says, of the samples from begin on and before the end; each holds until the next."""
    inside = (times > begin) & (times <= end) if sliding else (times >= begin) & (times < end)
    kept = pd.Series(values[inside & good(values, qualities)])
    found = {name: float(getattr(kept, how)()) for name, how in SIMPLE.items() if name not in {"first", "last"}}
    found["first"], found["last"] = (float(kept.iloc[i]) if len(kept) else math.nan for i in (0, -1))
    found["range"], found["delta"] = found["max"] - found["min"], found["last"] - found["first"]
    found["std_population"] = float(kept.std(ddof=0))
    found["percentile"] = float(np.percentile(kept, 90)) if len(kept) else math.nan
    area = covered = 0.0
    for i in np.flatnonzero(times < end):
        until = times[i + 1] if i + 1 < times.size else end
        span = min(until, end, times[i] + hold) - max(times[i], begin)
        if span > 0 and good(values[i], qualities[i]):
            area, covered = area + values[i] * span, covered + span
    found["twa"] = area / covered if covered else math.nan
    found["good_share"] = 100 * covered / (end - begin)
    if not len(kept):
        found["sum"] = math.nan
    return found


def agree(seen: Any, point: str, expected: dict[int, dict[str, float]]) -> None:
    for name in ALL:
        found = {time: value for time, value, _ in results(seen, f"{point}.{name}")}
        assert found == pytest.approx(
            {time: figures[name] for time, figures in expected.items()}, rel=1e-9, abs=1e-9, nan_ok=True
        ), name


@pytest.mark.parametrize("hold", [0, 20])
def test_tumbling_and_hopping_windows_agree_with_pandas(hold: int) -> None:
    rows = series(1, 400)
    hop = 60
    for window, length in (("tumbling", 60), ("hopping", 180)):
        seen = ran(Aggregate, config(hold=hold, window=window, length=length, hop=hop), rows, wait=30)
        for point in "ab":
            times, values, qualities = of_point(rows, point)
            first = (int(times[0]) // (hop * SECOND) + 1) * hop * SECOND
            ends = range(first, int(times[-1]) + hop * SECOND // 2, hop * SECOND)
            told = [time for time, _, _ in results(seen, f"{point}.avg")]
            assert set(ends) - set(told) <= {max(ends)}  # the last may still be open
            agree(seen, point, {
                end: of_window(times, values, qualities, end - length * SECOND, end, hold * SECOND or np.inf)
                for end in told
            })  # fmt: skip


def test_sliding_windows_agree_with_pandas() -> None:
    rows = series(2, 200)
    seen = ran(Aggregate, config(window="sliding", length=30), rows)
    times, values, qualities = of_point(rows, "a")
    for name in ALL:
        found = results(seen, f"a.{name}")
        assert len(found) == times.size
        for i, (time, value, _) in enumerate(found):
            before = slice(0, i + 1)
            begin = time - 30 * SECOND
            expected = of_window(times[before], values[before], qualities[before], begin, time, sliding=True)
            assert value == pytest.approx(expected[name], rel=1e-9, abs=1e-9, nan_ok=True), (name, i)


def test_sessions_and_counts_agree_with_pandas() -> None:
    rows = series(3, 300)
    times, values, qualities = of_point(rows, "a")
    seen = ran(Aggregate, config(window="session", gap=10), rows, wait=60)
    frame = pd.DataFrame({"time": times, "value": np.where(good(values, qualities), values, np.nan)})
    frame["session"] = (frame["time"].diff() > 10 * SECOND).cumsum()
    sessions = frame.groupby("session")
    assert [int(t) for t in sessions["time"].max()] == [time for time, _, _ in results(seen, "a.avg")]
    for name in ("avg", "count", "median", "max"):
        found = [value for _, value, _ in results(seen, f"a.{name}")]
        assert found == pytest.approx(sessions["value"].agg(SIMPLE[name]).tolist(), nan_ok=True)
    seen = ran(Aggregate, config(window="count", count=7), rows)
    kept = frame["value"].dropna().reset_index(drop=True)
    groups = kept.groupby(kept.index // 7)
    for name in ("avg", "std", "median", "last"):
        found = [value for _, value, _ in results(seen, f"a.{name}")]
        assert found == pytest.approx([float(v) for v in groups.agg(SIMPLE[name])[: len(kept) // 7]])


def test_linear_weights_are_areas_of_trapezoids() -> None:
    rows = [Row(BEGIN // 60 // SECOND * 60 * SECOND + s * SECOND + 1, "a", v, q) for s, v, q in
            ((0, 10, 0), (20, 30, 0), (30, 0, 0x81), (40, 50, 0), (60, 70, 0), (90, 40, 0))]  # fmt: skip
    rows = [row._replace(time=row.arrival - 1) for row in rows]
    seen = ran(Aggregate, config(functions=["twa"], between="linear"), rows)
    # 20 s at 20 on average, 10 s held at 30 until the bad one, 10 s unknown, 20 s held at 50 up to the end
    assert [(20 * 20 + 10 * 30 + 20 * 50) / 50] == pytest.approx([v for _, v, _ in results(seen, "a.twa")])


def test_qualities() -> None:
    minute = BEGIN // 60 // SECOND * 60 * SECOND

    def at(s: float, value: float, quality: int = 0) -> Row:
        return Row(minute + round(s * SECOND) + 1, "a", value, quality, minute + round(s * SECOND))

    rows = [at(0, 1), at(30, 2, 0x40), at(60, 3), at(75, 0, 0x81), at(120, 4, 0x81), at(180, 5), at(240, 6)]
    seen = ran(Aggregate, config(functions=["avg", "count", "good_share"], min_share=30), rows)
    averages = results(seen, "a.avg")
    assert [1.5, 3.0, math.nan, 5.0] == pytest.approx([v for _, v, _ in averages], nan_ok=True)
    assert [0x40, 0x81, 0x81, 0] == [q for _, _, q in averages]
    assert [100, 25, 0, 100] == [v for _, v, _ in results(seen, "a.good_share")]
    seen = ran(Aggregate, config(functions=["avg"], uncertain="leave_out"), rows)
    assert [(1, 0), (3, 0)] == [(v, q) for _, v, q in results(seen, "a.avg")][:2]


def test_a_window_closes_without_a_sample_and_what_is_late_is_counted() -> None:
    minute = BEGIN // 60 // SECOND * 60 * SECOND
    bench = Bench(Aggregate, config(functions=["avg", "late"], lateness=5, hold=1))
    bench.feed([Row(minute + 10 * SECOND + 1, "a", 7, 0, minute + 10 * SECOND)])
    bench.wake(minute + 65 * SECOND)
    assert [] == bench.seen
    bench.wake(minute + 66 * SECOND)
    assert [7, 0] == bench.values()
    [(_, due, time, *_), _] = bench.seen
    assert minute + 60 * SECOND == time
    assert minute + 65 * SECOND <= due <= minute + 66 * SECOND
    bench.feed([Row(minute + 70 * SECOND + 1, "a", 9, 0, minute + 59 * SECOND)])
    bench.wake(minute + 200 * SECOND)
    assert (math.nan, 1) == pytest.approx(tuple(bench.values()[2:4]), nan_ok=True)  # empty, and one was late
    leave = Bench(Aggregate, config(functions=["avg"], empty="leave_out", lateness=0))
    leave.feed([Row(minute + 1, "a", 7, 0, minute)])
    leave.wake(minute + 600 * SECOND)
    assert [7] == leave.values()


def test_late_samples_are_a_problem_of_the_node_told_once_an_hour() -> None:
    minute = BEGIN // 60 // SECOND * 60 * SECOND

    def row(arrival: int, time: int, point: str = "a") -> Row:
        return Row(minute + arrival * SECOND + 1, point, 7, 0, minute + time * SECOND)

    rows = [row(10, 10), row(70, 65), row(75, 59), row(76, 3), row(77, 30, "b"), row(78, 29, "b"), row(3680, 3679),
            row(3690, 8)]  # fmt: skip
    for size in (1, 8):
        bench = Bench(Aggregate, config(functions=["avg"]))
        for part in range(0, len(rows), size):
            bench.feed(rows[part : part + size])
        told = [((event.arrival - minute) // SECOND, event.data["point"]) for event in bench.events("error")]
        assert [(75, "a"), (78, "b"), (3690, "a")] == told
        assert "came 6 s after" in bench.events("error")[0].data["error"]


def test_a_dead_point_is_reported_a_hundred_times_and_no_more() -> None:
    bench = Bench(Aggregate, config(functions=["avg"], length=1, hold=1))
    bench.feed([Row(BEGIN + 1, "a", 7, 0, BEGIN)])
    bench.wake(BEGIN + 10_000 * SECOND)
    assert 101 == len(bench.seen)
    bench.feed([Row(BEGIN + 10_000 * SECOND + 1, "a", 8, 0, BEGIN + 10_000 * SECOND)])
    bench.wake(BEGIN + 10_005 * SECOND)
    assert 8 == bench.values()[101]


@pytest.mark.parametrize(
    ("zone", "offset", "length", "at", "begin", "end"),
    [
        ("Asia/Shanghai", 0, 86400, "2026-03-03T12:00+08:00", "2026-03-03T00:00+08:00", "2026-03-04T00:00+08:00"),
        ("Asia/Shanghai", 6 * 3600, 8 * 3600, "2026-03-03T05:00+08:00", "2026-03-02T22:00+08:00",
         "2026-03-03T06:00+08:00"),
        ("Europe/Berlin", 0, 86400, "2026-03-29T12:00+02:00", "2026-03-29T00:00+01:00", "2026-03-30T00:00+02:00"),
        ("Europe/Berlin", 0, 86400, "2026-10-25T01:00+02:00", "2026-10-25T00:00+02:00", "2026-10-26T00:00+01:00"),
        ("Europe/Berlin", 6 * 3600, 8 * 3600, "2026-03-29T05:00+02:00", "2026-03-28T22:00+01:00",
         "2026-03-29T06:00+02:00"),
        ("Europe/Berlin", 0, 3600, "2026-10-25T02:30+02:00", "2026-10-25T02:00+02:00", "2026-10-25T02:00+01:00"),
        ("America/New_York", 0, 7 * 86400, "2026-11-05T12:00-05:00", "2026-11-02T00:00-05:00",
         "2026-11-09T00:00-05:00"),
        ("Australia/Lord_Howe", 0, 86400, "2026-04-05T12:00+10:30", "2026-04-05T00:00+11:00",
         "2026-04-06T00:00+10:30"),
    ],
)  # fmt: skip
def test_windows_keep_to_the_clock_of_a_zone(
    zone: str, offset: int, length: int, at: str, begin: str, end: str
) -> None:
    time, first, last = (int(pd.Timestamp(text).timestamp()) * SECOND for text in (at, begin, end))
    given = config(functions=["count", "good_share"], zone=zone, offset=offset, length=length)
    rows = [Row(t + 1, "a", 1, 0, t) for t in (first - SECOND, first, time, last - SECOND, last)]
    seen = ran(Aggregate, given, rows)
    assert [(first, 1), (last, 3)] == [(t, v) for t, v, _ in results(seen, "a.count")]
    assert [pytest.approx(100)] == [v for _, v, _ in results(seen, "a.good_share")][1:]


def test_a_first_window_may_be_left_out_and_an_edit_begins_anew() -> None:
    bench = Bench(Aggregate, config(functions=["count"], partial="leave_out", length=60))
    minute = BEGIN // 120 // SECOND * 120 * SECOND
    rows = [Row(minute + s * SECOND + 1, "a", 1, 0, minute + s * SECOND) for s in range(30, 400, 10)]
    bench.feed(rows[:20])
    assert [6, 6] == bench.values()
    bench.configure(config(functions=["count"], partial="report", length=120), rows[19].arrival + 2)
    bench.feed(rows[20:])
    assert [1, 12] == bench.values()[2:]


@pytest.mark.parametrize(
    ("given", "what"),
    [
        ({"length": 45 * 60}, "divides an hour"),
        ({"window": "hopping", "length": 60, "hop": 120}, "samples would be lost"),
        ({"results": [{"output": "{point}.x"}, {"output": "{point}.x"}]}, "two have the output"),
        ({"results": [{"output": "one"}]}, "needs {point}"),
    ],
)
def test_what_makes_no_sense_is_refused(given: dict[str, Any], what: str) -> None:
    with pytest.raises(ValidationError, match=what):
        AggregateConfig.model_validate(given)


def test_points_that_move_to_another_node_take_their_samples_and_dues_along() -> None:
    """As parts of a block do: the timer is one of the node, and goes with neither."""
    bench = Bench(Aggregate, config(functions=["median"], length=60, lateness=0))
    minute = BEGIN // 60 // SECOND * 60 * SECOND
    bench.feed([Row(minute + s * SECOND + 1, p, v, 0, minute + s * SECOND) for s, p, v in
                ((1, "a", 1), (2, "b", 5), (3, "b", 7), (4, "b", 6))])  # fmt: skip
    parts = split(bench.snapshot(), lambda key: key if key in {"a", "b"} else None)
    for name, median in (("a", 1.0), ("b", 6.0)):
        other = Bench(Aggregate, bench.node.config, msgpacked(parts[name]))
        other.wake(minute + 61 * SECOND)
        assert [(f"{name}.median", repr(median))] == [(row[3], row[4]) for row in other.seen]


def test_weeks_begin_on_any_day() -> None:
    """A value each noon by the clock of Berlin, from Friday 2024-03-15 on; clocks change on Sunday, March 31."""
    zone = ZoneInfo("Europe/Berlin")
    noons = [(datetime(2024, 3, 15, 12, tzinfo=zone) + timedelta(days=n)).timestamp() for n in range(25)]
    rows = [Row(int(noon) * SECOND + 1, "a", n, 0, int(noon) * SECOND) for n, noon in enumerate(noons)]
    for offset, ends in ((0, ("03-25", "04-01", "04-08")), (6 * 86400, ("03-24", "03-31", "04-07"))):  # Monday, Sunday
        results_row = {"function": "count", "output": "{point}.count"}
        given = {"length": 7 * 86400, "offset": offset, "zone": "Europe/Berlin", "partial": "leave_out"}
        made = AggregateConfig.model_validate({**given, "results": [results_row]})
        found = results(ran(Aggregate, made, rows), "a.count")
        told = [f"{datetime.fromtimestamp(time // SECOND, zone):%m-%d %H:%M}" for time, _, _ in found]
        assert [f"{end} 00:00" for end in ends] == told, "at midnight, also after the week of 167 hours"
        assert [7.0] * 3 == [value for _, value, _ in found]
