"""Checker: problems of drafts. Counting is remembered, because the list of flows asks for all of them each time."""

import json
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

from api.sharing import shared
from flows.migrate import Kinds
from flows.store import Deployment
from flows.validate import errors_in, validate
from tundish.errors import DeployRefused, Problem

KEPT = 5_000


class Checker:
    """Validates against one catalogue."""

    def __init__(self, catalogue: Kinds) -> None:
        self._catalogue = catalogue
        self._counts: OrderedDict[str, int] = OrderedDict()

    def problems(self, document: object) -> list[dict[str, Any]]:
        """Everything that is wrong, as JSON."""
        return [problem._asdict() for problem in validate(document, self._catalogue)]

    def count(self, digest: str, text: str) -> int:
        """How many errors a draft has."""
        if digest not in self._counts:
            self._counts[digest] = len(errors_in(validate(json.loads(text), self._catalogue)))
            while len(self._counts) > KEPT:
                self._counts.popitem(last=False)
        return self._counts[digest]

    def deployable(
        self, flow: str, document: dict[str, Any], owns: dict[str, str], others: Sequence[Deployment]
    ) -> None:
        """DeployRefused with every error, every point that another flow owns, every connection not to be shared."""
        found = errors_in(validate(document, self._catalogue))
        owners = {point: d for d in others if d.flow != flow for point in d.owns}
        for point, node in owns.items():
            if other := owners.get(point):
                message = (
                    f"{point!r} is owned by {other.owns[point]!r} in the flow {other.flow!r}; it cannot have two owners"
                )
                found.append(Problem("owner", message, "Give one of the two points another name", node=node))
        found += shared(flow, document, others, self._catalogue)
        if found:
            raise DeployRefused(found)
