"""Spec: what a kind of node is, as JSON. Form, docs, completion and golden files come from it."""

import inspect
from typing import Any

from tundish.connector import Action, Source
from tundish.node import Command, Node, Port
from tundish.samples import Samples

CATEGORIES = ("source", "compute", "qc", "alarm", "action")


def spec_of(kind: type[Node[Any, Any]]) -> dict[str, Any]:
    """The spec of one kind; see the user guide for its form."""
    summary, _, rest = inspect.cleandoc(kind.__doc__ or "").partition("\n")
    extra = kind.outputs_from
    return {
        "kind": kind.kind,
        "version": kind.version,
        "category": kind.kind.partition(".")[0],
        "title": kind.title,
        "summary": summary.strip(),
        "help": rest.strip(),
        "inputs": [_port(p) for p in kind.inputs],
        "outputs": [_port(p) for p in kind.outputs],
        "outputs_from": extra and {"field": extra.field, "name": extra.name, "carries": _carries(extra.carries)},
        "config": kind.config_type.model_json_schema(),
        "commands": [_command(c) for c in kind.commands],
        "connector": issubclass(kind, Source | Action),
        **_delivery(kind),
        "breaks_cycles": False,
        "summary_field": kind.summary_field,
        "points": _points(kind),
    }


def _delivery(kind: type[Node[Any, Any]]) -> dict[str, Any]:
    """What an action does with effects that wait, unless its node says otherwise."""
    if not issubclass(kind, Action):
        return {}
    told = {"when_full": kind.when_full, "lifetime": kind.lifetime, "at_most_once": kind.at_most_once}
    return {"delivery": told}


def _points(kind: type[Node[Any, Any]]) -> str:
    if kind.owned is not Node.owned:
        return "owns"
    return "reads" if issubclass(kind, Source) and kind.reads is not Source.reads else "none"


def _port(port: Port) -> dict[str, str]:
    return {"name": port.name, "carries": _carries(port.carries), "title": port.title, "help": port.help}


def _carries(payload: type) -> str:
    return "samples" if payload is Samples else "events"


def _command(command: Command) -> dict[str, Any]:
    return {
        "name": command.name,
        "title": command.title,
        "role": command.role,
        "args": command.args.model_json_schema(),
    }
