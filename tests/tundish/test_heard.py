"""Heard: plain sentences, of nodes, of other processes, of a disk, are told in Chinese too; none is forgotten."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TypeGuard

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tundish.said import in_language, patterns

ROOT = Path(__file__).parents[2]
TITLES = {"Limits": "限值表", "High": "高限", "Band": "死区", "Rules": "规则"}
TOLD = ("flows", "tundish/fields.py", "tundish/bulk.py", "nodes/alarm", "nodes/compute", "nodes/action",
        "nodes/source", "nodes/qc", "nodes/drivers",
        "engine/expression", "engine/template", "engine/work", "engine/processes/asking.py",
        "api/*.py", "api/routers", "api/store")  # fmt: skip
"""Whose errors people see in the editor. What a driver only passes on is what the other side says."""
ERRORS = {"Problem", "DeployRefused", "CommandRefused", "Rejected", "WriteRefused", "Unfit", "NotFound", "Taken",
          "Invalid", "Forbidden", "FlowConflict", "FlowNotFound", "NoRevision", "TooMany", "OverBudget",
          "TemplateRuntimeError", "NotSignedIn", "WrongPassword", "Silent"}  # fmt: skip
NAMES = {"message", "hint", "what"}
"""Variables that hold such a sentence."""
CONSOLE = {"api/examine.py", "api/place.py", "api/keys.py"}
"""What `tundish doctor` and a server that does not start say, on a console."""
OURS = re.compile(
    r"must say once which role|knows nothing of|is stored as|bring the kind|cannot be stored|is no role|no role \{|"
    r"points but \{|^attachment|a column of samples|^\{self\.\w+\}$|lines\.|is not in the plan|wal_|%s"
)
"""For programmers and logs: no user sees them."""


def sentences() -> Iterator[tuple[str, str]]:
    """Place and text of each, every parameter being `'x7'`."""
    for where in TOLD:
        files = where if where.endswith(".py") else f"{where}/**/*.py"
        found = sorted(ROOT.glob(files))
        for path in found:
            if str(path.relative_to(ROOT)) in CONSOLE:
                continue
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                for text in _told(node):
                    if re.search(r"[a-z]{2,} [a-z]", text.text) and not OURS.search(text.written):
                        yield f"{path.relative_to(ROOT)}:{text.line}", text.text


class Written:
    def __init__(self, node: ast.Constant | ast.JoinedStr) -> None:
        self.line = node.lineno
        values = [node] if isinstance(node, ast.Constant) else node.values
        self.text = "".join(str(v.value) if isinstance(v, ast.Constant) else "'x7'" for v in values)
        self.written = ast.unparse(node)[2:-1]


def _told(node: ast.AST) -> Iterator[Written]:
    if isinstance(node, ast.Call):
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name in ERRORS or re.fullmatch(r"[A-Z]\w*Error", name):
            for given_ in (*node.args, *(word.value for word in node.keywords)):
                if _is_text(given_):
                    yield Written(given_)
    elif isinstance(node, ast.Assign):
        names = {target.id for target in node.targets if isinstance(target, ast.Name)}
        if names & NAMES and _is_text(node.value):
            yield Written(node.value)


def _is_text(node: ast.expr) -> TypeGuard[ast.Constant | ast.JoinedStr]:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def test_every_sentence_that_people_are_told_is_known_in_chinese() -> None:
    found = dict(sentences())
    assert len(found) > 300
    missing = [f"{place}: {text}" for place, text in found.items() if in_language(text, "zh") == text]
    assert [] == missing


@pytest.mark.parametrize(
    ("said", "chinese"),
    [
        ('Limits, row 3, High must be a number; it is "x"', '限值表，第 3 行，高限 应为数值，现为 "x"'),
        ("Band must be greater than 0; it is -1", "死区 应为大于 0 的值，现为 -1"),
        ("Band is missing", "缺少 死区"),
        ("There is no setting 'x' in Limits", "限值表 中没有名为 'x' 的设置"),
        ("'P1' is owned by 'a' already; 'b' cannot own it too", "点位 'P1' 已由 'a' 产生，'b' 不能再产生它"),
        ("Rules, line 3, column 1: lines 2 and 3 both hold of level = 81",
         "规则，第 3 行第 1 列：第 2 行与第 3 行同时成立：level = 81"),
        ("The flow 'x' is not running. Start or enable it", "流程 'x' 未运行。请启动或启用它"),
        ("Wire its input: 'samples', 'suppress'", "请连接其输入端：'samples', 'suppress'"),
        ("The flow cannot be deployed: Nothing feeds 'q' and 3 more", "流程无法部署：'q' 没有输入（另有 3 处问题）"),
        ("it must be at most 3; it is 5 (for P1 and 2 more)", "应不大于 3，现为 5（涉及 P1，另有 2 个）"),
    ],
    ids=lambda text: text[:30],
)  # fmt: skip
def test_what_is_heard_is_told_with_its_parameters(said: str, chinese: str) -> None:
    assert in_language(said, "zh", TITLES) == chinese
    assert in_language(said, "en") == said


@pytest.mark.parametrize("text", ["level", "", "a: b, c", "pump 1", "hello world: foo", "液位, 高", "x" * 5000])
def test_what_is_no_sentence_of_ours_stays(text: str) -> None:
    assert in_language(text, "zh") == text


NAMED = ("empty", "no unit", "the data", "a number", "a list", "x: no unit", "a is missing, line 3: Fill it in", "High")


@pytest.mark.parametrize("name", NAMED)
def test_what_people_have_named_or_written_stays(name: str) -> None:
    """A point, a flow, a message that is called like a phrase of ours, or holds a sentence of ours."""
    for text in (
        f"There is no flow {name!r}",
        f"The flow {name!r} is not running. Start or enable it",
        f"{name!r} is owned by 'a' already; {name!r} cannot own it too",
        f"There is no setting {name!r} in Limits",
        f"Band must be greater than 0; it is {name!r}",
        f'Limits, row 3, High must be a number; it is "{name}"',
        f"the alarm {name!r} says {name!r}",
        f"{name!r} is missing",
    ):
        told = in_language(text, "zh", TITLES)
        for quoted in (repr(name), f'"{name}"'):
            assert told.count(quoted) == text.count(quoted), (text, told)
    if name in NAMED[:5]:
        for text in (
            f"{name}: Fill it in", f"Did you mean {name}?", f"it must be at most 3; it is 5 (for {name} and 2 more)",
            f"there is no {name} in pump", f"{name} is missing", f"Its outputs: {name}",
        ):  # fmt: skip
            assert name in in_language(text, "zh"), text


def test_templates_have_the_same_parameters_in_both_languages_and_none_is_only_parameters() -> None:
    for pattern in patterns("zh"):
        given_ = set(re.findall(r"\(\?P<(p\d+)>", pattern.found.pattern))
        used = set(re.findall(r"(?<!\{)\{(p\d+)\}", pattern.translated))
        assert given_ == used, pattern.key
        assert pattern.chunk, pattern.key


@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_people_write_harms_nothing(name: str, value: str) -> None:
    """Names with braces, commas, sentences of ours in them: there is always an answer."""
    for text in (f"{name} must be a number; it is {value}", f"{name}, {value}. {name}", name + value):
        assert isinstance(in_language(text, "zh", TITLES), str)
