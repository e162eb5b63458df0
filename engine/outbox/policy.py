"""Policy: what an action does with effects that wait: as its node in the document says, else as its kind does."""

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple, cast

from tundish.connector import Action

EXPIRED = 60.0
"""Seconds after which a command to equipment is sent no more."""
WhenFull = Literal["wait", "drop_oldest", "refuse"]


class Policy(NamedTuple):
    """Of one action."""

    when_full: WhenFull = "wait"
    """What happens when as many wait as there is room for: the flow takes nothing in, the oldest go, or new ones do."""
    lifetime: float | None = None
    """Seconds after which an effect that could not be sent is given up; None: it waits as long as it takes."""


def policy(node: Action[Any, Any], spec: Mapping[str, Any]) -> Policy:
    """`spec` is the node in the document. A command to equipment may live shorter than its kind says, never longer."""
    said = spec.get("delivery") or {}
    longest = node.lifetime or (EXPIRED if node.at_most_once else None)
    lifetime: float | None = said.get("lifetime") or longest
    if node.at_most_once and longest is not None and lifetime is not None:
        lifetime = min(lifetime, longest)
    return Policy(cast("WhenFull", said.get("when_full") or node.when_full), lifetime)
