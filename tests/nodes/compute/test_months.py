"""Windows of calendar months, beside Python's own calendar."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from nodes.compute.aggregate import Aggregate, AggregateConfig
from nodes.compute.clock import offsets_of, window_of
from tundish.iso import nanoseconds_of
from tundish.testing import Bench, Row

SECOND = 1_000_000_000
ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Shanghai", "America/St_Johns"]


def config(**given: Any) -> AggregateConfig:
    results = [{"function": f, "output": f"{{point}}.{f}"} for f in ("sum", "good_share")]
    return AggregateConfig.model_validate({"window": "months", "results": results, **given})


def first_of(month: int, zone: str, into: int) -> int:
    """The instant, in s, of so many s of the clock into a month since the year 0."""
    local = datetime(month // 12, month % 12 + 1, 1) + timedelta(seconds=into)  # noqa: DTZ001 - its zone follows
    return int(local.replace(tzinfo=ZoneInfo(zone)).timestamp())


@given(
    st.integers(40_000_000, 4_000_000_000), st.sampled_from(ZONES[:5]), st.sampled_from([1, 2, 3, 4, 6, 12]),
    st.sampled_from([0, 6 * 3600, 25 * 86400]),
)  # fmt: skip
def test_a_window_is_that_of_the_calendar(at: int, zone: str, count: int, into: int) -> None:
    local = datetime.fromtimestamp(at, UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) - timedelta(seconds=into)
    month = (local.year * 12 + local.month - 1) // count * count
    expected = tuple(first_of(m, zone, into) * SECOND for m in (month, month + count))
    offsets = offsets_of(zone).view(np.recarray)
    assert expected == window_of(at * SECOND, -count, into * SECOND, offsets)


@given(st.integers(1_100_000_000, 1_500_000_000), st.sampled_from(ZONES), st.sampled_from([0, 1800, 7200]))
def test_windows_follow_each_other_also_where_clocks_are_set_back_over_an_end(at: int, zone: str, into: int) -> None:
    """St. John's set its clocks back at 00:01 until 2011, in 2009 from November into October."""
    offsets = offsets_of(zone).view(np.recarray)
    for time in (at * SECOND, nanoseconds_of("2009-11-01T02:45:00Z"), nanoseconds_of("2009-11-01T03:15:00Z")):
        begin, end = window_of(time, -1, into * SECOND, offsets)
        assert begin <= time < end
        assert (begin, end) == window_of(begin, -1, into * SECOND, offsets)
        assert (begin, end) == window_of(end - 1, -1, into * SECOND, offsets)
        assert end == window_of(end, -1, into * SECOND, offsets)[0]


def test_months_are_summed_up_by_the_clock_of_the_zone() -> None:
    """March of Berlin begins at 23:00 UTC and ends at 22:00, an hour short; a value of 1 each hour."""
    begin = nanoseconds_of("2026-02-28T23:00:00Z")
    hours = 31 * 24 - 1
    bench = Bench(Aggregate, config(zone="Europe/Berlin"))
    stamps = [begin + h * 3600 * SECOND for h in range(hours + 30 * 24 + 1)]
    bench.feed([Row(stamp + 1, "a", 1.0, 0, stamp) for stamp in stamps])
    assert [
        (nanoseconds_of(time), point, value)
        for time, march, april in (("2026-03-31T22:00:00Z", 743.0, None), ("2026-04-30T22:00:00Z", None, 720.0))
        for point, value in (("a.sum", march or april), ("a.good_share", 100.0))
    ] == [(int(time), point, float(value)) for _, _, time, point, value, _ in bench.seen]


def test_a_month_ends_without_a_sample_and_empty_ones_are_told_up_to_a_hundred() -> None:
    bench = Bench(Aggregate, config(lateness=0, zone="America/New_York"))
    at = nanoseconds_of("2026-01-15T12:00:00Z")
    bench.feed([Row(at + 1, "a", 2.0, 0, at)])
    bench.wake(nanoseconds_of("2026-02-01T05:00:01Z"))
    assert [("a.sum", 2.0)] == [(point, float(value)) for _, _, _, point, value, _ in bench.seen][:1]
    assert nanoseconds_of("2026-02-01T05:00:00Z") == int(bench.seen[0][2])
    bench.wake(nanoseconds_of("2056-01-01T00:00:00Z"))
    assert 2 * 101 == len(bench.seen)


@pytest.mark.parametrize(("given", "said"), [({"months": 5}, "divide a year"), ({"offset": 28 * 86400}, "28 days")])
def test_what_has_no_months_is_refused(given: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        config(**given)
