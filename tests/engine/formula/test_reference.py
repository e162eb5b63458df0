"""The interpreter against the rules, and every batch size against every other."""

import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.formula.interpret import BLOCK
from tests.engine.formula.reference import FORMULAS, ROWS, Formula, Row, number, point, prefix
from tests.engine.formula.run import run

EVERYTHING = (
    "round(exp(a / 300) ^ 0.3 + sqrt(abs(b)) * if(a > b, c / a, if_bad(c, exp(b))), 3) + sin(a) * cos(b) - tan(c)"
    " + log(abs(a), 3) + atan2(a, b) % 2 + hypot(a, c) - clamp(a, min(b, c), max(b, c)) * ln(abs(a)) + log10(abs(b))"
    " + scale(a, b, c, 0, 1) + coalesce(asin(a), acos(b), atan(c), is_uncertain(b))"
)


def _bits(sample: tuple[float, int]) -> tuple[str, int]:
    """Exact, but for the sign of zero."""
    value, quality = sample
    return "nan" if math.isnan(value) else (value or 0.0).hex(), quality


@given(formula=FORMULAS, rows=st.lists(ROWS, min_size=1, max_size=4))
@example(prefix("-", point("a")), [{"a": (math.inf, 0x40), "b": (0, 0), "c": (0, 0)}])
@example(number(1.5), [{"a": (0, 0), "b": (0, 0), "c": (0, 0)}])
def test_agrees_with_the_rules_to_the_last_bit(formula: Formula, rows: list[Row]) -> None:
    columns = {name: [row[name][0] for row in rows] for name in "abc"}
    value, quality = run(formula.text, columns, {name: [row[name][1] for row in rows] for name in "abc"})
    expected = [_bits(formula.judge(row)) for row in rows]
    assert expected == [_bits(sample) for sample in zip(value.tolist(), quality.tolist(), strict=True)]


@pytest.mark.parametrize("size", [1, 2, 7, BLOCK - 1, BLOCK, BLOCK + 1, 700])
def test_every_batch_size_gives_the_same_bits(size: int) -> None:
    rng = np.random.default_rng(size)
    n = 1400
    columns = {k: rng.normal(0, 3, n) for k in "abc"}
    columns["a"][::17] = np.nan
    qualities = {k: rng.choice(np.array([0, 0, 0, 0x41, 0x81], np.uint8), n) for k in "abc"}
    whole, grades = run(EVERYTHING, columns, qualities)
    parts = [
        run(EVERYTHING, {k: v[i:stop] for k, v in columns.items()}, {k: v[i:stop] for k, v in qualities.items()})
        for i, stop in ((i, i + size) for i in range(0, n, size))
    ]
    assert whole.tobytes() == b"".join(value.tobytes() for value, _ in parts)
    assert grades.tobytes() == b"".join(quality.tobytes() for _, quality in parts)
    assert 100 < np.isfinite(whole).sum() < n  # both kinds are among them


@given(formula=FORMULAS, rows=st.lists(ROWS, min_size=1, max_size=3))
def test_nan_is_always_bad_and_bits_do_not_depend_on_place(formula: Formula, rows: list[Row]) -> None:
    """Each row alone, and the same rows again and again over more than a block."""
    columns = {name: [row[name][0] for row in rows] for name in "abc"}
    qualities = {name: [row[name][1] for row in rows] for name in "abc"}
    value, quality = run(formula.text, columns, qualities)
    times = BLOCK // len(rows) + 2
    many, grades = run(
        formula.text, {k: v * times for k, v in columns.items()}, {k: v * times for k, v in qualities.items()}
    )
    assert np.tile(value, times).tobytes() == many.tobytes()
    assert np.tile(quality, times).tobytes() == grades.tobytes()
    assert np.isfinite(value).tolist() == (~np.isnan(value)).tolist()
    assert (quality[np.isnan(value)] >= 0x80).all()
