"""The formula interpreter beside numexpr (if installed) and NumPy: ns a sample for a formula of 13 operations.

Beside us they do less: no quality, no error reason. Run: python benchmarks/formula.py
"""

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from time import perf_counter
from typing import Any

import numpy as np

from engine.formula import compile_formula
from tundish.kernel import warm_up

TEXT = "a * c - a / b + max(a, c) - min(b, c) * abs(a - c) + if(a > b, a, c)"
NUMEXPR = "a * c - a / b + where(a > c, a, c) - where(b < c, b, c) * abs(a - c) + where(a > b, a, c)"
SIZES = (1, 10, 100, 1000, 10_000)


def ours(columns: dict[str, Any]) -> Callable[[], object]:
    formula = compile_formula(TEXT)
    x = np.array([columns[name] for name in formula.inputs])
    xq = np.zeros(x.shape, np.uint8)
    value, quality = np.empty(x.shape[1]), np.empty(x.shape[1], np.uint8)
    return lambda: formula.run(x, xq, value, quality)


def numpy(columns: dict[str, Any]) -> Callable[[], object]:
    a, b, c = columns["a"], columns["b"], columns["c"]
    return lambda: (
        (a + b) * c - a / b + np.maximum(a, c) - np.minimum(b, c) * np.abs(a - c) + np.where(a > b, a, c)
    )  # fmt: skip


def numexpr(columns: dict[str, Any]) -> Callable[[], object]:
    library = import_module("numexpr")
    library.set_num_threads(1)
    library.validate(NUMEXPR, local_dict=columns)
    return lambda: library.re_evaluate(local_dict=columns)


def nanoseconds(call: Callable[[], object], size: int) -> float:
    """Of one sample, the best of 15 rounds of about 20,000 samples."""
    times = max(3, 20_000 // size)
    best = np.inf
    for _ in range(15):
        start = perf_counter()
        for _ in range(times):
            call()
        best = min(best, perf_counter() - start)
    return float(best / times / size * 1e9)


def main() -> None:
    warm_up()
    makers = {"tundish": ours, "numpy": numpy} | ({"numexpr": numexpr} if find_spec("numexpr") else {})
    print(f"{TEXT}\n{'ns a sample, batch of':>24}" + "".join(f"{size:>10}" for size in SIZES))
    rng = np.random.default_rng(1)
    for name, maker in makers.items():
        row = [nanoseconds(maker({k: rng.normal(50, 20, size) for k in "abc"}), size) for size in SIZES]
        print(f"{name:>24}" + "".join(f"{ns:>10.1f}" for ns in row))


if __name__ == "__main__":
    main()
