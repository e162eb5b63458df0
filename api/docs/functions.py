"""The page of the functions of formulas."""

from collections.abc import Iterator
from itertools import groupby

from api.docs.markdown import NOTICE, code, finished, table
from engine.formula import FunctionSpec, functions

_WORDS = {
    "en": ("Functions", "What a formula can call. Each example is run as a test.", "Function", "Meaning", "Example"),
    "zh": ("函数", "公式中可以调用的函数。每个示例都作为测试运行。", "函数", "含义", "示例"),
}


def page(language: str = "en") -> str:
    """The whole page in one language."""
    return finished(_page(language))


def _page(language: str) -> Iterator[str]:
    title, about, *head = _WORDS[language]
    yield from (NOTICE, "", f"# {title}", "", about, "")
    for group, members in groupby(functions(), key=lambda function: function["group"]):
        yield from (f"## {group.capitalize()}", "")
        yield from table(head, [_row(function, language) for function in members])


def _row(function: FunctionSpec, language: str) -> tuple[str, str, str]:
    summary = function["summary_zh"] if language == "zh" else function["summary"]
    return code(function["signature"]), summary, f"{code(function['example'])} = {function['result']:g}"
