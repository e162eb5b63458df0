"""Statistical process control, sample by sample. Bad samples are left out.

Western Electric, Statistical Quality Control Handbook (1956): rules 1 to 4. Nelson, Journal of Quality Technology 16
(1984): the further ones, 5 to 8, numbered here as follows.

1 one sample beyond 3 sigma · 2 two of three beyond 2 sigma on one side · 3 four of five beyond 1 sigma on one side ·
4 eight in a row on one side · 5 six in a row steadily rising or falling · 6 fifteen in a row within 1 sigma ·
7 fourteen in a row alternately up and down · 8 eight in a row beyond 1 sigma, on either side
"""

from engine.formula.functions.function import Function, Wrong
from engine.formula.ops import Op
from tundish.said import say

KEPT = 15


def rule(number: object) -> list[float]:
    if number not in {1, 2, 3, 4, 5, 6, 7, 8}:
        raise Wrong(say("rule is the number of a rule"), say("write a whole number from 1 to 8"))
    return [float(str(number))]


TABLE = (
    Function(
        "western_electric", ("x", "mean", "sigma", "rule"), Op.WESTERN_ELECTRIC, "spc",
        "1 at a sample that breaks the rule: 1 to 4 of Western Electric, 5 to 8 of Nelson.",
        "样本违反判异准则时为 1：1-4 为西部电气准则，5-8 为 Nelson 准则。", "western_electric(7, 0, 2, 1)", 1,
        written=("rule",), constants=rule, floats=KEPT, ints=1, units="A, A, delta A -> 1",
    ),
    Function(
        "cusum", ("x", "target", "slack"), Op.CUSUM, "spc",
        "Cumulative sum of what goes beyond target by more than slack: upwards above 0, downwards below.",
        "累积和：超出 target±slack 的部分累加，向上为正，向下为负。", "cusum(7, 5, 0.5)", 1.5,
        floats=2, ints=1, units="A, A, delta A -> delta A",
    ),
)  # fmt: skip
