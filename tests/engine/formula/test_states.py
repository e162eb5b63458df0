"""Functions that remember a little, against their rules; delays against a clock of their own."""

import math
import os

import numpy as np

from engine.formula import compile_formula
from tests.engine.formula.states import ASKED, KEPT, PLAIN, SECOND, Seen, judged
from tundish.kernel import warm_up
from tundish.memory import Memory

CASES = 10_000 if os.environ.get("TUNDISH_LONG") else 300
TEXTS = sorted(PLAIN) + sorted(KEPT) + sorted(ASKED)


def test_every_function_agrees_with_its_rules() -> None:
    warm_up()
    wrong = []
    for seed in range(CASES):
        text = TEXTS[seed % len(TEXTS)]
        formula = compile_formula(f"{text} + 0 * b")
        rng = np.random.default_rng(seed)
        n = int(rng.integers(1, 50))
        time = (np.cumsum(rng.choice([1, 400, 1000, 2000, 5000], n)) * 10**6).astype(np.int64)
        new = rng.random(n) < 0.8
        new[0] = True
        value = rng.choice([rng.integers(-1, 2, n).astype(float), rng.normal(0, 0.6, n), np.cumsum(rng.random(n))])
        grade = rng.choice(np.array([0, 0, 0, 0, 0x41, 0x81], np.uint8), n)
        for i in range(1, n):
            if not new[i]:
                value[i], grade[i] = value[i - 1], grade[i - 1]
        shown = value.copy()
        shown[(grade >= 0x80) & (np.arange(n) % 2 == 0)] = math.nan
        x, xq = np.array([shown, np.zeros(n)]), np.array([grade, np.zeros(n, np.uint8)])
        fresh = np.where(new, 1, 0) | 2
        made = formula.remember(Memory(formula.layout), x, xq, time, fresh, np.zeros(n, np.int32))
        last = {int(source): k for k, source in enumerate(made.source)}  # delays make rows of their own
        story = []
        for i in range(n):
            story.append(Seen(int(time[i]), float(value[i]), int(grade[i]), bool(new[i])))
            expected, quality = judged(text, story)
            got = float(made.value[last[i]]), int(made.quality[last[i]])
            if quality != got[1] or not (
                math.isclose(expected, got[0], rel_tol=1e-9, abs_tol=1e-9)
                or (math.isnan(expected) and math.isnan(got[0]))
            ):
                wrong.append((seed, text, i, expected, quality, got))
                break
    assert not wrong, f"{len(wrong)} of {CASES}, {sorted({item[1] for item in wrong})}: {wrong[:5]}"


def values(text: str, times: list[float], *columns: list[float]) -> list[float]:
    """Of one device, from the beginning; a column for each input, in the order in which the formula names them."""
    formula = compile_formula(text)
    value, quality = np.empty(len(times)), np.empty(len(times), np.uint8)
    x = np.array(columns)
    formula.run(x, np.zeros(x.shape, np.uint8), value, quality, np.array([round(t * SECOND) for t in times]))
    return value.tolist()


def test_totals_are_reset_and_roll_over() -> None:
    assert [0, 10, 0, 10] == values("totalise(a, b)", [0, 1, 2, 3], [10.0] * 4, [0, 0, 1, 1])
    assert [0, 10, 20, 5, 15] == values("totalise(a, 0 * b, 25)", [0, 1, 2, 3, 4], [10.0] * 5, [0.0] * 5)


def test_holds_latches_and_counters() -> None:
    assert [1, 3, 3, 2, 2] == values("max_hold(a, b)", [0, 1, 2, 3, 4], [1.0, 3, 2, 2, 1], [0.0, 0, 0, 1, 0])
    assert [0, 1, 1, 0, 0] == values("latch(a, b)", [0, 1, 2, 3, 4], [0.0, 1, 0, 1, 0], [0.0, 0, 0, 1, 0])
    assert [0, 5, 20, 7] == values("counter_delta(a, 65536)", [0, 1, 2, 3], [65511.0, 65516, 0, 7])
    assert [0, 5, 3] == values("counter_delta(a)", [0, 1, 2], [95.0, 100, 3])


def test_both_sides_of_an_if_remember() -> None:
    """The total of a pump goes on while it is not shown."""
    assert [-1, -1, 20] == values("if(b > 0, integrate(a), -1)", [0, 1, 2], [0.0, 0, 1], [10.0] * 3)
