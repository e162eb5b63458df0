"""Random calls of every function, with units and written arguments: a formula that runs, or a FormulaError; soon."""

import os
import random
import time

import numpy as np

from engine.formula import compile_formula, functions
from engine.formula.symbols import SYMBOLS
from tundish.errors import FormulaError

CASES = 10_000 if os.environ.get("TUNDISH_LONG") else 400
POINTS = {"a": "degC", "b": "bar", "c": "", "d": "m3/h", "{device}.e": "kPa(g)", '"f 1"': "%"}
UNITS = tuple((name.strip('"'), unit) for name, unit in POINTS.items())
TEXTS = [
    '"degC"',
    '"Asia/Shanghai"',
    '"0:0; 1:2"',
    '"06:00"',
    '"06:00, 14:00"',
    '"h"',
    '"linear"',
    '"blubb"',
    '": 0 1; 0: 1 2; 1: 3 4"',
]
NAMES = [spec["name"] for spec in functions()]
WHOLE = [spec["signature"].count(",") + 1 for spec in functions()]


def leaf(rng: random.Random) -> str:
    kind = rng.randrange(6)
    if kind == 0:
        return rng.choice(TEXTS)
    if kind == 1:
        return f"{rng.choice(['0', '1', '5', '-3', '2.5', '1e9', '70000'])} {rng.choice(sorted(SYMBOLS - {'%'}))}"
    if kind == 2:
        return rng.choice(["0", "1", "2", "-1", "0.5", "100", "5 min", "1 h"])
    return rng.choice(list(POINTS))


def formula(rng: random.Random, depth: int) -> str:
    if depth == 0 or rng.random() < 0.25:
        return leaf(rng)
    if rng.random() < 0.3:
        sign = rng.choice(["+", "-", "*", "/", "%", "^", "<", "==", "and", "or"])
        return f"({formula(rng, depth - 1)} {sign} {formula(rng, depth - 1)})"
    k = rng.randrange(len(NAMES))
    count = max(0, WHOLE[k] + rng.choice([-1, 0, 0, 0, 0, 1]))
    return f"{NAMES[k]}({', '.join(formula(rng, depth - 1) for _ in range(count))})"


def _says_where(text: str, error: FormulaError) -> None:
    assert 1 <= error.column <= len(text) + 1, text
    assert error.message, text
    assert error.hint, text


def test_compiles_and_runs_or_says_where() -> None:
    rng = random.Random(CASES)
    numbers = np.random.default_rng(CASES)
    ran, slowest = 0, 0.0
    for _ in range(CASES):
        text = formula(rng, 3)
        begin = time.process_time()
        try:
            compiled = compile_formula(text, UNITS)
        except FormulaError as error:
            _says_where(text, error)
        else:
            ran += 1
            n = 5
            x = np.where(
                numbers.random((len(compiled.inputs), n)) < 0.2,
                np.nan,
                numbers.normal(0, 1e3, (len(compiled.inputs), n)),
            )
            xq = numbers.choice(np.array([0, 0x40, 0x81], np.uint8), x.shape)
            value, quality = np.empty(n), np.empty(n, np.uint8)
            compiled.run(x, xq, value, quality, np.arange(n) * 10**9)
            assert (np.isfinite(value) | (np.isnan(value) & (quality >= 0x80))).all(), text
        slowest = max(slowest, time.process_time() - begin)
    assert ran > CASES / 50  # both kinds are among them
    assert slowest < 10
