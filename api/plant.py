"""Plant: from the point directory to the flows that tell where points are, and go by their ranges."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from pydantic import ValidationError

from api.store.tables import PointRow
from flows.block_problems import shown_problems
from flows.blocks import flattened
from flows.document import config_of, nodes_of
from flows.migrate import Kinds
from tundish.errors import Problem
from tundish.node import Node
from tundish.pattern import Chooser, is_pattern
from tundish.plant import Place
from tundish.said import say

MOST_PATTERNS = 50
"""A flow with more has all of the directory: each is tried on every point."""
SHOWN = 3
Table = dict[str, dict[str, Any]]
Kind: TypeAlias = type[Node[Any, Any]]


def plant_of(
    document: dict[str, Any], catalogue: Kinds, points: Mapping[str, Mapping[str, Any]], rows: Sequence[PointRow]
) -> Table:
    """What the directory says now of the points of a flow that asks; `points` are those that it owns and reads."""
    kinds = catalogue.kinds
    nodes = nodes_of(flattened(document, kinds).document)
    if not any(_asks(kinds.get(node["kind"]), node) for _, node in nodes):
        return {}
    names = [*points["owns"], *points["reads"]]
    wild = [name for name in names if is_pattern(name)]
    if "*" in wild or len(wild) > MOST_PATTERNS:
        return table_of(rows)
    chooser = Chooser(names)
    return table_of(row for row in rows if chooser.best(row.name) is not None)


def table_of(rows: Iterable[PointRow]) -> Table:
    """As the document of a version has it: only what is said."""
    table: Table = {}
    for row in rows:
        said: dict[str, Any] = {}
        if row.area:
            said["area"] = row.area
        if row.device:
            said["device"] = row.device
        if row.low is not None and row.high is not None:
            said["low"], said["high"] = row.low, row.high
        if said:
            table[row.name] = said
    return table


def spanless(document: Mapping[str, Any], catalogue: Kinds, rows: Sequence[PointRow]) -> list[Problem]:
    """Deadbands in percent of a range that the directory does not have: they are 0."""
    if not isinstance(document.get("nodes"), dict):
        return []
    flat = flattened(dict(document), catalogue.kinds)
    found = []
    for id, node in nodes_of(flat.document):
        kind = catalogue.kinds.get(node["kind"])
        if kind is not None and _asks(kind, node):
            found += [_without(id, names) for names in _unranged(kind, config_of(node), rows)]
    return shown_problems(found, flat.origins)


def _asks(kind: Kind | None, node: dict[str, Any]) -> bool:
    config = config_of(node)
    return kind is not None and config is not None and kind.asks_plant(config)


def _unranged(kind: Kind, config: Any, rows: Sequence[PointRow]) -> Iterator[list[str]]:
    """Names of points without a range, for each row of a table that goes by theirs."""
    try:
        table = getattr(kind.config_type.model_validate(config), "rows", ())
    except ValidationError:
        return
    spans = {row.name: Place(low=row.low, high=row.high).span for row in rows}
    chooser = Chooser([row.points for row in table if hasattr(row, "points")])
    of: dict[int, list[str]] = {}
    for name in {*spans, *(row.points for row in table if hasattr(row, "points") and not is_pattern(row.points))}:
        index = chooser.best(name)
        if index is not None and getattr(table[index], "asks_for_span", False) and spans.get(name) is None:
            of.setdefault(index, []).append(name)
    for index in sorted(of):
        yield sorted(of[index])


def _without(id: str, names: list[str]) -> Problem:
    shown = ", ".join(names[:SHOWN]) + (", …" if len(names) > SHOWN else "")
    message = say("The deadband is in percent, but the point directory has no range for {points}", points=shown)
    hint = say("Give the points a low and a high end, or write the span into the row: until then their deadband is 0")
    return Problem("no-range", message, hint, node=id, field="rows", severity="warning")
