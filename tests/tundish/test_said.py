"""Sentences for people: each one in the code is there in Chinese with the same parameters, and none is left over."""

import ast
import json
import pickle
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.formula import compile_formula
from tundish.errors import FormulaError
from tundish.said import FOLDER, in_language, say, texts

ROOT = Path(__file__).parents[2]


def keys() -> Iterator[str]:
    """The templates of all sentences in the code."""
    for layer in ("tundish", "flows", "engine", "nodes", "api"):
        for path in (ROOT / layer).rglob("*.py"):
            text = path.read_text("utf-8")
            if "from tundish.said import" not in text:
                continue
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say":
                    key = node.args[0]
                    assert isinstance(key, ast.Constant), f"{path.name}:{node.lineno}: a sentence is written as it is"
                    yield str(key.value)


def fields(text: str) -> set[str]:
    return {f"{name}!{conversion}:{form}" for _, name, form, conversion in string.Formatter().parse(text) if name}


def test_every_sentence_is_there_in_chinese_with_the_same_parameters() -> None:
    known, wanted = texts("zh"), set(keys())
    assert len(wanted) > 150
    assert set() == wanted - known.keys()
    assert set() == known.keys() - wanted, "left over"
    assert [] == [key for key in wanted if fields(key) != fields(known[key])]
    raw = (FOLDER / "zh.json").read_text("utf-8")
    assert list(json.loads(raw)) == sorted(json.loads(raw))


def test_a_sentence_is_an_ordinary_text_that_can_be_said_again() -> None:
    inner = say("{count} arguments", count=2)
    said = say("{name} takes {arguments}, not {given}", name="f", arguments=inner, given=3)
    assert said == "f takes 2 arguments, not 3"
    assert in_language(said, "zh") == "f 应有2 个参数，现为 3 个"
    assert in_language(said, "en") == in_language(said, "../zh") == said
    assert in_language("plain", "zh") == "plain"
    assert in_language(pickle.loads(pickle.dumps(said)), "zh") == in_language(said, "zh")


def test_what_people_write_in_braces_stays_as_it_is() -> None:
    """A name is a parameter, never a part of a template."""
    with pytest.raises(FormulaError) as caught:
        compile_formula('"{x} {0.__class__}" * nan')
    assert in_language(caught.value.message, "zh") == "'nan' 不是点位"
    said = say("unknown function {function!r}", function="{function.__class__}")
    assert "'{function.__class__}'" in in_language(said, "zh")
