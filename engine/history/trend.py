"""Trend: many samples as few buckets, so that a picture of them keeps every spike.

Buckets are of equal width and begin at `since`. A bucket without samples is left out: a gap is seen as a gap. Bad
samples and those that are no number count for the quality of a bucket, never for its values.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tundish.quality import BAD


class Trend(NamedTuple):
    """One row a bucket, oldest first."""

    time: npt.NDArray[np.int64]
    """Begin of the bucket, ns; in `last` the time of the sample."""
    low: npt.NDArray[np.float64]
    high: npt.NDArray[np.float64]
    mean: npt.NDArray[np.float64]
    """Of the samples, each counted once."""
    last: npt.NDArray[np.float64]
    """The last sample, good or bad; its time is `last_time`."""
    last_time: npt.NDArray[np.int64]
    quality: npt.NDArray[np.uint8]
    """The worst of the bucket."""
    samples: npt.NDArray[np.int64]
    sound: npt.NDArray[np.int64]
    """Samples that the values are of."""


def trend(
    time: npt.NDArray[np.int64], value: npt.NDArray[np.float64], quality: npt.NDArray[np.uint8],
    since: int, until: int, width: int,
) -> Trend:  # fmt: skip
    """Samples of one point, in order of time, in at most `width` buckets between `since` and `until`."""
    span = max(1, -(-(until - since) // width))
    bucket = (time - since) // span
    numbers, first, count = np.unique(bucket, return_index=True, return_counts=True)
    if not numbers.size:
        none: npt.NDArray[np.float64] = np.empty(0)
        whole: npt.NDArray[np.int64] = np.empty(0, np.int64)
        return Trend(whole, none, none, none, none, whole, np.empty(0, np.uint8), whole, whole)
    sound = np.isfinite(value) & (quality < BAD)
    numbers_of_sound = np.add.reduceat(sound.astype(np.int64), first)
    some = numbers_of_sound > 0
    total = np.add.reduceat(np.where(sound, value, 0.0), first)
    low = np.minimum.reduceat(np.where(sound, value, np.inf), first)
    high = np.maximum.reduceat(np.where(sound, value, -np.inf), first)
    end = first + count - 1
    return Trend(
        time=since + numbers * span,
        low=np.where(some, low, np.nan),
        high=np.where(some, high, np.nan),
        mean=np.divide(total, numbers_of_sound, out=np.full(numbers.size, np.nan), where=some),
        last=value[end],
        last_time=time[end],
        quality=np.maximum.reduceat(quality, first),
        samples=count,
        sound=numbers_of_sound,
    )


def joined(parts: Sequence[Trend]) -> Trend:
    """Trends of one span and width as one. Each is of samples later than those of the one before; there is one."""
    whole = Trend(*(np.concatenate(column) for column in zip(*parts, strict=True)))
    if not whole.time.size:
        return whole
    first = np.flatnonzero(np.append(True, whole.time[1:] != whole.time[:-1]))
    end = np.append(first[1:], whole.time.size) - 1
    sound = np.add.reduceat(whole.sound, first)
    total = np.add.reduceat(np.where(whole.sound > 0, whole.mean * whole.sound, 0.0), first)
    mean = np.divide(total, sound, out=np.full(first.size, np.nan), where=sound > 0)
    return Trend(
        time=whole.time[first],
        low=np.fmin.reduceat(whole.low, first),
        high=np.fmax.reduceat(whole.high, first),
        mean=np.where(first == end, whole.mean[first], mean),
        last=whole.last[end],
        last_time=whole.last_time[end],
        quality=np.maximum.reduceat(whole.quality, first),
        samples=np.add.reduceat(whole.samples, first),
        sound=sound,
    )
