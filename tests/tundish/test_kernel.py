"""Kernels: one signature each, whatever happens to the cache."""

import errno
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from numba.core.errors import TypingError

import tundish.kernel  # noqa: F401 - the module, which the package's function of the same name hides
from tundish import In, Out, kernel, warm_up

MODULE = sys.modules["tundish.kernel"]


@kernel
def doubled(value: In[np.float64], out: Out[np.float64]) -> None:
    for i in range(value.size):
        out[i] = 2 * value[i]


def test_a_call_that_does_not_fit_is_an_error() -> None:
    warm_up()
    out = np.empty(2)
    doubled(np.array([1.0, 2.0]), out)
    assert [2.0, 4.0] == out.tolist()
    with pytest.raises(TypeError):
        doubled(np.array([1, 2]), out)


def test_a_cache_that_cannot_be_written_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    @kernel
    def tripled(value: In[np.float64], out: Out[np.float64]) -> None:
        for i in range(value.size):
            out[i] = 3 * value[i]

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    compiled: Any = tripled
    monkeypatch.setattr(compiled.__self__._cache, "save_overload", full)
    warm_up()
    out = np.empty(1)
    tripled(np.array([1.0]), out)
    assert [3.0] == out.tolist()


def test_it_is_compiled_once_and_whoever_asks_meanwhile_waits_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    @kernel
    def quartered(value: In[np.float64], out: Out[np.float64]) -> None:
        for i in range(value.size):
            out[i] = value[i] / 4

    def fourth(value: float) -> float:
        out = np.empty(1)
        warm_up()
        quartered(np.array([value]), out)
        return float(out[0])

    compiled, dispatcher = [], quartered.__self__  # type: ignore[attr-defined]
    compile_ = dispatcher.compile

    def counted(signature: Any) -> Any:
        compiled.append(1)
        return compile_(signature)

    monkeypatch.setattr(dispatcher, "compile", counted)
    with ThreadPoolExecutor(4) as pool:
        assert [0.0, 0.25, 0.5, 0.75] == list(pool.map(fourth, [0.0, 1.0, 2.0, 3.0]))
    assert [1] == compiled
    warm_up()
    assert [1] == compiled


def test_a_kernel_that_does_not_compile_stands_in_the_way_of_no_other_for_good() -> None:
    """It is an error each time, until it is gone; what is declared is not forgotten."""
    others = list(MODULE.COLD)

    @kernel
    def wrong(value: In[np.float64]) -> float:
        return value.no_such_thing  # type: ignore[attr-defined,no-any-return]

    for _ in range(2):
        with pytest.raises(TypingError):
            warm_up()
    MODULE.COLD[:] = others

    @kernel
    def itself(value: In[np.float64]) -> tuple[int, In[np.float64]]:
        return 1, value

    with pytest.raises(TypeError, match="'itself' returns an array: let it write to one given as Out"):
        warm_up()
    MODULE.COLD[:] = others
    warm_up()
