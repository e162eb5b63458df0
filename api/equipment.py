"""Equipment: connections as people edit them. Secrets go in; what comes out says only whether there is one."""

from typing import Annotated, Any

import anyio.to_thread
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from api.caller import SERVER, Caller
from api.errors import BadTable, Invalid, NotFound, Taken
from api.feed import send_connections, send_grants
from api.runtime import within
from api.server import Server
from api.store.connections import Settings
from api.store.tables import AllowedWrite, ConnectionRow
from api.stores import Stores
from flows.blocks import flattened
from flows.document import config_of, nodes_of

TRY = 20.0
"""Seconds until a trial is given up."""
SET = {"set": True}
TARGETS = frozenset({"host", "url", "port", "address", "endpoint", "server", "server_certificate", "security", "tls"})
"""Settings that say to whom, or how openly, a secret is shown: who changes one must enter the secret again."""


class ConnectionIn(BaseModel):
    """A connection as it is sent."""

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)

    id: Annotated[str, Field(max_length=64)] = ""
    kind: Annotated[str, Field(max_length=64)] = ""
    name: Annotated[str, Field(max_length=200)] = ""
    settings: dict[str, Any] = Field(default_factory=dict)


def list_all(server: Server, stores: Stores) -> list[dict[str, Any]]:
    """All connections, as JSON."""
    return [shown(server, stores, row) for row in stores.connections.list()]


def shown(server: Server, stores: Stores, row: ConnectionRow) -> dict[str, Any]:
    """One connection as JSON."""
    settings = stores.connections.settings(row)
    masked = {name: SET for name, value in settings.secret.items() if value}
    ours = row.tenant == SERVER.tenant  # the engine tells connections apart by id alone, so it has those of one tenant
    told = server.runtime.connections().get(row.id, {}) if ours else {}
    status = {"state": told.get("state", "unused"), "message": told.get("message", "")}
    return {
        "id": row.id,
        "kind": row.kind,
        "name": row.name,
        "settings": {**settings.plain, **masked},
        "status": status,
    }


async def add(server: Server, who: Caller, given: ConnectionIn) -> dict[str, Any]:
    """Keep a new connection and tell the engine."""
    settings = await anyio.to_thread.run_sync(parted, server, given.kind, given.settings, None)
    async with server.write(who) as stores:
        row = await anyio.to_thread.run_sync(stores.connections.add, given.id, given.kind, given.name, settings)
        answer = await anyio.to_thread.run_sync(shown, server, stores, row)
    await send_connections(server)
    return answer


async def replace(server: Server, who: Caller, id: str, given: ConnectionIn) -> dict[str, Any]:
    """Change a connection and tell the engine."""
    async with server.write(who) as stores:
        answer = await anyio.to_thread.run_sync(_replaced, server, stores, id, given)
    await send_connections(server)
    return answer


async def delete(server: Server, who: Caller, id: str) -> None:
    """Take a connection away that no deployed flow uses."""
    async with server.write(who) as stores:
        await anyio.to_thread.run_sync(_delete, server, stores, id)
    await send_connections(server)


async def attempt(server: Server, who: Caller, given: ConnectionIn) -> dict[str, Any]:
    """Open a connection for trial, without keeping anything."""
    async with server.read(who) as stores:
        settings = await anyio.to_thread.run_sync(_tried, server, stores, given)
    answer = await within(TRY, "try the connection", server.runtime.try_connection(given.kind, settings.all))
    async with server.write(who) as stores:
        detail = {"kind": given.kind, "settings": settings.plain, "ok": answer.get("ok")}
        await anyio.to_thread.run_sync(stores.note, "connection.try", given.id, detail)
    return answer


def parted(server: Server, kind: str, given: dict[str, Any], old: Settings | None) -> Settings:
    """Checked settings, secrets apart; a secret given as `{"set": true}` stays as it is. Invalid."""
    made = server.catalogue.connections.get(kind)
    if made is None:
        raise Invalid(f"There is no kind of connection {kind[:80]!r}", "", "kind")
    names = {n for n, field in made.settings_type.model_json_schema()["properties"].items() if _is_secret(field)}
    values = {k: v for k, v in given.items() if not (k in names and v in (SET, None, ""))}
    kept = [name for name in names if given.get(name) == SET and old and old.secret.get(name)]
    if kept and old and any(values.get(t, old.plain.get(t)) != old.plain.get(t) for t in TARGETS):
        raise Invalid("The connection leads elsewhere now", "Enter its secrets again", f"settings/{kept[0]}")
    values |= {name: old.secret[name] for name in kept if old}
    try:
        settings = made.settings_type.model_validate(values).model_dump(mode="json")
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        field = "/".join(map(str, first["loc"]))
        raise Invalid(f"{field}: {first['msg']}", "", f"settings/{field}") from None
    plain = {k: v for k, v in settings.items() if k not in names}
    return Settings(plain, {k: v for k, v in settings.items() if k in names and v})


def _is_secret(schema: dict[str, Any]) -> bool:
    return schema.get("x-widget") == "secret" or bool(schema.get("writeOnly"))


def _replaced(server: Server, stores: Stores, id: str, given: ConnectionIn) -> dict[str, Any]:
    row = stores.connections.get(id)
    if given.kind not in {"", row.kind}:
        raise Invalid(f"{id!r} is of the kind {row.kind!r} and stays so", "Make another connection", "kind")
    settings = parted(server, row.kind, given.settings, stores.connections.settings(row))
    return shown(server, stores, stores.connections.replace(id, given.name, settings))


def _tried(server: Server, stores: Stores, given: ConnectionIn) -> Settings:
    try:
        row = stores.connections.get(given.id) if given.id else None
    except NotFound:
        row = None  # being made: tried before it is saved
    old = stores.connections.settings(row) if row and row.kind == given.kind else None
    return parted(server, given.kind, given.settings, old)


def _delete(server: Server, stores: Stores, id: str) -> None:
    stores.connections.get(id)
    schemas = {spec["kind"]: spec["config"].get("properties", {}) for spec in server.specs}
    for deployment in stores.flows.deployments():
        for node_id, node in nodes_of(flattened(deployment.document, server.catalogue.kinds).document):
            fields = schemas.get(node["kind"], {})
            config = config_of(node) or {}
            if any(
                fields.get(key, {}).get("x-widget") == "connection" and value == id for key, value in config.items()
            ):
                where = f"{node_id!r} in the flow {deployment.flow!r}"
                raise Taken(f"The connection {id!r} is used by {where}", "Choose another one there first")
    stores.connections.delete(id)


async def allow(server: Server, who: Caller, rules: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Allow these writes to equipment and no others, and tell the engine. BadTable says what is wrong in which row."""
    async with server.write(who) as stores:
        answer = await anyio.to_thread.run_sync(_allow, stores, rules)
    await send_grants(server)
    return answer


def _allow(stores: Stores, rules: list[dict[str, Any]]) -> list[dict[str, Any]]:
    if found := _wrong(rules, {row.id for row in stores.connections.list()}):
        first = found[0]
        raise BadTable(f"Row {first['line']}: {first['message']}. The list stays as it was", found)
    stores.writes.replace([AllowedWrite(tenant="", **rule) for rule in rules])
    return list(stores.writes.lines())


def _wrong(rules: list[dict[str, Any]], connections: set[str]) -> list[dict[str, Any]]:
    """What no row can say of itself: connections that are not there, points that are there twice."""
    found, first = [], dict[tuple[str, str], int]()
    for line, rule in enumerate(rules, 1):
        if rule["connection"] not in connections:
            message = f"there is no connection {rule['connection']!r}"
            found.append({"line": line, "column": "connection", "message": message})
        above = first.setdefault((rule["connection"], rule["point"]), line)
        if above != line:
            message = f"{rule['point']!r} stands in row {above} already"
            found.append({"line": line, "column": "point", "message": message})
    return found
