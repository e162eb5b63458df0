"""Configs: every kind must be installed, its settings right, and no point may have two owners."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple, TypeAlias

from pydantic import BaseModel, ValidationError

from flows.document import config_of, nodes_of
from flows.migrate import Kinds, with_config
from flows.words import Said, sentences
from tundish.errors import FlowError, Problem
from tundish.hint import did_you_mean
from tundish.node import Node, NodeConfig
from tundish.pattern import is_pattern
from tundish.points import Points

Kind: TypeAlias = type[Node[Any, Any]]

MOST_REMEMBERED = 20_000


class Judged(NamedTuple):
    """What came of the settings of a node: the config, or None and why."""

    config: NodeConfig | None
    said: tuple[Said, ...] = ()


def config_problems(document: dict[str, Any], catalogue: Kinds) -> Iterator[Problem]:
    """Unknown kinds, versions that are too new, every setting that is wrong, and points with two owners.

    The document is flat: blocks and parameters have been put in.
    """
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
        yield from (_told(id, said) for said in judged.said)
    yield from _owner_problems(right)


def _told(id: str, said: Said) -> Problem:
    return Problem(
        "config", said.message, said.hint, node=id, field=said.path, lines=said.lines, column=said.column,
        mend=said.mend,
    )  # fmt: skip


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
        said = (one for e in error.errors(include_url=False) for one in sentences(dict(e), config, model))
        return Judged(None, tuple(dict.fromkeys(said)))
    except Exception as error:  # noqa: BLE001 - a plugin's validator may do anything
        return Judged(None, (Said("", f"The settings cannot be checked: {str(error) or type(error).__name__}"),))
