"""Of several values at one moment."""

from engine.formula.functions.function import TWO, Function
from engine.formula.ops import Op

TABLE = (
    Function(
        "min", TWO, Op.MIN, "statistics", "Smallest of its arguments.",
        "各参数中的最小值。", "min(4, 2, 3)", 2, repeats=True, units="A, A -> A",
    ),
    Function(
        "max", TWO, Op.MAX, "statistics", "Largest of its arguments.",
        "各参数中的最大值。", "max(4, 2, 7)", 7, repeats=True, units="A, A -> A",
    ),
    Function(
        "avg", TWO, Op.ADD, "statistics", "Mean of its arguments, at this moment.",
        "各参数当前值的平均。", "avg(1, 2, 6)", 3, repeats=True, mean=True, units="A, A -> A",
    ),
    Function(
        "median_of", TWO, Op.MEDIAN_OF, "statistics",
        "Middle one of its arguments; of an even number the mean of the two in the middle.",
        "各参数的中位数；偶数个时取中间两个的平均。", "median_of(4, 9, 5)", 5, repeats=True, together=True,
        units="A, A -> A",
    ),
    Function(
        "sum_of", TWO, Op.SUM_OF, "statistics", "Sum of its arguments.", "各参数之和。", "sum_of(1, 2, 6)", 9,
        repeats=True, together=True, units="A, A -> A+",
    ),
    Function(
        "product", TWO, Op.PRODUCT, "statistics", "Product of its arguments.", "各参数之积。", "product(2, 3, 4)", 24,
        repeats=True, together=True, units="1, 1 -> 1",
    ),
    Function(
        "spread", TWO, Op.SPREAD, "statistics", "Largest minus smallest of its arguments.", "极差：最大值减最小值。",
        "spread(4, 9, 5)", 5, repeats=True, together=True, units="A, A -> delta A",
    ),
    Function(
        "stdev", TWO, Op.STDEV, "statistics", "Standard deviation of its arguments as a sample: divided by n - 1.",
        "样本标准差（除以 n - 1）。", "stdev(1, 3, 5)", 2, repeats=True, together=True, units="A, A -> delta A",
    ),
    Function(
        "stdev_pop", TWO, Op.STDEV_POP, "statistics", "Standard deviation of its arguments as a whole: divided by n.",
        "总体标准差（除以 n）。", "stdev_pop(1, 5)", 2, repeats=True, together=True, units="A, A -> delta A",
    ),
    Function(
        "variance", TWO, Op.VARIANCE, "statistics", "Variance of its arguments as a sample: divided by n - 1.",
        "样本方差（除以 n - 1）。", "variance(1, 3, 5)", 4, repeats=True, together=True, units="A, A -> delta A^2",
    ),
    Function(
        "variance_pop", TWO, Op.VARIANCE_POP, "statistics", "Variance of its arguments as a whole: divided by n.",
        "总体方差（除以 n）。", "variance_pop(1, 5)", 4, repeats=True, together=True, units="A, A -> delta A^2",
    ),
    Function(
        "percentile_of", ("p", "x", "y"), Op.PERCENTILE_OF, "statistics",
        "Below which p % of the others are, by straight lines between them.", "第 p 百分位数（线性插值）。",
        "percentile_of(50, 100, 150, 200, 250)", 175, repeats=True, together=True, units="1, A -> A",
    ),
    Function(
        "rms", TWO, Op.RMS, "statistics", "Root of the mean square.", "均方根。", "rms(1, 7)", 5, repeats=True,
        together=True, units="A, A -> A",
    ),
    Function(
        "geomean", TWO, Op.GEOMEAN, "statistics", "Geometric mean; of positive numbers only.", "几何平均（仅限正数）。",
        "round(geomean(2, 8), 9)", 4, repeats=True, together=True, units="A, A -> A",
    ),
    Function(
        "weighted_avg", ("value", "weight"), Op.WEIGHTED_AVG, "statistics",
        "Mean of pairs: value, weight, value, weight, ...", "加权平均：值、权重成对给出。",
        "weighted_avg(10, 1, 20, 3)", 17.5, repeats=True, together=True, units="pairs",
    ),
    Function(
        "count_of", TWO, Op.COUNT_OF, "statistics", "How many of its arguments are true (not 0).",
        "成立（非 0）的参数个数。", "count_of(1, 0, 5)", 2, repeats=True, together=True, units="* -> 1",
    ),
)  # fmt: skip
