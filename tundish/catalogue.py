"""Catalogue: the kinds of nodes and connections that are installed, found by entry point.

An entry point of the group `tundish.nodes` names a package; every module in it is imported, and every node class with
a `kind` that is defined there belongs to the catalogue, ours exactly like a plugin's. A package may hold
`locale/zh.json`, which maps English texts to Chinese ones.
"""

import importlib
import inspect
import json
import pkgutil
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import ModuleType
from typing import Any

from tundish.connection import Connection
from tundish.errors import TundishError
from tundish.node import Node
from tundish.spec import CATEGORIES, spec_of


class Catalogue:
    """Kinds by name, connection kinds by name, translations by language."""

    def __init__(self) -> None:
        self.kinds: dict[str, type[Node[Any, Any]]] = {}
        self.connections: dict[str, type[Connection[Any]]] = {}
        self.texts: dict[str, dict[str, str]] = {}

    def add(self, thing: type[Node[Any, Any] | Connection[Any]]) -> None:
        """Take in a class; two of one kind are an error."""
        known: dict[str, Any] = self.kinds if issubclass(thing, Node) else self.connections
        if known.setdefault(thing.kind, thing) is not thing:
            raise TundishError(
                f"{thing.__module__} and {known[thing.kind].__module__} both bring the kind {thing.kind!r}",
                "Uninstall one of them",
            )

    def specs(self) -> list[dict[str, Any]]:
        """Specs of all node kinds as JSON, in the order of the palette."""
        return [spec_of(kind) for kind in sorted(self.kinds.values(), key=_place)]

    def connection_specs(self) -> list[dict[str, Any]]:
        """Kinds of connections with the schema of their settings."""
        kinds = sorted(self.connections.values(), key=lambda kind: kind.title)
        return [{"kind": k.kind, "title": k.title, "settings": k.settings_type.model_json_schema()} for k in kinds]


@cache
def load() -> Catalogue:
    """What is installed. Made once in a process; TundishError says which package cannot be imported."""
    catalogue = Catalogue()
    for point in sorted(entry_points(group="tundish.nodes"), key=lambda p: (p.name, p.value)):
        try:
            _take(catalogue, point)
        except TundishError:
            raise
        except Exception as error:  # it is somebody else's code and may raise anything
            raise TundishError(
                f"The package {point.value} of nodes cannot be imported: {type(error).__name__}: {error}",
                "Mend it or uninstall it, and start again",
            ) from error
    return catalogue


def _take(catalogue: Catalogue, point: EntryPoint) -> None:
    package = point.load()
    for module in _modules(package):
        for thing in vars(module).values():
            if _is_ours(thing, module):
                catalogue.add(thing)
    for path in sorted(Path(package.__file__).parent.glob("locale/*.json")) if hasattr(package, "__path__") else ():
        catalogue.texts.setdefault(path.stem, {}).update(json.loads(path.read_text("utf-8")))


def only(modules: Iterable[str]) -> Catalogue:
    """What these modules bring, and nothing else imported: for a process that is to start soon."""
    catalogue = Catalogue()
    for name in modules:
        module = importlib.import_module(name)
        for thing in vars(module).values():
            if _is_ours(thing, module):
                catalogue.add(thing)
    return catalogue


def _modules(package: ModuleType) -> Iterator[ModuleType]:
    yield package
    for info in pkgutil.walk_packages(getattr(package, "__path__", ()), f"{package.__name__}."):
        yield importlib.import_module(info.name)


def _is_ours(thing: object, module: ModuleType) -> bool:
    return (
        inspect.isclass(thing)
        and issubclass(thing, Node | Connection)
        and thing.__module__ == module.__name__
        and "kind" in vars(thing)
        and not inspect.isabstract(thing)
    )


def _place(kind: type[Node[Any, Any]]) -> tuple[int, str]:
    category = kind.kind.partition(".")[0]
    return (CATEGORIES.index(category) if category in CATEGORIES else len(CATEGORIES), kind.kind)
