"""Choices."""

from engine.formula.functions.function import TWO, Function
from engine.formula.ops import Op

TABLE = (
    Function(
        "if", ("condition", "yes", "no"), Op.IF, "logic",
        "yes when the condition is true (not 0), else no; the other one is ignored.",
        "条件成立（非 0）取 yes，否则取 no；另一个不参与计算。", "if(3 > 2, 10, 1 / 0)", 10, units="*, A, A -> A",
    ),
    Function(
        "case", ("condition", "value"), Op.CASE, "logic",
        "Condition, value, condition, value, ..., else: the value of the first condition that holds.",
        "条件、值成对给出，最后可加默认值：取第一个成立的条件对应的值，其余忽略。", "case(0, 1, 5 > 3, 2, 3)", 2,
        repeats=True, together=True, units="case",
    ),
    Function(
        "switch", ("x", "key", "value"), Op.SWITCH, "logic",
        "x, key, value, key, value, ..., else: the value of the first key that equals x.",
        "x 后键、值成对给出，最后可加默认值：取第一个与 x 相等的键对应的值。", "switch(2, 1, 10, 2, 20, 0)", 20,
        repeats=True, together=True, units="switch",
    ),
    Function(
        "choose", ("number", "first"), Op.CHOOSE, "logic", "The first, second, ... of the others.",
        "按序号取后面的第几个参数。", "choose(2, 10, 20, 30)", 20, repeats=True, together=True, units="1, A -> A",
    ),
    Function(
        "between", ("x", "low", "high"), Op.BETWEEN, "logic", "1 when low <= x <= high.", "low <= x <= high 时为 1。",
        "between(5, 1, 10)", 1, units="A, A, A -> 1",
    ),
    Function(
        "near", ("x", "y", "tolerance"), Op.NEAR, "logic", "1 when x and y differ by no more than the tolerance.",
        "x 与 y 之差不超过 tolerance 时为 1。", "near(5, 5.1, 0.2)", 1, units="A, A, delta A -> 1",
    ),
    Function(
        "xor", TWO, Op.XOR, "logic", "1 when just one of two is true.", "异或：恰有一个成立时为 1。", "xor(1, 0)", 1,
        units="*, * -> 1",
    ),
    Function(
        "any", TWO, Op.ANY, "logic", "1 when at least one is true.", "至少一个成立时为 1。", "any(0, 0, 3)", 1,
        repeats=True, together=True, units="* -> 1",
    ),
    Function(
        "all", TWO, Op.ALL, "logic", "1 when every one is true.", "全部成立时为 1。", "all(1, 2, 0)", 0, repeats=True,
        together=True, units="* -> 1",
    ),
)  # fmt: skip
