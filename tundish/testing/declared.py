"""Promises about what a kind says of itself."""

import typing
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ValidationError

from tundish.explained import help_of
from tundish.node import Node, NodeConfig
from tundish.points import Points
from tundish.testing.promises import DECLARED, EXPLAINED, VALID, Broken


def out_of_the_box(kind: type[Node[Any, Any]]) -> NodeConfig:
    """The config of a node just dropped on the canvas; one that cannot do without settings has an `example()`."""
    example = getattr(kind.config_type, "example", kind.config_type)
    try:
        config: NodeConfig = example()
        again = kind.config_type.model_validate(config.model_dump(mode="json"))
    except ValidationError as error:
        raise Broken(VALID, str(error)) from None
    if again != config:
        raise Broken(VALID, "the config is another one after a way through JSON")
    return config


def valid(kind: type[Node[Any, Any]], config: NodeConfig) -> None:
    """The default config, and the one at hand, make a node."""
    for one in (out_of_the_box(kind), config):
        if kind.config_type.model_validate(one.model_dump(mode="json")) != one:
            raise Broken(VALID, "the config is another one after a way through JSON")
        kind("node", one, Points()).owned()


def explained(kind: type[Node[Any, Any]]) -> None:
    """The node, its ports, its settings and the arguments of its commands say what they are."""
    if not kind.__dict__.get("__doc__"):
        raise Broken(EXPLAINED, f"{kind.__name__} has no docstring: it is the node's help")
    if not getattr(kind, "title", ""):
        raise Broken(EXPLAINED, f"{kind.__name__} has no title")
    for port in (*kind.inputs, *kind.outputs):
        if not port.title or not port.help:
            raise Broken(EXPLAINED, f"port {port.name!r} lacks a title or a help")
    for model in (kind.config_type, *(command.args for command in kind.commands)):
        for path, owner, field in fields(model):
            if not field.title:
                raise Broken(EXPLAINED, f"setting {path!r} has no title: Field(title=...)")
            if not (field.description or help_of(owner, path.rpartition("/")[2])):
                raise Broken(EXPLAINED, f"setting {path!r} has no help: a string below the field")


def declared(kind: type[Node[Any, Any]]) -> None:
    """Names that point somewhere, do."""
    names = kind.config_type.model_fields
    if kind.summary_field and kind.summary_field not in names:
        raise Broken(DECLARED, f"summary_field {kind.summary_field!r} is no setting")
    if kind.outputs_from and kind.outputs_from.field not in names:
        raise Broken(DECLARED, f"outputs_from {kind.outputs_from.field!r} is no setting")
    for ports in (kind.inputs, kind.outputs):
        if len({port.name for port in ports}) != len(ports):
            raise Broken(DECLARED, f"two ports of one name: {[port.name for port in ports]}")


def fields(model: type[BaseModel], path: str = "") -> Iterator[tuple[str, type[BaseModel], Any]]:
    """All fields of a model and of the models in it, with their paths, and the model that each is of."""
    for name, field in model.model_fields.items():
        yield f"{path}{name}", model, field
        for inner in _models(field.annotation):
            yield from fields(inner, f"{path}{name}/")


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in typing.get_args(annotation):
        yield from _models(argument)
