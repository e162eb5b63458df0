"""The formula interpreter beside numexpr (if installed) and NumPy: ns a sample for a formula of 13 operations.

Beside us they do less: no quality, no error reason. Then windows over samples that come in batches, of one device and
of 10,000, beside pandas, which is given all of them at once. Run: python benchmarks/formula.py
"""

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from time import perf_counter, process_time
from typing import Any

import numpy as np

from engine.formula import compile_formula
from tundish.kernel import warm_up
from tundish.memory import Memory

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


SECOND = 1_000_000_000
WINDOWS = ("avg(a, 100 s)", "twa(a, 100 s)", "max(a, 100 s)", "std_sample(a, 100 s)", "median(a, 100 s)",
           "ewma(a, 0.1)", "on_delay(a > 50, 5 s)")  # fmt: skip
"""A sample a second, so that a window holds a hundred."""
ROUNDS = 400_000
"""Samples of a measurement."""


def remembering(text: str, batch: int, devices: int) -> float:
    """Processor time a sample, ns; the samples of a batch are of one device after the other."""
    formula = compile_formula(text)
    memory = Memory(formula.layout)
    rng = np.random.default_rng(1)
    x, xq = rng.normal(50, 20, (1, batch)), np.zeros((1, batch), np.uint8)
    fresh = np.ones(batch, np.int64)
    took = 0.0
    for number in range(min(ROUNDS // batch, 20_000)):
        order = np.arange(number * batch, (number + 1) * batch)
        time, point = order // devices * SECOND, (order % devices).astype(np.int32)
        start = process_time()
        memory.begin()
        formula.remember(memory, x, xq, time, fresh, point)
        if number >= 1:
            took += process_time() - start
    return took / ((min(ROUNDS // batch, 20_000) - 1) * batch) * 1e9


def pandas(text: str) -> float | None:
    """The same of one device by a rolling window, all samples at once."""
    library = import_module("pandas")
    name = {"avg": "mean", "max": "max", "std_sample": "std", "median": "median"}.get(text.split("(", maxsplit=1)[0])
    if name is None:
        return None
    values = np.random.default_rng(1).normal(50, 20, ROUNDS)
    series = library.Series(values, index=library.to_datetime(np.arange(ROUNDS), unit="s"))
    start = process_time()
    getattr(series.rolling("100s"), name)()
    return (process_time() - start) / ROUNDS * 1e9


def windows() -> None:
    print(f"\n{'ns a sample':>24}{'1 device':>10}{'a batch':>9}{'':>10}{'10,000':>10}{'pandas':>10}")
    print(f"{'batch of':>24}{1:>10}{100:>10}{10_000:>10}{10_000:>10}")
    for text in WINDOWS:
        row = [remembering(text, batch, 1) for batch in (1, 100, 10_000)] + [remembering(text, 10_000, 10_000)]
        other = pandas(text)
        print(f"{text:>24}" + "".join(f"{ns:>10.0f}" for ns in row) + (f"{other:>10.0f}" if other else f"{'-':>10}"))


def main() -> None:
    warm_up()
    makers = {"tundish": ours, "numpy": numpy} | ({"numexpr": numexpr} if find_spec("numexpr") else {})
    print(f"{TEXT}\n{'ns a sample, batch of':>24}" + "".join(f"{size:>10}" for size in SIZES))
    rng = np.random.default_rng(1)
    for name, maker in makers.items():
        row = [nanoseconds(maker({k: rng.normal(50, 20, size) for k in "abc"}), size) for size in SIZES]
        print(f"{name:>24}" + "".join(f"{ns:>10.1f}" for ns in row))
    windows()


if __name__ == "__main__":
    main()
