"""Configs: every kind must be installed, its settings right, and no point may have two owners."""

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, TypeAlias

from pydantic import BaseModel, ValidationError

from flows.document import config_of, nodes_of
from flows.migrate import Kinds, with_config
from flows.words import Said, did_you_mean, sentence
from tundish.errors import FlowError, Problem
from tundish.node import Node
from tundish.pattern import is_pattern
from tundish.points import Points

Kind: TypeAlias = type[Node[Any, Any]]

_PARAMETER = re.compile(r"(?<!\{)\{([a-z][a-z0-9_]*)\}(?!\})")
_OTHER_BRACES = {"formula", "expression", "template", "secret"}
"""Widgets of fields in which braces mean something else."""


def config_problems(document: dict[str, Any], catalogue: Kinds) -> Iterator[Problem]:
    """Unknown kinds, versions that are too new, and every setting that is wrong."""
    parameters = document.get("parameters")
    known = list(parameters) if isinstance(parameters, dict) else []
    for id, node in nodes_of(document):
        kind = catalogue.kinds.get(node["kind"])
        if kind is None:
            yield _unknown_kind(id, node["kind"], catalogue)
            continue
        try:
            config = config_of(with_config(id, node, kind))
        except FlowError as error:
            yield Problem("version", error.message, error.hint, node=id)
            continue
        if config is not None:  # else the structure is broken, which is told elsewhere
            yield from (Problem("config", s.message, s.hint, node=id, field=s.path) for s in _said(kind, config))
            yield from _parameter_problems(id, config, kind, known)


def owner_problems(document: dict[str, Any], catalogue: Kinds) -> Iterator[Problem]:
    """Static points that two nodes own."""
    owners: dict[str, str] = {}
    points = Points()
    for id, node in nodes_of(document):
        kind = catalogue.kinds.get(node["kind"])
        if kind is None or kind.owned is Node.owned:
            continue
        for point in dict.fromkeys(owned(id, node, kind, points)):
            first = owners.setdefault(point, id)
            if first != id and not is_pattern(point):
                message = f"{point!r} is owned by {first!r} already; {id!r} cannot own it too"
                yield Problem("owner", message, "Give one of the two points another name", node=id)


def owned(id: str, node: dict[str, Any], kind: Kind, points: Points) -> tuple[str, ...]:
    """Names and patterns that a node of a document owns; nothing when its settings are wrong."""
    try:
        config = config_of(with_config(id, node, kind))
        return tuple(kind(id, kind.config_type.model_validate(config), points).owned())
    except Exception:  # noqa: BLE001 - a plugin's code; what is wrong with the settings is told elsewhere
        return ()


def _unknown_kind(id: str, name: str, catalogue: Kinds) -> Problem:
    hint = did_you_mean(name, list(catalogue.kinds)) or "Install the package that brings it, or take the node out"
    return Problem("kind", f"There is no kind of node {name!r}"[:200], hint, node=id)


def _said(kind: Kind, config: dict[str, Any]) -> tuple[Said, ...]:
    """What is wrong with a config. Remembered, because an editor asks again after every change."""
    return _judged(kind.config_type, json.dumps(config))


@lru_cache(maxsize=20_000)
def _judged(model: type[BaseModel], text: str) -> tuple[Said, ...]:
    config = json.loads(text)
    try:
        model.model_validate(config)
    except ValidationError as error:
        said = (sentence(dict(e), config, model) for e in error.errors(include_url=False))
        return tuple(dict.fromkeys(said))
    except Exception as error:  # noqa: BLE001 - a plugin's validator may do anything
        return (Said("", f"The settings cannot be checked: {str(error) or type(error).__name__}"),)
    return ()


def _parameter_problems(id: str, config: dict[str, Any], kind: Kind, known: list[str]) -> Iterator[Problem]:
    """Parameters in texts. Warnings: nothing fills them in yet, and braces may be meant as they stand."""
    if "{" not in str(config):
        return
    schema = _schema(kind.config_type)
    for path, text, own in _plain_texts(config, schema, schema, ""):
        for name in _PARAMETER.findall(text):
            if name in own:
                continue
            if name in known:
                message, hint = f"The parameter {name!r} is not filled in by this version of Tundish", "Write its value"
            else:
                message = f"There is no parameter {name!r}"
                hint = did_you_mean(name, [*known, *own]) or "Add it to the parameters of the flow"
            yield Problem("parameter", message, hint, node=id, field=path, severity="warning")


def _plain_texts(
    value: Any, at: dict[str, Any], root: dict[str, Any], path: str
) -> Iterator[tuple[str, str, list[str]]]:
    """Path and text of the fields in which `{name}` is a parameter, and the names that the field fills in itself.

    Those are the ones that its default or its help mention.
    """
    at = {**root.get("$defs", {}).get(at["$ref"].rpartition("/")[2], {}), **at} if "$ref" in at else at
    if at.get("x-widget") in _OTHER_BRACES:
        return
    if isinstance(value, str):
        yield path[1:], value, _PARAMETER.findall(f"{at.get('default')} {at.get('description')}")
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _plain_texts(item, at.get("properties", {}).get(key, {}), root, f"{path}/{key}")
    elif isinstance(value, list):
        items = at.get("items", {})
        for row, item in enumerate(value):
            yield from _plain_texts(item, items if isinstance(items, dict) else {}, root, f"{path}/{row}")


@lru_cache(maxsize=1000)
def _schema(model: type[BaseModel]) -> dict[str, Any]:
    return model.model_json_schema()
