"""The machine code of a kernel is kept as long as nothing it depends on has changed, in whatever file that stands."""

import os
import subprocess
import sys
from pathlib import Path
from types import FunctionType

import numpy as np

from tundish.fingerprint import fingerprint

LIMIT = np.int32(7)

KERNEL = """
from numba.extending import register_jitable
from helpers import FACTOR, Kind, twice
from tundish.kernel import In, Out, kernel, warm_up

@kernel
def work(x: In[float64], y: Out[float64]) -> None:
    for i in range(x.size):
        y[i] = twice(x[i]) * FACTOR + (i + 1 == Kind.ONE)
""".replace("float64", "np.float64").replace("from numba", "import numpy as np\nfrom numba", 1)
HELPERS = """
from enum import IntEnum
from numba.extending import register_jitable
FACTOR = {factor}

class Kind(IntEnum):
    ONE = {one}

@register_jitable
def inner(v):
    return v {inner}

@register_jitable
def twice(v):
    return 2 * inner(v)
"""
MAIN = """
import numpy as np
from tundish.kernel import warm_up
from work import work
warm_up()
y = np.empty(1)
work(np.array([3.0]), y)
print(y[0], sum(work.__self__.stats.cache_hits.values()))
"""


def test_a_change_in_another_file_is_noticed_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "work.py").write_text(KERNEL)
    (tmp_path / "main.py").write_text(MAIN)

    def run(factor: int = 1, one: int = 1, inner: str = "+ 0") -> tuple[float, int]:
        (tmp_path / "helpers.py").write_text(HELPERS.format(factor=factor, one=one, inner=inner))
        environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path / "kernels"), "PYTHONDONTWRITEBYTECODE": "1"}
        environment["PYTHONPATH"] = os.pathsep.join([str(Path(__file__).parents[2]), str(tmp_path)])
        done = subprocess.run(
            [sys.executable, str(tmp_path / "main.py")], env=environment, capture_output=True, text=True, check=True
        )
        value, hits = done.stdout.split()
        return float(value), int(hits)

    assert (7.0, 0) == run()
    assert (7.0, 1) == run()  # nothing changed: from the cache
    assert (9.0, 0) == run(inner="+ 1")  # a function that a function calls
    assert (16.0, 0) == run(inner="+ 1", factor=2, one=3)  # numbers that are compiled in
    assert (16.0, 1) == run(inner="+ 1", factor=2, one=3)


def test_a_number_of_numpy_counts_as_any_other() -> None:
    def limited(value: int) -> int:
        return value + int(LIMIT)

    with_each = {fingerprint(FunctionType(limited.__code__, {"LIMIT": LIMIT + k})) for k in range(3)}
    assert len(with_each) == 3
