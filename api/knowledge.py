"""Alarm knowledge: what rationalisation came to, beside the settings that run (ISA-18.2: master alarm database).

An alarm is known by flow, node and the points of a row of that node's table; `*` for a node without such a table.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

from pydantic import ValidationError

from api.errors import Invalid
from api.server import Server
from api.store.tables import KnowledgeRow
from api.stores import Stores
from flows.blocks import Flat, flattened
from flows.store import Deployment
from tundish.alarm import AlarmNode
from tundish.pattern import best as most_specific

Key: TypeAlias = tuple[str, str, str]
"""Flow, node, points."""
Settings: TypeAlias = dict[str, Any]
TEXTS = ("cause", "consequence", "response", "basis")
POINTS = "points"
"""Column of an alarm node's table that says for which points a row is."""


class Difference(NamedTuple):
    flow: str
    node: str
    point: str
    setting: str
    """Empty: what was approved runs no more."""
    approved: Any
    running: Any


def running(server: Server, stores: Stores) -> dict[Key, Settings]:
    """Settings of all alarms that are deployed; what the document leaves out is as the kind has it.

    Those inside blocks as they run: by the path of the node, `pumps/limits`, for each device and with all parameters.
    """
    return {
        (deployed.flow, id, points): settings
        for deployed, flat in _flat(server, stores)
        for id, node in flat.document["nodes"].items()
        for points, settings in _settings(server, node).items()
    }


def _flat(server: Server, stores: Stores) -> Iterator[tuple[Deployment, Flat]]:
    for deployed in stores.flows.deployments():
        yield deployed, flattened(deployed.document, server.catalogue.kinds)


def devices(server: Server, stores: Stores) -> dict[Key, str]:
    """Of which device an alarm is: by the table of its block, else by the point directory."""
    found: dict[Key, str] = {}
    known = {row.name: row.device for row in stores.points.all() if row.device}
    for deployed, flat in _flat(server, stores):
        for id, node in flat.document["nodes"].items():
            table = _table_in(server, node)
            if table is None:
                continue
            tables = getattr(flat.origins.get(id), "rows", ())
            origins: list[tuple[int, str]] = next((rows.origins for rows in tables if rows.field == table), [])
            for i, row in enumerate(node["config"][table]):
                points = row.get(POINTS, "*")
                device = origins[i][1] if i < len(origins) else ""
                if device := device or known.get(points, ""):
                    found.setdefault((deployed.flow, id, points), device)
    return found


def _table_in(server: Server, node: Mapping[str, Any]) -> str | None:
    """The table of points that an alarm node's document has."""
    kind = server.catalogue.kinds.get(node["kind"])
    if kind is None or not issubclass(kind, AlarmNode):
        return None
    config = node.get("config", {})
    names = (name for name, value in kind.config_type().model_dump(mode="json").items() if _is_table(value))
    name = next(names, None)
    return name if name and isinstance(config.get(name), list) else None


def _settings(server: Server, node: Mapping[str, Any]) -> dict[str, Settings]:
    kind = server.catalogue.kinds.get(node["kind"])
    if kind is None or not issubclass(kind, AlarmNode):
        return {}
    try:
        config = kind.config_type.model_validate(node.get("config", {})).model_dump(mode="json")
    except ValidationError:
        return {}  # parameters of a block may stand where numbers belong
    table = _table_of(config)
    common = {name: value for name, value in config.items() if not isinstance(value, list | dict)}
    if table is None:
        return {"*": common}
    rows: dict[str, Settings] = {}
    for row in config[table]:
        rows.setdefault(row[POINTS], {**common, **{k: v for k, v in row.items() if k != POINTS}})
    return rows


def _table_of(config: Mapping[str, Any]) -> str | None:
    """The setting that is a table of points."""
    return next((name for name, value in config.items() if _is_table(value)), None)


def _is_table(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict) and POINTS in value[0]


def approved_of(row: KnowledgeRow) -> Settings:
    found: Settings = json.loads(row.approved) if row.approved else {}
    return found


def listed(server: Server, stores: Stores) -> list[dict[str, Any]]:
    """All alarms that are deployed or known, with what is known of them and how they are set."""
    now, of = running(server, stores), devices(server, stores)
    known = {(row.flow, row.node, row.point): row for row in stores.knowledge.all()}
    blank = KnowledgeRow(tenant="", flow="", node="", point="")
    return [
        {
            **known.get(key, blank).model_dump(exclude={"tenant", "approved"}),
            **dict(zip(("flow", "node", "point"), key, strict=True)),
            "approved": approved_of(known.get(key, blank)), "running": now.get(key),
            "device": of.get(key, ""),
        }
        for key in sorted({*now, *known})
    ]  # fmt: skip


def best(rows: Iterable[KnowledgeRow], flow: str, node: str, point: str) -> KnowledgeRow | None:
    """What is known of one alarm: of several rows that fit, the most specific."""
    fitting = [row for row in rows if (row.flow, row.node) == (flow, node)]
    chosen = most_specific(point, [row.point for row in fitting])
    return None if chosen is None else fitting[chosen]


def differences(server: Server, stores: Stores) -> Iterator[Difference]:
    """Where what runs is not what was approved."""
    now = running(server, stores)
    for row in stores.knowledge.all():
        approved = approved_of(row)
        key = row.flow, row.node, row.point
        if approved and key not in now:
            yield Difference(*key, "", approved, None)
            continue
        for setting, value in sorted(approved.items()):
            if now[key].get(setting) != value:
                yield Difference(*key, setting, value, now[key].get(setting))


def merged(stores: Stores, given: Iterable[Mapping[str, Any]], by: str, at: str) -> Iterator[KnowledgeRow]:
    """Rows as they are to be kept: whoever changes approved settings has approved them."""
    known = {(row.flow, row.node, row.point): row for row in stores.knowledge.all()}
    for one in given:
        key = one["flow"], one["node"], one["point"]
        old = known.get(key)
        row = KnowledgeRow(tenant="", flow=key[0], node=key[1], point=key[2])
        for name in (*TEXTS, "respond_within"):
            setattr(row, name, one.get(name, getattr(old or row, name)))
        before = approved_of(old) if old else {}
        approved = one.get("approved", before)
        if old is not None and approved == before:
            row.approved, row.approver, row.approved_at = old.approved, old.approver, old.approved_at
        elif approved:
            row.approved, row.approver, row.approved_at = json.dumps(approved, ensure_ascii=False), by, at
        yield row


def restore(server: Server, stores: Stores, items: Iterable[tuple[Key, str]]) -> list[str]:
    """Put approved settings into the drafts of their flows; which flows have to be deployed for it. Invalid."""
    known = {(row.flow, row.node, row.point): approved_of(row) for row in stores.knowledge.all()}
    drafts: dict[str, tuple[int, dict[str, Any]]] = {}
    for key, setting in items:
        if setting not in known.get(key, {}):
            raise Invalid(f"No setting {setting!r} of {key[1]} {key[2]} was approved", "Read the comparison again")
        if key[0] not in drafts:
            flow = stores.flows.draft(key[0])
            drafts[key[0]] = flow.revision, json.loads(flow.document)
        _set(server, drafts[key[0]][1], key, setting, known[key][setting])
    for id, (revision, document) in drafts.items():
        stores.flows.replace(id, document, revision)
    return sorted(drafts)


def _set(server: Server, document: dict[str, Any], key: Key, setting: str, value: Any) -> None:
    _, id, points = key
    node = document["nodes"].get(id)
    kind = server.catalogue.kinds.get(node["kind"]) if node else None
    if node is None or kind is None:
        if id.partition("/")[0] in document["nodes"] and "/" in id:
            block = id.partition("/")[0]
            hint = f"Change it in the block {block!r}, in its parameters or in its table of devices"
            raise Invalid(f"{id!r} is inside a block: its settings are those of the block", hint)
        raise Invalid(f"The draft of {key[0]} has no node {id!r}", "Bring the node back first, or forget its row")
    config = node.setdefault("config", {})
    table = _table_of(kind.config_type().model_dump(mode="json"))
    fields = kind.config_type.model_fields
    if setting in fields and setting != table:
        config[setting] = value
        return
    rows = config.get(table, []) if table else []
    row = next((row for row in rows if row.get(POINTS, "*") == points), None)
    if row is None:
        raise Invalid(f"In the draft of {key[0]}, {id} has no row for {points}", "Bring the row back first")
    row[setting] = value
