"""The demo's flows: valid, laid out, and of points that the directory describes."""

import itertools
from typing import Any

import pytest

from api import points_csv
from api.demo import content
from api.demo.process import Ports
from flows.validate import validate
from tundish.catalogue import load
from tundish.points import Points

DOCUMENTS = {id: content.flow(id) for id in content.FLOWS}


def nodes(kind: str) -> list[dict[str, Any]]:
    return [n for document in DOCUMENTS.values() for n in document["nodes"].values() if n["kind"] == kind]


@pytest.mark.parametrize("id", content.FLOWS)
def test_valid_without_a_warning(id: str) -> None:
    assert [] == validate(DOCUMENTS[id], load())


@pytest.mark.parametrize("id", content.FLOWS)
def test_nothing_lies_on_anything(id: str) -> None:
    for one, other in itertools.combinations(DOCUMENTS[id]["nodes"].values(), 2):
        dx, dy = (abs(a - b) for a, b in zip(one["position"], other["position"], strict=True))
        assert dx >= 168 or dy >= 80, (one["name"], other["name"])


def test_every_point_is_described() -> None:
    described = {row.name for row in points_csv.read(content.points(), {})}
    catalogue, points = load(), Points()
    for document in DOCUMENTS.values():
        for id, node in document["nodes"].items():
            kind = catalogue.kinds[node["kind"]]
            made = kind(id, kind.config_type.model_validate(node["config"]), points)
            assert {name for name in made.owned() if "*" not in name} <= described
    assert {"P1.power", "P2.power", *(w["point"] for w in content.WRITES)} - {"P1.run"} <= described


def test_connections_are_those_that_the_flows_use() -> None:
    made = {c["id"]: c for c in content.connections(Ports(1, 2, 3))}
    used = {
        n["config"]["connection"]
        for d in DOCUMENTS.values()
        for n in d["nodes"].values()
        if "connection" in n["config"]
    }
    assert set(made) == used
    for given in made.values():
        load().connections[given["kind"]].settings_type.model_validate(given["settings"])


def test_writes_of_the_flows_are_allowed() -> None:
    allowed = {(w["connection"], w["point"]): w for w in content.WRITES}
    for node in nodes("action.write"):
        line = allowed[node["config"]["connection"], node["config"]["point"]]
        assert line["address"] == node["config"]["address"]
        assert line["low"] <= node["config"]["value"] <= line["high"]


def test_the_insert_is_whole() -> None:
    (node,) = nodes("qc.range")
    assert 286 == len(node["config"]["targets"])
    assert 14 == sum(row["lot"] == "256G" for row in node["config"]["targets"])
    assert content.PRINTED_EXPIRY == node["config"]["materials"][0]["expiry"]
