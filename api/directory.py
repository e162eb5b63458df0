"""Directory: points with what people say about them, who owns and reads them, and their last value."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from api.store.tables import PointRow
from flows.store import Deployment
from tundish.fields import LONGEST_POINT
from tundish.pattern import is_pattern, matches


class PointFacts(BaseModel):
    """What people say about a point."""

    model_config = ConfigDict(extra="ignore")

    description: Annotated[str, Field(max_length=2000)] = ""
    unit: Annotated[str, Field(max_length=40)] = ""
    low: Annotated[float, Field(allow_inf_nan=False)] | None = None
    high: Annotated[float, Field(allow_inf_nan=False)] | None = None
    digits: Annotated[int, Field(ge=0, le=12)] | None = None
    labels: Annotated[dict[str, Annotated[str, Field(max_length=100)]], Field(max_length=200)] = Field(
        default_factory=dict
    )
    area: Annotated[str, Field(max_length=200)] = ""
    device: Annotated[str, Field(max_length=200)] = ""
    """Equipment that it belongs to."""
    record: bool | None = None
    """Whether it is recorded; None: as the node says that owns it."""

    @field_validator("labels", mode="before")
    @classmethod
    def _none_is_empty(cls, labels: Any) -> Any:
        return labels or {}

    @field_validator("labels")
    @classmethod
    def _labels_of_numbers(cls, labels: dict[str, str]) -> dict[str, str]:
        for number in labels:
            try:
                float(number)
            except ValueError:
                raise ValueError(f"{number[:40]!r} is no number that could have a label") from None
        return labels

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"low ({self.low:g}) is above high ({self.high:g})")
        return self

    def row(self, name: str) -> PointRow:
        """As it is stored."""
        labels = json.dumps(self.labels, ensure_ascii=False)
        return PointRow(tenant="", name=name, **{**self.model_dump(), "labels": labels})


def name_problem(name: str) -> str:
    """What is wrong with the name of a point, or nothing."""
    if not name:
        return "a point must have a name"
    if len(name) > LONGEST_POINT:
        return f"the name has {len(name)} characters; at most {LONGEST_POINT} are allowed"
    if name != name.strip() or not name.isprintable():
        return "a point name has no blanks at its ends and no control characters"
    return ""


def facts(row: PointRow) -> dict[str, Any]:
    """What people say about a point, as JSON."""
    return {**row.model_dump(exclude={"tenant"}), "labels": json.loads(row.labels)}


class Page(NamedTuple):
    """Some of the points, by name."""

    total: int
    points: list[dict[str, Any]]


class Directory:
    """All points that are known, from whatever side."""

    def __init__(
        self, rows: Sequence[PointRow], deployments: Sequence[Deployment], seen: Mapping[str, Mapping[str, Any]]
    ) -> None:
        self._facts = {row.name: row for row in rows}
        self._seen = seen
        self._owners = {p: {"flow": d.flow, "node": n} for d in deployments for p, n in d.owns.items()}
        self._readers = _Readers(deployments)

    def page(self, search: str, offset: int, limit: int) -> Page:
        """Points whose name, description, area or device has the words of `search`."""
        words = search.casefold().split()
        names = sorted({*self._facts, *self._owners, *self._seen})
        found = [name for name in names if all(word in self._text(name) for word in words)] if words else names
        return Page(len(found), [self.point(name) for name in found[offset : offset + limit]])

    def point(self, name: str) -> dict[str, Any]:
        """Everything about one point."""
        seen = self._seen.get(name, {})
        said = facts(self._facts[name]) if name in self._facts else {"name": name, **PointFacts().model_dump()}
        owner = self._owners.get(name) or seen.get("owner")
        return {**said, "owner": owner, "readers": self._readers.of(name), "last": seen.get("last")}

    def _text(self, name: str) -> str:
        row = self._facts.get(name)
        return f"{name}\n{row.description}\n{row.area}\n{row.device}".casefold() if row else name.casefold()


class _Readers:
    """Who reads a point by its name or by a pattern."""

    def __init__(self, deployments: Iterable[Deployment]) -> None:
        self._exact: dict[str, list[dict[str, str]]] = {}
        self._wild: list[tuple[str, dict[str, str]]] = []
        for deployment in deployments:
            for name, nodes in deployment.reads.items():
                for reader in ({"flow": deployment.flow, "node": node} for node in nodes):
                    if is_pattern(name):
                        self._wild.append((name, reader))
                    else:
                        self._exact.setdefault(name, []).append(reader)

    def of(self, name: str) -> list[dict[str, str]]:
        by_pattern = [reader for pattern, reader in self._wild if matches(name, pattern)]
        found = [*self._exact.get(name, ()), *by_pattern]
        return [reader for i, reader in enumerate(found) if reader not in found[:i]]
