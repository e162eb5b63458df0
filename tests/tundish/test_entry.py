"""Entries: what fits goes straight to the machine code; whatever else is answered as numba's dispatcher answers it."""

import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from tundish import Grid, In, Out, Rows, kernel, warm_up
from tundish.entry import LARGE


class Tally:
    dtype = np.dtype([("count", "i8"), ("sum", "f8")])

    count: int
    sum: float


@kernel
def everything(
    first: int, factor: float, turned: bool, slot: In[np.int32], value: Out[np.float64], grid: Grid[np.float64],
    tally: Rows[Tally],
) -> tuple[int, float, bool]:  # fmt: skip
    """Uses one argument of every sort."""
    total = 0.0
    for i in range(slot.size):
        value[i] = factor * slot[i] + grid[1, i]
        tally[slot[i]].count += 1
        total += value[i]
    return first + slot.size, total, not turned


@kernel
def ends(value: In[np.float64], row: int) -> float:
    if row >= value.size:
        raise IndexError("beyond the end")
    return value[row]  # type: ignore[no-any-return]


def arguments(size: int = 3) -> list[Any]:
    slot, value = np.arange(size, dtype=np.int32), np.zeros(size)
    return [10, 2.0, True, slot, value, np.array([np.zeros(size), np.full(size, 0.5)]), np.zeros(size, Tally.dtype)]


EXPECTED = (13, 0.5 + 2.5 + 4.5, False)  # 2 * slot + 0.5 for slots 0, 1, 2


def test_every_sort_of_argument_and_result() -> None:
    warm_up()
    given = arguments()
    assert everything(*given) == EXPECTED
    assert given[4].tolist() == [0.5, 2.5, 4.5]
    assert given[6]["count"].tolist() == [1, 1, 1]
    assert type(everything(*given)[2]) is bool
    assert everything(-(2**63), *given[1:])[0] == -(2**63) + 3
    assert everything(*arguments(0)) == (10, 0.0, False)


def strided(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    return np.repeat(array, 2)[::2]


def read_only(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    array.setflags(write=False)
    return array


@pytest.mark.parametrize(
    ("place", "other"),
    [
        pytest.param(0, 2**70, id="an int beyond 64 bits"),
        pytest.param(0, None, id="nothing"),
        pytest.param(3, [0, 1, 2], id="a list"),
        pytest.param(3, np.arange(3), id="another type of number"),
        pytest.param(3, np.zeros((3, 1), np.int32), id="two dimensions for one"),
        pytest.param(3, strided(np.arange(3, dtype=np.int32)), id="not contiguous"),
        pytest.param(4, read_only(np.zeros(3)), id="read-only where it is written"),
        pytest.param(6, np.zeros(3), id="numbers for records"),
    ],
)
def test_what_does_not_fit_is_an_error_and_changes_nothing(place: int, other: Any) -> None:
    warm_up()
    given = arguments()
    given[place] = other
    with pytest.raises((TypeError, OverflowError)):
        everything(*given)
    assert not arguments()[6]["count"].any()


@pytest.mark.parametrize(
    ("place", "other"),
    [
        pytest.param(0, np.int64(10), id="an int of numpy"),
        pytest.param(1, 2, id="an int for a float"),
        pytest.param(3, read_only(np.arange(3, dtype=np.int32)), id="read-only where it is read"),
        pytest.param(6, np.zeros(3, np.dtype([("count", "i8"), ("sum", "f8")])), id="records of an equal type"),
    ],
)
def test_what_can_be_converted_is(place: int, other: Any) -> None:
    warm_up()
    given = arguments()
    given[place] = other
    assert everything(*given) == EXPECTED


def test_the_number_of_arguments_is_told() -> None:
    warm_up()
    with pytest.raises(TypeError, match="expected 7, got 6"):
        everything(*arguments()[:6])
    with pytest.raises(TypeError):
        everything(*[*arguments(), 1])


def test_what_a_kernel_raises_is_raised() -> None:
    warm_up()
    assert ends(np.array([1.0, 2.0]), 1) == 2.0
    with pytest.raises(IndexError, match="beyond the end"):
        ends(np.array([1.0, 2.0]), 2)


def test_arguments_are_not_held_on_to() -> None:
    warm_up()
    given = arguments()
    before = [sys.getrefcount(item) for item in given]
    for _ in range(100):
        everything(*given)
    assert [sys.getrefcount(item) for item in given] == before
    none = sys.getrefcount(None)
    for _ in range(1000):
        ends(given[4], 0)
    assert abs(sys.getrefcount(None) - none) < 500


def test_many_samples_let_other_threads_run() -> None:
    """They go by the dispatcher, which releases the lock of Python; the answer is the same."""
    warm_up()
    for size in (LARGE, LARGE + 1):
        given = arguments(size)
        with ThreadPoolExecutor(1) as pool:
            answer = pool.submit(everything, *given).result()
        assert answer == (10 + size, size * (size - 1) + 0.5 * size, False)


def test_it_can_be_called_before_it_is_compiled_too() -> None:
    @kernel
    def late(value: In[np.float64], out: Out[np.float64]) -> None:
        out[0] = value[0]

    with pytest.raises(TypeError):
        late(np.zeros(1), np.zeros(1))  # as it was: nothing is compiled by being called
    warm_up()
    out = np.zeros(1)
    late(np.array([7.0]), out)
    assert out[0] == 7.0
    assert late.__name__ == "late"
