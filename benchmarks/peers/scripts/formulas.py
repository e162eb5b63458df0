"""Formulas by pandas or numexpr, as their users write them, over columns. Runs without Tundish."""

import json
import os
import sys
import time
from importlib import import_module
from pathlib import Path

os.environ["NUMEXPR_NUM_THREADS"] = "1"

import numpy as np

NAME, FOLDER = sys.argv[1], Path(sys.argv[2])
FACTS = json.loads((FOLDER / "facts.json").read_text("utf-8"))
INSTANTS, TOGETHER, RESULTS = FACTS["instants"], FACTS["together"], FACTS["results"]
VALUES = np.fromfile(FOLDER / "value.f64").reshape(INSTANTS, FACTS["points"])
OUT = np.empty((INSTANTS, RESULTS))
MANY = "(a + b + c) / 3 * d - where(e < f, e, f) + where(g > h, g, h) / 2 + where(i > j, i, j)"
LETTERS = "abcdefghij"


def devices_pandas():
    """A row for each device and instant."""
    pd = import_module("pandas")

    def run(instants):
        for first in range(0, instants, TOGETHER):
            part = VALUES[first : first + TOGETHER]
            frame = pd.DataFrame({"u": part[:, :RESULTS].ravel(), "i": part[:, RESULTS:].ravel()})
            power = frame.u * frame.i * 0.9 + (frame.u - 230).where(frame.u > 230, 0)
            OUT[first : first + TOGETHER] = power.to_numpy().reshape(part.shape[0], RESULTS)

    return run


def devices_numexpr():
    numexpr = import_module("numexpr")

    formula = numexpr.NumExpr("u * i * 0.9 + where(u > 230, u - 230, 0)", [("u", np.float64), ("i", np.float64)])

    def run(instants):
        for first in range(0, instants, TOGETHER):
            part = VALUES[first : first + TOGETHER]
            names = dict(zip(formula.input_names, range(2), strict=True))
            columns = {"u": part[:, :RESULTS], "i": part[:, RESULTS:]}
            OUT[first : first + TOGETHER] = formula(*(columns[name] for name in names))

    return run


def formulas_pandas():
    """A column for each point, an expression for each formula."""
    pd = import_module("pandas")

    names = [f"p{n}" for n in range(FACTS["points"])]

    def run(instants):
        for first in range(0, instants, TOGETHER):
            frame = pd.DataFrame(VALUES[first : first + TOGETHER], columns=names)
            for k in range(RESULTS):
                a, b, c, d, e, f, g, h, i, j = (frame[name] for name in names[10 * k : 10 * k + 10])
                found = (a + b + c) / 3 * d - e.where(e < f, f) + g.where(g > h, h) / 2 + i.where(i > j, j)
                OUT[first : first + TOGETHER, k] = found.to_numpy()

    return run


def formulas_numexpr():
    """Compiled before, one for each formula."""
    numexpr = import_module("numexpr")

    signature = [(letter, np.float64) for letter in LETTERS]
    formulas = [numexpr.NumExpr(MANY, signature) for _ in range(RESULTS)]

    def run(instants):
        for first in range(0, instants, TOGETHER):
            columns = np.ascontiguousarray(VALUES[first : first + TOGETHER].T)
            for k, formula in enumerate(formulas):
                OUT[first : first + TOGETHER, k] = formula(*columns[10 * k : 10 * k + 10])

    return run


run = globals()[f"{FACTS['what']}_{NAME}"]()
run(TOGETHER)  # it gets warm
cpu, wall = time.process_time(), time.perf_counter()
run(INSTANTS)
took = {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}
OUT.tofile(FOLDER / "results.f64")
print(json.dumps(took))
