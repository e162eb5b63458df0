"""A number as second operand comes to the same, bit for bit, as a point that has that value."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.formula.compile import Compiled
from engine.formula.ops import Op

SAMPLE = st.tuples(st.floats(), st.sampled_from([0, 0, 0, 0x40, 0x80, 0x86]))
NUMBER = st.sampled_from([0.0, 1.0, 1.8, 32.0, 1e-300, 1e308])


def judged(text: str, *inputs: npt.NDArray[Any]) -> tuple[bytes, bytes]:
    """`inputs`: values, then qualities, as rows of a grid each."""
    x, xq = inputs
    value, quality = np.empty(x.shape[1]), np.empty(x.shape[1], np.uint8)
    Compiled(text).run(x, xq, value, quality)
    return value.tobytes(), quality.tobytes()


@given(
    samples=st.lists(SAMPLE, min_size=1, max_size=20),
    number=NUMBER,
    sign=st.sampled_from("+-*/"),
    again=st.integers(1, 40),
)
def test_a_number_is_as_a_point_with_its_value(
    samples: list[tuple[float, int]], number: float, sign: str, again: int
) -> None:
    a, quality = (np.array(column) for column in zip(*samples * again, strict=True))
    x = np.array([a, np.full(a.size, number)])
    xq = np.array([quality, np.zeros(a.size)], np.uint8)
    assert judged(f"a {sign} {number!r}", x[:1], xq[:1]) == judged(f"a {sign} b", x, xq)


@pytest.mark.parametrize(
    ("text", "ops"),
    [
        ("a * 1.8 + 32", [Op.POINT, Op.MUL_NUMBER, Op.ADD_NUMBER]),
        ("32 - a / 2", [Op.NUMBER, Op.POINT, Op.DIV_NUMBER, Op.SUB]),
        ("a + (2 - b)", [Op.POINT, Op.NUMBER, Op.POINT, Op.SUB, Op.ADD]),
    ],
)
def test_only_a_second_operand_that_is_a_number_leaves_the_stack(text: str, ops: list[Op]) -> None:
    assert ops == Compiled(text).code[:, 0].tolist()
