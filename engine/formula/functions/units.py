"""Units, written in quotes. While a formula is checked these become a factor and an offset (see measure.py)."""

from engine.formula.functions.function import Function
from engine.formula.ops import Op

TABLE = (
    Function(
        "to", ("x", "unit"), Op.SELF, "units", "x in another unit; its own must be known.",
        "将 x 换算为另一单位；x 的单位须已知。", 'to(80 degC, "degF")', 176, written=("unit",), units="to",
    ),
    Function(
        "convert", ("x", "from", "to"), Op.SELF, "units", "x, which is in one unit, in another.",
        "将 x 由一个单位换算为另一个单位。", 'convert(25, "degC", "degF")', 77, written=("from", "to"), units="convert",
    ),
    Function(
        "number", ("x", "unit"), Op.SELF, "units", "The plain number of x in a unit, which may then stand anywhere.",
        "x 在指定单位下的纯数值，可用于任何计算。", 'number(1.5 bar, "kPa") + 1', 151, written=("unit",),
        units="number",
    ),
    Function(
        "as_unit", ("x", "unit"), Op.SELF, "units", "x, taken to be in this unit; nothing is computed.",
        "将 x 视为该单位的值，不做换算。", 'as_unit(5, "m3/h")', 5, written=("unit",), units="as",
    ),
)  # fmt: skip
