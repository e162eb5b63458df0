"""Seed: puts the demo into a data folder. What somebody has changed there stays, except where the plant listens."""

import json
from datetime import UTC, datetime
from typing import Any

from api import points_csv, units
from api.demo import content
from api.demo.process import Ports
from api.passwords import Passwords
from api.plant import plant_of
from api.roles import Role
from api.secret import random_secret
from api.server import Server
from api.store.connections import Settings
from api.store.tables import AllowedWrite
from api.stores import Stores

USER = "demo"
"""Who is signed in by the link; an administrator without a known password."""


def seed(stores: Stores, server: Server, ports: Ports, speed: float | None) -> None:
    """Users, connections, points, allowed writes and flows, which run from the next start of the server on."""
    if stores.users.find(USER) is None:
        stores.users.add(USER, Role.ADMIN, Passwords().hash(random_secret()))
    stores.tickets.withdraw("setup")
    first = not stores.connections.list()
    _connections(stores, server, ports)
    if first:
        stores.points.put(points_csv.read(content.points(), {}))
        stores.writes.replace([AllowedWrite(tenant="", **write) for write in content.WRITES])
    there = {row.id for row, _ in stores.flows.list()}
    for id in content.FLOWS:
        if first and id not in there:
            _deployed(stores, server, stores.flows.add(content.flow(id, expiry=_next_year(), speed=speed)).id)
    if speed and not first:
        _faster(stores, server, speed)


def _connections(stores: Stores, server: Server, ports: Ports) -> None:
    there = {row.id for row in stores.connections.list()}
    for given in content.connections(ports):
        kind = server.catalogue.connections[given["kind"]]
        plain: dict[str, Any] = kind.settings_type.model_validate(given["settings"]).model_dump(mode="json")
        settings = Settings(plain, {})
        if given["id"] in there:
            stores.connections.replace(given["id"], given["name"], settings)
        else:
            stores.connections.add(given["id"], given["kind"], given["name"], settings)


def _deployed(stores: Stores, server: Server, id: str) -> None:
    """Make the draft the version that runs."""
    flow = stores.flows.draft(id)
    measured = units.measure(json.loads(flow.document), server.catalogue, stores.points.units())
    points = {**server.point_use(measured.document), "units": measured.table}
    points["plant"] = plant_of(measured.document, server.catalogue, points, stores.points.all())
    version = stores.flows.add_version(id, flow.revision, "The demo", points)
    stores.flows.deployed(id, version.version)


def _faster(stores: Stores, server: Server, speed: float) -> None:
    """Another speed of the replay, asked for at a later start."""
    flow = next((row for row, _ in stores.flows.list() if row.id == "machine-temperature"), None)
    document = json.loads(flow.document) if flow else {}
    config = document.get("nodes", {}).get("file", {}).get("config", {})
    if flow and config and config.get("speed") != speed:
        config["speed"] = speed
        stores.flows.replace(flow.id, document, flow.revision)
        _deployed(stores, server, flow.id)


def _next_year() -> str:
    """An expiry for the material in use: the printed one passed years ago, and every result would be refused."""
    return f"{datetime.now(UTC).year + 1}-12"
