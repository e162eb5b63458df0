"""The page of the functions of formulas."""

from collections.abc import Iterator
from itertools import groupby

from api.docs.markdown import NOTICE, code, finished, table
from engine.formula import FunctionSpec, functions

ABOUT = """\
What a formula can call. Each example is run as a test.

The column of units reads like `bar, m -> kW`: what the arguments are measured in, and the result. A letter is any unit,
the same wherever it stands; `delta A` is that of a difference; 1 is a plain number, `*` anything. A number without a
unit is taken to be in the one that is named, a value in another is converted, and what does not fit is an error."""
ABOUT_ZH = """\
公式中可以调用的函数。每个示例都作为测试运行。

“单位”一栏如 `bar, m -> kW`：依次为各参数的单位与结果的单位。同一字母表示同一单位；`delta A` 为差值的单位；1 为纯数；
`*` 为任意。无单位的数视为所示单位，其他单位自动换算，量纲不符则报错。"""
_WORDS = {
    "en": ("Functions", ABOUT, "Function", "Meaning", "Units", "Example"),
    "zh": ("函数", ABOUT_ZH, "函数", "含义", "单位", "示例"),
}
_GROUPS = {
    "arithmetic": "算术", "powers": "幂与对数", "trigonometry": "三角函数", "rounding": "取整与修约",
    "statistics": "统计（各参数）", "scaling": "限幅与换算", "tables": "表与曲线", "logic": "逻辑", "quality": "质量",
    "voting": "表决与冗余", "units": "单位", "dates": "日期与时间", "bits": "位与寄存器", "plant": "工程计算",
    "steam": "水与水蒸气", "memory": "状态与定时", "windows": "时间窗口", "control charts": "统计过程控制",
}  # fmt: skip


def page(language: str = "en") -> str:
    """The whole page in one language."""
    return finished(_page(language))


def _page(language: str) -> Iterator[str]:
    title, about, *head = _WORDS[language]
    yield from (NOTICE, "", f"# {title}", "", about, "")
    for group, members in groupby(functions(), key=lambda function: function["group"]):
        yield from (f"## {_GROUPS.get(group, group) if language == 'zh' else group.capitalize()}", "")
        yield from table(head, [_row(function, language) for function in members])


def _row(function: FunctionSpec, language: str) -> tuple[str, str, str, str]:
    summary = function["summary_zh"] if language == "zh" else function["summary"]
    units = code(function["units"]) if "->" in function["units"] else ""
    return code(function["signature"]), summary, units, f"{code(function['example'])} = {function['result']:g}"
