"""Sharing: which connections flows of two isolation groups cannot both use.

Each worker opens its own link. That cannot be where the other side knows us by one name or takes one client, which the
kind of connection says (`exclusive`). What flows write goes through one of the workers, see `engine.work.errands`.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from flows.blocks import flattened
from flows.document import config_of, nodes_of
from flows.fill import schema_of
from flows.migrate import Kinds
from flows.store import Deployment
from tundish.errors import Problem


class Use(NamedTuple):
    """A node that uses a connection."""

    connection: str
    node: str
    exclusive: bool


def shared(flow: str, document: dict[str, Any], others: Sequence[Deployment], catalogue: Any) -> list[Problem]:
    """What keeps this flow out of its isolation group."""
    group, mine = group_of(document), list(uses(document, catalogue))
    found: dict[tuple[str, str], Problem] = {}
    if not mine:
        return []
    for other in others:
        theirs = [] if other.flow == flow or group_of(other.document) == group else uses(other.document, catalogue)
        for their in theirs:
            for our in mine:
                if our.exclusive and our.connection == their.connection:
                    found.setdefault((our.connection, our.node), _problem(our, their, other, group))
    return list(found.values())


def uses(document: dict[str, Any], catalogue: Any) -> Iterator[Use]:
    """Connections that the nodes of a flow use."""
    kinds: Kinds = catalogue
    for id, node in nodes_of(flattened(document, kinds.kinds).document):
        kind, config = kinds.kinds.get(node["kind"]), config_of(node) or {}
        fields = schema_of(kind.config_type).get("properties", {}) if kind else {}
        for name, field in fields.items():
            connection = config.get(name)
            if field.get("x-widget") == "connection" and isinstance(connection, str) and connection:
                made = [catalogue.connections.get(k) for k in field.get("x-connection-kinds", ())]
                exclusive = any(k is not None and k.exclusive for k in made)
                yield Use(connection, id, exclusive)


def group_of(document: dict[str, Any]) -> str:
    return str(document.get("isolation") or "")


def _problem(our: Use, their: Use, other: Deployment, group: str) -> Problem:
    message = (
        f"The connection {our.connection!r} is used by {our.node!r} in {_named(group)} and by {their.node!r} of the"
        f" flow {other.flow!r} in {_named(group_of(other.document))}, but it can be open in one worker only"
    )
    hint = f"Put both flows into one isolation group, or read the other flow's points with “Points” ({other.flow})"
    return Problem("exclusive", message, hint, node=our.node)


def _named(group: str) -> str:
    return f"the group {group!r}" if group else "the default group"
