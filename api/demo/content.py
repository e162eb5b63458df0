"""What the demo shows: flows, connections, points, and the writes that are allowed."""

import csv
import json
from pathlib import Path
from typing import Any

from api.demo.analyser import DATA, LEVEL, LOT, MATERIAL, OLD_POOL, insert
from api.demo.process import Ports

HERE = Path(__file__).parent
FLOWS = ("pump-station", "furnace-off-gas", "coagulation-qc", "machine-temperature")
PRINTED_EXPIRY = "2019-11"
"""Of the insert."""
SPEED = 600.0
"""How much faster than recorded the machine's readings pass: one every half second."""
WRITES: tuple[dict[str, Any], ...] = (
    {"point": "P1.run", "connection": "demo-plc", "address": "coil 0", "low": 0.0, "high": 1.0},
    {"point": "P2.run", "connection": "demo-plc", "address": "coil 1", "low": 0.0, "high": 1.0},
)


def flow(id: str, *, expiry: str = PRINTED_EXPIRY, speed: float | None = None) -> dict[str, Any]:
    """One flow document. `expiry` is that of the control material in use, `speed` that of the replay."""
    document: dict[str, Any] = json.loads((HERE / "flows" / f"{id}.json").read_text("utf-8"))
    for node in document["nodes"].values():
        config = node["config"]
        if node["kind"] == "qc.range":
            config["materials"] = materials(expiry)
            config["targets"] = targets()
        elif node["kind"] == "source.file":
            config["path"] = str(DATA / config["path"])
            config["speed"] = speed or config["speed"]
    return document


def materials(expiry: str) -> list[dict[str, str]]:
    """The control materials in use: the one of the insert, and one of the house that has expired."""
    own = {"material": MATERIAL, "level": LEVEL, "lot": LOT, "expiry": expiry}
    return [own, {**OLD_POOL, "expiry": PRINTED_EXPIRY}]


def targets() -> list[dict[str, str]]:
    """The lines of the insert as rows of qc.range, with the lot that each page prints."""
    columns = ("analyte", "unit", "method", "target", "low", "high")
    return [
        {"material": MATERIAL, "level": LEVEL, "lot": row["lot_printed"], **{c: row[c] for c in columns}}
        for row in insert()
    ]


def connections(ports: Ports) -> list[dict[str, Any]]:
    """Links to the devices of the plant."""
    plc, lab = {"host": "127.0.0.1", "port": ports.modbus}, {"host": "127.0.0.1", "port": ports.mqtt}
    return [
        {"id": "demo-plc", "kind": "modbus", "name": "Pump station PLC", "settings": plc},
        {
            "id": "demo-furnace", "kind": "opcua", "name": "Furnace",
            "settings": {"url": f"opc.tcp://127.0.0.1:{ports.opcua}/furnace"},
        },
        {"id": "demo-lab", "kind": "mqtt", "name": "Laboratory", "settings": lab},
    ]  # fmt: skip


def points() -> str:
    """The point directory, as CSV."""
    return (HERE / "points.csv").read_text("utf-8")


def point_names() -> list[str]:
    """Names in the directory."""
    return [row["name"] for row in csv.DictReader(points().splitlines())]
