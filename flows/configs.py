"""Configs: every kind must be installed, its settings right, and no point may have two owners."""

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

from pydantic import BaseModel, ValidationError

from flows.document import config_of, nodes_of
from flows.migrate import Kinds, with_config
from flows.words import Said, sentence
from tundish.errors import FlowError, Problem
from tundish.hint import did_you_mean
from tundish.node import Node, NodeConfig
from tundish.pattern import is_pattern
from tundish.points import Points

Kind: TypeAlias = type[Node[Any, Any]]

MOST_REMEMBERED = 20_000

_PARAMETER = re.compile(r"(?<!\{)\{([a-z][a-z0-9_]*)\}(?!\})")
_OTHER_BRACES = {"formula", "expression", "template", "secret"}
"""Widgets of fields in which braces mean something else."""


class Judged(NamedTuple):
    """What came of the settings of a node: the config, or None and why."""

    config: NodeConfig | None
    said: tuple[Said, ...] = ()


def config_problems(document: dict[str, Any], catalogue: Kinds) -> Iterator[Problem]:
    """Unknown kinds, versions that are too new, every setting that is wrong, and points with two owners."""
    parameters = document.get("parameters")
    known = list(parameters) if isinstance(parameters, dict) else []
    right: dict[str, tuple[Kind, NodeConfig]] = {}
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
        if config is None:  # the structure is broken, which is told elsewhere
            continue
        judged = judge(kind.config_type, config)
        if judged.config is not None:
            right[id] = (kind, judged.config)
        yield from (Problem("config", s.message, s.hint, node=id, field=s.path) for s in judged.said)
        yield from _parameter_problems(id, config, kind, known)
    yield from _owner_problems(right)


def _owner_problems(nodes: dict[str, tuple[Kind, NodeConfig]]) -> Iterator[Problem]:
    """Static points that two nodes own."""
    owners: dict[str, str] = {}
    points = Points()
    for id, (kind, config) in nodes.items():
        if kind.owned is Node.owned:
            continue
        for point in dict.fromkeys(_owned(id, kind, config, points)):
            first = owners.setdefault(point, id)
            if first != id and not is_pattern(point):
                message = f"{point!r} is owned by {first!r} already; {id!r} cannot own it too"
                yield Problem("owner", message, "Give one of the two points another name", node=id)


def owned(id: str, node: dict[str, Any], kind: Kind, points: Points) -> tuple[str, ...]:
    """Names and patterns that a node of a document owns; nothing when its settings are wrong."""
    try:
        config = config_of(with_config(id, node, kind))
    except FlowError:
        return ()
    right = None if config is None else judge(kind.config_type, config).config
    return () if right is None else _owned(id, kind, right, points)


def _owned(id: str, kind: Kind, config: NodeConfig, points: Points) -> tuple[str, ...]:
    try:
        return tuple(kind(id, config, points).owned())
    except Exception:  # noqa: BLE001 - a plugin's code; the engine will say so when it is deployed
        return ()


def _unknown_kind(id: str, name: str, catalogue: Kinds) -> Problem:
    hint = did_you_mean(name, list(catalogue.kinds)) or "Install the package that brings it, or take the node out"
    return Problem("kind", f"There is no kind of node {name!r}"[:200], hint, node=id)


_judged: dict[tuple[type[BaseModel], str], Judged] = {}


def judge(model: type[NodeConfig], config: dict[str, Any]) -> Judged:
    """What is wrong with a config. Remembered, because an editor asks again after every change."""
    key = (model, json.dumps(config))
    found = _judged.get(key)
    if found is None:
        if len(_judged) >= MOST_REMEMBERED:
            _judged.clear()
        found = _judged[key] = _judge(model, config)
    return found


def _judge(model: type[NodeConfig], config: dict[str, Any]) -> Judged:
    try:
        return Judged(model.model_validate(config))
    except ValidationError as error:
        said = (sentence(dict(e), config, model) for e in error.errors(include_url=False))
        return Judged(None, tuple(dict.fromkeys(said)))
    except Exception as error:  # noqa: BLE001 - a plugin's validator may do anything
        return Judged(None, (Said("", f"The settings cannot be checked: {str(error) or type(error).__name__}"),))


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
