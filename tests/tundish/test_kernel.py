"""Kernels: one signature each, whatever happens to the cache."""

import errno
import sys
from typing import Any

import numpy as np
import pytest

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
