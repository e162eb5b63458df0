"""Checker: problems of drafts. Counting is remembered, because the list of flows asks for all of them each time."""

import json
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any

from api.plant import spanless
from api.sharing import shared
from api.stores import Stores
from api.units import Measured, measure
from flows.migrate import Kinds
from flows.store import Deployment
from flows.validate import errors_in, validate
from tundish.errors import DeployRefused, Problem
from tundish.said import in_language

KEPT = 5_000


class Checker:
    """Validates against one catalogue."""

    def __init__(self, catalogue: Kinds) -> None:
        self._catalogue = catalogue
        self._counts: OrderedDict[str, int] = OrderedDict()

    def problems(self, document: object, stores: Stores | None = None, language: str = "") -> list[dict[str, Any]]:
        """Everything that is wrong, as JSON; formulas are checked with the units of the directory."""
        more: list[Problem] = []
        if isinstance(document, dict) and stores:
            id = document.get("id")
            version = next((d for d in stores.flows.deployments() if d.flow == id), None)
            measured = measure(document, self._catalogue, stores.points.units(), version)
            document, more = measured.document, measured.problems
            more = [*more, *spanless(document, self._catalogue, stores.points.all())]
        found = sorted([*validate(document, self._catalogue), *more], key=lambda problem: problem.severity != "error")
        texts = getattr(self._catalogue, "texts", {}).get(language, {})
        return [told(problem, language, texts) for problem in found]

    def count(self, digest: str, text: str, directory: Mapping[str, str]) -> int:
        """How many errors a draft has, with the units of the directory."""
        key = f"{digest} {hash(frozenset(directory.items()))}"
        if key not in self._counts:
            measured = measure(json.loads(text), self._catalogue, directory)
            self._counts[key] = len(errors_in([*validate(measured.document, self._catalogue), *measured.problems]))
            while len(self._counts) > KEPT:
                self._counts.popitem(last=False)
        return self._counts[key]

    def deployable(
        self, flow: str, measured: Measured, owns: dict[str, str], others: Sequence[Deployment]
    ) -> None:  # fmt: skip
        """DeployRefused with every error, every point that another flow owns, every connection not to be shared."""
        document = measured.document
        found = errors_in([*validate(document, self._catalogue), *measured.problems])
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


def told(problem: Problem, language: str, texts: Mapping[str, str]) -> dict[str, Any]:
    """As JSON, in the language of who asks as far as it is known."""
    said = {name: in_language(getattr(problem, name), language, texts) for name in ("message", "hint")}
    return {**problem._asdict(), **said}
