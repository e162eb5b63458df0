"""Votes and choices among redundant measurements."""

from engine.formula.functions.function import TWO, Function
from engine.formula.ops import Op

_ALL = "A, A -> A"

TABLE = (
    Function(
        "vote", ("k", "x", "y"), Op.VOTE, "voting",
        "1 if at least k of the others are true. What is bad has no vote, and lowers k by one: 2 of 3 becomes 1 of 2.",
        "k 取 n 表决：至少 k 个为真则为 1。坏值不参与表决，同时 k 减一（2oo3 降为 1oo2），结果为不确定。",
        "vote(2, 1, 0, 1)", 1, repeats=True, together=True, units="1, 1 -> 1",
    ),
    Function(
        "mid", TWO, Op.MID, "voting", "The middle one of those that are not bad; of two, their mean.",
        "取中值：排除坏值后取中间值；剩两个时取平均。", "mid(4, 9, 5)", 5, repeats=True, together=True, units=_ALL,
    ),
    Function(
        "avg_good", TWO, Op.AVG_GOOD, "voting", "Mean of those that are not bad; uncertain if one is missing.",
        "排除坏值后的平均值；有缺失时质量为不确定。", "avg_good(3, 5)", 4, repeats=True, together=True,
        units=_ALL,
    ),
    Function(
        "min_good", TWO, Op.MIN_GOOD, "voting", "Smallest of those that are not bad.", "排除坏值后的最小值。",
        "min_good(3, 5)", 3, repeats=True, together=True, units=_ALL,
    ),
    Function(
        "max_good", TWO, Op.MAX_GOOD, "voting", "Largest of those that are not bad.", "排除坏值后的最大值。",
        "max_good(3, 5)", 5, repeats=True, together=True, units=_ALL,
    ),
    Function(
        "best_of", TWO, Op.BEST_OF, "voting", "The one of the best quality; among equals the first.",
        "取质量最好的一个；质量相同取第一个。", "best_of(1 / 0, 7, 8)", 7, repeats=True, together=True, units=_ALL,
    ),
    Function(
        "count_good", TWO, Op.COUNT_GOOD, "voting", "How many of the arguments are good.", "质量为好的参数个数。",
        "count_good(3, 1 / 0, 5)", 2, repeats=True, together=True, units="* -> 1",
    ),
    Function(
        "worst_quality", TWO, Op.SEVERITY, "voting", "Worst quality among the arguments: 0 good, 1 uncertain, 2 bad.",
        "各参数中最差的质量：0 好，1 不确定，2 坏。", "worst_quality(3, 1 / 0)", 2, repeats=True, together=True,
        units="* -> 1",
    ),
)  # fmt: skip
