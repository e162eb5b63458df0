"""Every text of every shipped kind is there in Chinese, and the file holds nothing else."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tundish.catalogue import load

FILE = Path(__file__).parents[2] / "nodes/locale/zh.json"
SHIPPED = [kind for kind in load().specs() if load().kinds[kind["kind"]].__module__.startswith("nodes.")]
CONNECTIONS = load().connection_specs()


def texts(spec: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """(where, text) of all that a person reads of a kind."""
    yield from (("title", spec["title"]), ("summary", spec["summary"]), ("help", spec["help"]))
    for port in (*spec["inputs"], *spec["outputs"]):
        yield f"{port['name']} title", port["title"]
        yield f"{port['name']} help", port["help"]
    yield from of_schema(spec["config"])
    for command in spec["commands"]:
        yield command["name"], command["title"]
        yield from of_schema(command["args"])


def of_schema(schema: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for model in (schema, *schema.get("$defs", {}).values()):
        for name, field in model.get("properties", {}).items():
            yield f"{name} title", field["title"]
            yield f"{name} help", field.get("description", "")
            for part in (field, *field.get("anyOf", ())):
                yield from ((f"{name} choice", choice) for choice in part.get("enum", ()) if needs(choice))


def needs(choice: object) -> bool:
    """A choice that is a word; types and names of protocols (uint16, SignAndEncrypt) are the same everywhere."""
    return isinstance(choice, str) and re.fullmatch(r"[a-z][a-z_]*", choice) is not None


def missing(found: Iterator[tuple[str, str]]) -> list[tuple[str, str]]:
    known = load().texts.get("zh", {})
    return [(where, text) for where, text in found if text and not known.get(text)]


@pytest.mark.parametrize("spec", SHIPPED, ids=lambda spec: spec["kind"])
def test_a_kind_speaks_chinese(spec: dict[str, Any]) -> None:
    assert [] == missing(texts(spec))


@pytest.mark.parametrize("spec", CONNECTIONS, ids=lambda spec: spec["kind"])
def test_a_connection_speaks_chinese(spec: dict[str, Any]) -> None:
    assert [] == missing(iter([("title", spec["title"]), *of_schema(spec["settings"])]))


def test_the_file_is_sorted_and_no_text_is_left_over() -> None:
    raw = FILE.read_text("utf-8")
    known: dict[str, str] = json.loads(raw)
    assert json.dumps(known, ensure_ascii=False, indent=1, sort_keys=True) + "\n" == raw
    said = {text for spec in SHIPPED for _, text in texts(spec)}
    said |= {text for spec in CONNECTIONS for _, text in of_schema(spec["settings"])} | {
        c["title"] for c in CONNECTIONS
    }
    assert set() == set(known) - said


def test_placeholders_and_code_are_the_same_in_both_languages() -> None:
    for english, chinese in json.loads(FILE.read_text("utf-8")).items():
        assert code(english) == code(chinese), english


def code(text: str) -> list[str]:
    """What is between backticks and no plain word, and what is between braces."""
    quoted = [part for part in re.findall(r"`[^`]*`", text) if re.search(r"[.,{*_]", part)]
    return sorted(quoted + re.findall(r"\{\w+\}", text))
