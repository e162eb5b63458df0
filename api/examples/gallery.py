"""Gallery: the ready flows, with their texts in the language that is asked for."""

import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from tundish.errors import DataError
from tundish.hint import did_you_mean

HERE = Path(__file__).parent
NAMES = ("flotation", "aluminium-pot", "so2-hourly-mean", "peak-demand", "drinking-water", "line-oee", "alarm-messages")
"""In the order in which they are shown; the id of each flow is its name."""
LANGUAGES = ("en", "zh")


def examples(language: str = "en") -> list[dict[str, Any]]:
    """All documents."""
    return [example(name, language) for name in NAMES]


def example(name: str, language: str = "en") -> dict[str, Any]:
    """The document of one; DataError when there is none of that name."""
    if name not in NAMES:
        hint = did_you_mean(name, list(NAMES)) or "tundish examples lists them"
        raise DataError(f"There is no example {name!r}", hint=hint)
    document: dict[str, Any] = json.loads((HERE / "flows" / f"{name}.json").read_text("utf-8"))
    known = _texts(language)
    for holder, key in texts_of(document):
        holder[key] = known.get(holder[key], holder[key])
    return document


def texts_of(document: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """Where a person reads a text in a document: what holds it, and under which key."""
    messages = [row for node in document["nodes"].values() for row in node["config"].get("rows", ())]
    states = [row for node in document["nodes"].values() for row in node["config"].get("states", ())]
    moves = [row for node in document["nodes"].values() for row in node["config"].get("transitions", ())]
    for holders, keys in (
        ([document], ("name", "description")), (document["nodes"].values(), ("name",)),
        (document["parameters"].values(), ("title", "description")), (document["notes"], ("text",)),
        (document["groups"], ("name",)), (messages, ("message",)), (states, ("name",)), (moves, ("state", "to")),
        ([node["config"] for node in document["nodes"].values()], ("text",)),
    ):  # fmt: skip
        yield from ((holder, key) for holder in holders for key in keys if holder.get(key))


@lru_cache
def _texts(language: str) -> dict[str, str]:
    file = HERE / "locale" / f"{language}.json"
    found: dict[str, str] = json.loads(file.read_text("utf-8")) if file.exists() else {}
    return found
