"""Every text of every shipped kind is there in Chinese, and the file holds nothing else."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tundish.catalogue import load

FILE = Path(__file__).parents[2] / "nodes/locale/zh.json"
NAMES = FILE.with_name("en.json")
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


def named_choices() -> dict[str, str]:
    """Choices that are words, by the name of their setting before a dot, and by themselves."""
    schemas = [spec["config"] for spec in SHIPPED] + [spec["settings"] for spec in CONNECTIONS]
    schemas += [command["args"] for spec in SHIPPED for command in spec["commands"]]
    found = [one for schema in schemas for one in of_schema(schema) if one[0].endswith(" choice")]
    return {f"{where.removesuffix(' choice')}.{choice}": choice for where, choice in found}


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
    assert set() == set(known) - said - set(named_choices())


def test_every_choice_has_a_name_in_english_and_no_name_is_left_over() -> None:
    """What is saved in flows, such as `half_even`, is never what people read."""
    raw = NAMES.read_text("utf-8")
    names: dict[str, str] = json.loads(raw)
    assert json.dumps(names, ensure_ascii=False, indent=1, sort_keys=True) + "\n" == raw
    choices = named_choices()
    assert [] == [place for place, choice in choices.items() if not (names.get(place) or names.get(choice))]
    assert set() == set(names) - set(choices) - set(choices.values())
    assert [] == [name for name in names.values() if "_" in name or name[0].islower()]


def test_placeholders_and_code_are_the_same_in_both_languages() -> None:
    for english, chinese in json.loads(FILE.read_text("utf-8")).items():
        assert code(english) == code(chinese), english


def code(text: str) -> list[str]:
    """What is between backticks and no plain word, and what is between braces."""
    quoted = [part for part in re.findall(r"`[^`]*`", text) if re.search(r"[.,{*_]", part)]
    return sorted(quoted + re.findall(r"\{\w+\}", text))
