"""Trends: few buckets, every spike, every gap."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.history.trend import Trend, joined, trend

NAN = float("nan")


def made(rows: list[tuple[int, float, int]], since: int = 0, until: int = 100, width: int = 10) -> Trend:
    time, value, quality = zip(*rows, strict=True) if rows else ((), (), ())
    return trend(
        np.array(time, np.int64), np.array(value, np.float64), np.array(quality, np.uint8), since, until, width
    )  # fmt: skip


def test_a_bucket_has_its_least_greatest_mean_and_last_value() -> None:
    found = made([(10, 1.0, 0), (12, 9.0, 0), (19, 2.0, 0), (20, 5.0, 0)])
    assert [10, 20] == found.time.tolist()
    assert ([1.0, 5.0], [9.0, 5.0]) == (found.low.tolist(), found.high.tolist())
    assert ([4.0, 5.0], [2.0, 5.0], [19, 20]) == (found.mean.tolist(), found.last.tolist(), found.last_time.tolist())
    assert [3, 1] == found.samples.tolist()


def test_bad_samples_and_numbers_that_are_none_show_in_the_quality_alone() -> None:
    found = made([(0, 1.0, 0), (1, 99.0, 0x81), (2, np.inf, 0x40), (10, 7.0, 0x80)])
    np.testing.assert_array_equal([1.0, NAN], found.high)
    np.testing.assert_array_equal([1.0, NAN], found.mean)
    assert [0x81, 0x80] == found.quality.tolist()
    assert [3, 1] == found.samples.tolist()


def test_a_gap_is_left_out() -> None:
    assert [0, 90] == made([(5, 1.0, 0), (95, 1.0, 0)]).time.tolist()


@pytest.mark.parametrize("width", [1, 3, 100, 1000])
def test_nothing_gives_nothing(width: int) -> None:
    assert 0 == made([], width=width).time.size


@given(
    rows=st.lists(st.tuples(st.integers(0, 999), st.floats(-1e6, 1e6), st.sampled_from([0, 0x40, 0x80])), max_size=60),
    width=st.integers(1, 50),
)
def test_every_sample_is_counted_once_and_no_spike_is_lost(rows: list[tuple[int, float, int]], width: int) -> None:
    rows.sort(key=lambda row: row[0])
    found = made(rows, 0, 1000, width)
    assert found.time.size <= width
    assert len(rows) == found.samples.sum()
    sound = [value for _, value, quality in rows if quality < 0x80]
    if sound:
        assert (min(sound), max(sound)) == (np.nanmin(found.low), np.nanmax(found.high))
    for time, value, _ in rows:
        assert time // -(-1000 // width) * -(-1000 // width) in found.time
        assert np.isfinite(value)


@given(
    rows=st.lists(st.tuples(st.integers(0, 999), st.integers(-99, 99), st.sampled_from([0, 0x40, 0x80])), max_size=60),
    cuts=st.lists(st.integers(0, 1000), max_size=4),
    width=st.integers(1, 50),
)
def test_piece_by_piece_gives_the_same(rows: list[tuple[int, float, int]], cuts: list[int], width: int) -> None:
    rows.sort(key=lambda row: row[0])
    ends = [0, *sorted(cuts), 1000]
    pieces = [made([row for row in rows if begin <= row[0] < end], 0, 1000, width) for begin, end in pairwise(ends)]
    whole, got = made(rows, 0, 1000, width), joined(pieces)
    for name in Trend._fields:
        np.testing.assert_allclose(getattr(got, name), getattr(whole, name))
