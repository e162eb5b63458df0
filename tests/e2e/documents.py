"""Flows for the tests, each with ids and points of its own: the demo is shared."""

from typing import Any

from flows.document import empty

Document = dict[str, Any]


def inject(point: str, value: float, at: tuple[int, int] = (0, 0), **more: Any) -> Document:
    """A button that sends one sample."""
    config = {"mode": "sample", "point": point, "value": value, **more}
    return node("source.inject", config, at)


def limit(point: str, at: tuple[int, int] = (240, 0), **row: Any) -> Document:
    """A limit alarm with one row."""
    return node("alarm.limit", {"rows": [{"points": point, **row}]}, at)


def node(kind: str, config: Document, at: tuple[int, int]) -> Document:
    return {"kind": kind, "version": 1, "name": kind.rpartition(".")[2].title(), "config": config, "position": at}


def flow(id: str, nodes: dict[str, Document], *wires: tuple[str, str]) -> Document:
    """A flow; wires are written as ("from/port", "to/port")."""
    joined = [{"from": a.split("/"), "to": b.split("/")} for a, b in wires]
    named = {name: {**each, "name": name.replace("-", " ").capitalize()} for name, each in nodes.items()}
    return {**empty(id, id.replace("-", " ").capitalize()), "nodes": named, "wires": joined}


def alarmed(id: str, point: str, **row: Any) -> Document:
    """A button that sends 60, and a limit of 50 on it."""
    nodes = {"button": inject(point, 60), "limit": limit(point, h=50, **row)}
    return flow(id, nodes, ("button/samples", "limit/samples"))
