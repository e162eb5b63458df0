"""The page of all node kinds, from their specs."""

from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any, TypeAlias

from api.cli.node_settings import settings
from api.docs.markdown import NOTICE, code, finished, table
from tundish import catalogue

Say: TypeAlias = Callable[[str], str]

_TITLES = {"source": "Sources", "qc": "Quality control", "alarm": "Alarms", "action": "Actions"}
_WORDS = {
    "zh": {
        "Nodes": "节点",
        "Every kind of node that comes with Tundish: its ports, settings and commands.": (
            "Tundish 自带的全部节点：端口、设置和命令。"
        ),
        "Every node has besides the output `error`: an event for each problem of its own.": (
            "此外，每个节点都有输出 `error`：自身出现问题时发出的事件。"
        ),
        "Sources": "数据源",
        "Compute": "计算",
        "Quality control": "质量控制",
        "Alarms": "报警",
        "Actions": "动作",
        "Port": "端口",
        "Carries": "类型",
        "Setting": "设置",
        "Type": "类型",
        "Default": "默认值",
        "Meaning": "含义",
        "Command": "命令",
        "Role": "角色",
        "input": "输入",
        "output": "输出",
        "samples": "采样",
        "events": "事件",
        "must be filled in": "必填",
        "text": "文本",
        "number": "数值",
        "whole number": "整数",
        "yes or no": "是/否",
        "object": "对象",
        "any": "任意",
        "table": "表格",
        "list of {}": "{}列表",
        "formula": "公式",
        "expression": "表达式",
        "template": "模板",
        "seconds": "秒",
        "point": "点位",
        "point pattern": "点位模式",
        "connection": "连接",
        "secret": "密钥引用",
        "greater than {}": "大于 {}",
        "at least {}": "不小于 {}",
        "less than {}": "小于 {}",
        "at most {}": "不大于 {}",
        "at most {} characters": "最多 {} 个字符",
        "at least {} rows": "至少 {} 行",
        "at most {} rows": "最多 {} 行",
        "not empty": "不能为空",
        "version": "版本",
        "One more output ({carries}) for each row of {field}, named by its {name}.": (
            "{field} 的每一行另有一个输出（{carries}），名称取自该行的 {name}。"
        ),
    }
}


def page(language: str = "en") -> str:
    """The whole page in one language; what is not translated stays English."""
    known = catalogue.load()
    words = {**known.texts.get(language, {}), **_WORDS.get(language, {})}
    shipped = [spec for spec in known.specs() if known.kinds[spec["kind"]].__module__.startswith("nodes.")]
    return finished(_page(shipped, lambda text: words.get(text, text)))


def _page(specs: list[dict[str, Any]], say: Say) -> Iterator[str]:
    yield from (NOTICE, "", f"# {say('Nodes')}", "")
    yield from (say("Every kind of node that comes with Tundish: its ports, settings and commands."), "")
    yield from (say("Every node has besides the output `error`: an event for each problem of its own."), "")
    for category, members in groupby(specs, key=lambda spec: str(spec["category"])):
        yield from (f"## {say(_TITLES.get(category, category.capitalize()))}", "")
        for spec in members:
            yield from _kind(spec, say)


def _kind(spec: dict[str, Any], say: Say) -> Iterator[str]:
    yield from (f"### {say(spec['title'])}", "", f"`{spec['kind']}`, {say('version')} {spec['version']}", "")
    yield from (say(spec["summary"]), "", *say(spec["help"]).splitlines(), "")
    ports = [("input", port) for port in spec["inputs"]] + [("output", port) for port in spec["outputs"]]
    yield from table(
        [say("Port"), "", say("Carries"), say("Meaning")],
        [(code(p["name"]), say(side), say(p["carries"]), say(p["help"])) for side, p in ports],
    )
    if extra := spec["outputs_from"]:
        text = say("One more output ({carries}) for each row of {field}, named by its {name}.")
        values = {"carries": say(extra["carries"]), "field": code(extra["field"]), "name": code(extra["name"])}
        yield from (text.format(**values), "")
    yield from table(
        [say("Setting"), "", say("Type"), say("Default"), say("Meaning")],
        [
            (
                "· " * s.depth + code(s.name),
                say(s.title),
                f"{s.type}, {s.limits}" if s.limits else s.type,
                s.default if s.default in {"–", "…"} else code(s.default) or say("must be filled in"),
                s.help,
            )
            for s in settings(spec["config"], say)
        ],
    )
    yield from table(
        [say("Command"), "", say("Role")],
        [(code(c["name"]), say(c["title"]), c["role"]) for c in spec["commands"]],
    )
