"""The page of the functions of formulas."""

from collections.abc import Iterator
from itertools import groupby

from api.docs.markdown import NOTICE, code, finished, table
from engine.formula import FunctionSpec, functions

ABOUT = """\
What a formula can call. Each example is run as a test.

The column of units reads like `bar, m -> kW`: what the arguments are measured in, and the result. A letter is any unit,
the same wherever it stands; `delta A` is that of a difference; 1 is a plain number, `*` anything. A number without a
unit is taken to be in the one that is named, a value in another is converted, and what does not fit is an error.

An argument with a default may be left out: `pump_head(p_in, p_out, density = 1000)` is called as `pump_head(P1, P2)`,
and the density is then 1000, in the unit that the row names (kg/m3), or as `pump_head(P1, P2, 870)`. Arguments go by
their order; in a call they have no names.

Points have the unit that the point directory says. Units are checked while a formula is written and when its flow is
deployed, and what has to be converted is. The flow goes on with the units it was deployed with; where the directory is
changed later, the flow says that it has to be deployed again. A result in a known unit gives it to its point in the
directory, if that has none; the setting Unit of the node converts it.

A formula is evaluated with each sample of a point that it names, and when a delay is over. What else changes with time
(a sample that falls out of a window, `age`, `time_since`, `now`) shows with the next evaluation; with the setting
Evaluate every it is evaluated at whole multiples of so long as well.

A formula computes with numbers alone; for text, use the node Expression, which reads events and has functions of texts.
Water and steam are all regions of IAPWS-IF97: up to 800 °C at 100 MPa, up to 2000 °C at 50 MPa; beyond them the result
is bad."""
ABOUT_ZH = """\
公式中可以调用的函数。每个示例都作为测试运行。

“单位”一栏如 `bar, m -> kW`：依次为各参数的单位与结果的单位。同一字母表示同一单位；`delta A` 为差值的单位；1 为纯数；
`*` 为任意。无单位的数视为所示单位，其他单位自动换算，量纲不符则报错。

带默认值的参数可以省略：`pump_head(p_in, p_out, density = 1000)` 可写成 `pump_head(P1, P2)`，此时密度取 1000，
单位同该行所示（kg/m3）；也可写成 `pump_head(P1, P2, 870)`。参数按顺序书写，调用时不写参数名。

点位的单位取自点位目录。编写公式时和部署流程时都检查单位，并自动换算。流程按部署时的单位计算；此后目录若有更改，流程会提示
需要重新部署。结果的单位已知、而目录中该点位没有单位时，写入目录；节点的“单位”设置会换算结果。

公式中任一点位有新样本时，或延时结束时，计算一次。其他随时间变化的结果（样本移出窗口、`age`、`time_since`、`now`）在下一次
计算时体现；设置“定时计算间隔”后，还会在其整数倍时刻计算。

公式只计算数值；处理文本请使用“表达式”节点，它读取事件并提供文本函数。水与水蒸气采用 IAPWS-IF97 的全部区域：
100 MPa 时至 800 ℃，50 MPa 时至 2000 ℃；超出范围结果为坏值。"""
WINDOWS = """\
The window of `5 min` at the time t holds the samples with `t - 5 min < time <= t`, by the time of their source; of
two at one time the later counts. Bad samples are left out. An uncertain one in the window, or in force when it begins,
makes the result uncertain. A sample is in force until the next one comes: one that was not bad has to have been in
force for at least `min_good` percent of the window, else the result is bad; time before the very first sample counts
neither way. A window that is empty, or has bad samples alone, takes the value in force when it begins, if that share is
met: `sum`, `count`, `count_true`, `count_changes` and `delta` are then 0, and `rate`, `slope`, `r2`, `var`,
`var_sample` and `std_sample` bad. With the mode `"linear"` a straight line is followed between two good samples.
`pct_good`, `lag` and `value_at` ask for no share. At most 100,000 samples are held; of more the oldest are dropped, and
the result is uncertain while they are missed."""
WINDOWS_ZH = """\
t 时刻的 `5 min` 窗口包含 `t - 5 min < 时间 <= t` 的样本，以数据源时间为准；同一时刻有两个样本时，取后到的一个。
坏样本不参与计算。窗口内有不确定的样本，或窗口起点处有效的值不确定时，结果为不确定。样本的值保持到下一个样本为止：非坏值所占时间至少应为窗口的
`min_good`（%），否则结果为坏值；第一个样本之前的时间不计入。窗口内没有样本或只有坏样本时，若满足该比例，则取窗口起点处有效的值：
此时 `sum`、`count`、`count_true`、`count_changes` 和 `delta` 为 0；`rate`、`slope`、`r2`、`var`、`var_sample` 和
`std_sample` 为坏值。模式 `"linear"` 在两个好样本之间按直线插值。`pct_good`、`lag` 和 `value_at` 不要求该比例。
窗口最多保留 100,000 个样本，超出时丢弃最早的；在缺少这些样本期间，结果为不确定。"""
_OF_GROUPS = {("windows", "en"): WINDOWS, ("windows", "zh"): WINDOWS_ZH}
"""What holds for all of a group."""
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
        yield from (_OF_GROUPS.get((group, language), ""), "")
        yield from table(head, [_row(function, language) for function in members])


def _row(function: FunctionSpec, language: str) -> tuple[str, str, str, str]:
    summary = function["summary_zh"] if language == "zh" else function["summary"]
    units = code(function["units"]) if function["units"] else ""
    return code(function["signature"]), summary, units, f"{code(function['example'])} = {function['result']:g}"
