"""Blocks made flat: what runs of them, and what is said when they are wrong."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from flows.blocks import flat, flattened
from flows.document import Document, structure
from flows.text import dumps, loads
from flows.validate import errors_in, validate
from tundish.catalogue import load
from tundish.errors import FlowError, Problem

GOLDEN = Path(__file__).parent / "golden"
KINDS = load().kinds


def block(id: str = "pump", **more: Any) -> dict[str, Any]:
    """A pump: power from voltage and current, a deadband, limits."""
    made: dict[str, Any] = {
        "format": "tundish.block/1", "id": id, "version": 1, "name": "Pump",
        "parameters": {
            "high": {"type": "number", "default": 80, "unit": "kW", "min": 0, "max": 500},
            "band": {"type": "number", "default": 0.5},
            "gain": {"type": "number", "default": 1},
        },
        "inputs": [
            {"name": "samples", "carries": "samples", "wires": [["power", "samples"], ["band", "samples"]]},
        ],
        "outputs": [
            {"name": "samples", "carries": "samples", "wires": [["band", "samples"]]},
            {"name": "events", "carries": "events", "wires": [["limits", "events"]]},
        ],
        "nodes": {
            "power": {
                "kind": "compute.formula",
                "config": {"output": "{device}.power", "formula": "{device}.v * {device}.i * {gain}"},
            },
            "band": {"kind": "compute.deadband", "version": 2, "config": {"rows": [{"band": "{band}"}]}},
            "limits": {
                "kind": "alarm.limit",
                "config": {"rows": [{"points": "{device}.power", "h": "{high}", "message": "{device}: {value}"}]},
            },
        },
        "wires": [{"from": ["power", "samples"], "to": ["limits", "samples"]}],
    }  # fmt: skip
    return {**made, **more}


def use(block: str = "pump", devices: list[dict[str, Any]] | None = None, /, **parameters: Any) -> dict[str, Any]:
    config: dict[str, Any] = {"block": block, "version": 1, "parameters": parameters}
    return {"kind": "block", "config": config if devices is None else {**config, "devices": devices}}


def flow(nodes: dict[str, Any], *blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "format": "tundish.flow/1", "id": "f",
        "nodes": {"plant": {"kind": "source.points", "config": {}}, **nodes},
        "wires": [
            {"from": ["plant", "samples"], "to": [id, "samples"]} for id, n in nodes.items() if n["kind"] == "block"
        ],
        "blocks": {one["id"]: one for one in blocks}, **more,
    }  # fmt: skip


P: list[dict[str, Any]] = [
    {"device": "P1"},
    {"device": "P2", "high": 90, "band": 2},
    {"device": "P3", "band": None, "high": ""},
]
PUMPS = flow({"pumps": use("pump", P, gain=2)}, block())


def problems(document: dict[str, Any]) -> list[Problem]:
    return validate(document, load())


def told(document: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [(p.node, p.field, p.message) for p in errors_in(problems(document))]


NESTED = flow(
    {"station": use("station", [{"device": "P1"}, {"device": "P2", "top": 95}])},
    block(),
    {
        "format": "tundish.block/1", "id": "station", "version": 1,
        "parameters": {"top": {"type": "number", "default": 70}},
        "inputs": [{"name": "samples", "carries": "samples", "wires": [["pump", "samples"]]}],
        "outputs": [{"name": "events", "carries": "events", "wires": [["say", "events"]]}],
        "nodes": {
            "pump": use(high="{top}"),
            "say": {"kind": "compute.template", "config": {"text": "{{ kind }} of {device}"}},
        },
        "wires": [{"from": ["pump", "events"], "to": ["say", "events"]}],
    },
)  # fmt: skip
SINGLE = flow(
    {"a": use("one", name="T1"), "b": use("one", name="{tank}", high="{h}")},
    {
        "format": "tundish.block/1", "id": "one", "version": 1,
        "parameters": {"name": {"type": "point"}, "high": {"type": "number", "default": 5}},
        "inputs": [{"name": "samples", "carries": "samples", "wires": [["limits", "samples"]]}],
        "nodes": {"limits": {"kind": "alarm.limit", "config": {"rows": [{"points": "{name}", "h": "{high}"}]}}},
        "wires": [],
    },
    parameters={"tank": {"type": "point", "default": "T2"}, "h": {"type": "number", "default": 6, "value": 7}},
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "document"), [("pumps", PUMPS), ("nested", NESTED), ("single", SINGLE)], ids=["pumps", "nested", "single"]
)
def test_what_runs_is_golden(name: str, document: dict[str, Any]) -> None:
    assert [] == problems(document)
    assert (GOLDEN / f"{name}.json").read_text("utf-8") == dumps(flat(document, KINDS))


def test_a_flow_without_blocks_and_parameters_runs_as_it_is() -> None:
    document = flow({})
    del document["blocks"]
    assert flat(document, KINDS) is document


def test_a_block_survives_load_and_save() -> None:
    document = deepcopy(NESTED)
    document["blocks"]["pump"]["later"] = {"x": [1]}
    document["blocks"]["pump"]["nodes"]["band"]["position"] = [10, 20]
    assert document == loads(dumps(document))
    assert document == Document.of(document).plain()
    assert '      "wires": [\n        {"from": ["power", "samples"], "to": ["limits", "samples"]}\n' in dumps(document)


def test_a_moved_node_inside_a_block_is_one_line_of_a_diff() -> None:
    after = deepcopy(PUMPS)
    after["blocks"]["pump"]["nodes"]["band"]["config"]["rows"][0]["band"] = "{gain}"
    before = dumps(PUMPS).splitlines()
    assert 1 == sum(a != b for a, b in zip(before, dumps(after).splitlines(), strict=True))


def changed(document: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    made = deepcopy(document)
    *way, last = path.split("/")
    at: Any = made
    for part in way:
        at = at[int(part)] if isinstance(at, list) else at[part]
    at[int(last) if isinstance(at, list) else last] = value
    return made


INSIDE = "blocks/pump/nodes"
USED = "nodes/pumps/config"
WRONG: list[Any] = [
    (f"{USED}/block", "pmup", "pumps", "block", "There is no block 'pmup' in this flow"),
    (f"{USED}/block", "", "pumps", "block", "No block is chosen"),
    (f"{USED}/version", 2, "pumps", "version", "Version 2 of the block 'pump' is used, but the flow holds version 1"),
    (f"{USED}/blok", 2, "pumps", "blok", "There is no setting 'blok'"),
    (f"{USED}/devices", 2, "pumps", "devices", "devices must be a list; it is 2"),
    (f"{USED}/parameters/hihg", 2, "pumps", "parameters/hihg", "The block 'pump' has no parameter 'hihg'"),
    (f"{USED}/parameters/high", 501, "pumps", "parameters/high",
     "The parameter 'high' does not fit: it must be at most 500 kW; it is 501"),
    (f"{USED}/parameters/high", "{no}", "pumps", "parameters/high", "There is no parameter 'no'"),
    (f"{USED}/devices/1/high", "x", "pumps", "devices/1/high",
     "The parameter 'high' does not fit: it must be a number; it is \"x\""),
    (f"{USED}/devices/1/hihg", 1, "pumps", "devices/1/hihg", "The block 'pump' has no parameter 'hihg'"),
    (f"{USED}/devices/1/device", "P1", "pumps", "devices/1/device", "The device 'P1' stands in row 1 already"),
    (f"{USED}/devices/1/device", "P*", "pumps", "devices/1/device", 'Row 2 names no device: "P*"'),
    (f"{USED}/devices/1", {}, "pumps", "devices/1/device", "Row 2 names no device: empty"),
    (f"{INSIDE}/band/config/rows/0/band", "{bnd}", "pumps/band", "rows/0/band", "There is no parameter 'bnd'"),
    (f"{INSIDE}/band/config/rows/0/band", -1, "pumps/band", "rows/0/band",
     "Bands, row 1, Band must be at least 0; it is -1"),
    (f"{INSIDE}/limits/config/rows/0/h", "x{band}", "pumps/limits", "rows/0/h",
     'Limits, row 1, H must be a number; it is "x0.5" (for P1 and 2 more)'),
    (f"{INSIDE}/limits/config/rows/0/l", 85, "pumps/limits", "rows/0",
     "Limits, row 1: L (85) must be below H (80) (for P1 and 1 more)"),
    (f"{INSIDE}/band/kind", "compute.gone", "pumps/band", None, "There is no kind of node 'compute.gone'"),
    ("blocks/pump/parameters/high/default", "x", "pumps", "blocks/pump/parameters/high/default",
     'The default of the parameter \'high\' does not fit: it must be a number; it is "x"'),
    ("blocks/pump/inputs/0/wires/0", ["powr", "samples"], "pumps", "blocks/pump/inputs/0/wires/0",
     "The port 'samples' of the block 'pump': 'powr' is no node of the block"),
    ("blocks/pump/outputs/1/carries", "samples", "pumps", "blocks/pump/outputs/1/wires/0",
     "The port 'events' of the block 'pump': it carries samples, but 'events' of 'limits' events"),
    ("blocks/pump/wires/0/to", ["limits", "smaples"], "pumps/limits", "blocks/pump/wires/0",
     "'limits' (alarm.limit) has no input 'smaples'"),
    ("blocks/pump/device_points", "x", "pumps", "block", "device_points of the block 'pump' must hold {device} once"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value", "node", "field", "message"), WRONG, ids=[f"{w[0]}={w[1]}" for w in WRONG])
def test_a_problem_is_told_with_its_path(path: str, value: Any, node: str, field: str, message: str) -> None:
    assert (node, field, message) in told(changed(PUMPS, path, value))


def test_one_mistake_is_told_once() -> None:
    wrong = changed(PUMPS, f"{INSIDE}/band/config/rows/0/band", "{bnd}")
    assert [("pumps/band", "rows/0/band", "There is no parameter 'bnd'")] == told(wrong)


def test_a_row_of_a_table_that_is_wrong_for_one_device_names_it() -> None:
    wrong = changed(changed(PUMPS, f"{INSIDE}/limits/config/rows/0/l", 85), f"{USED}/devices/1/high", 85)
    wrong = changed(wrong, f"{USED}/parameters/high", 100)
    [(node, field, message)] = told(wrong)
    assert ("pumps/limits", "rows/0", True) == (node, field, message.endswith("(for P2)"))


def test_a_wire_at_a_port_that_the_block_has_not() -> None:
    assert ("pumps", None, "'pumps' (block pump) has no input 'smaples'") in told(
        changed(PUMPS, "wires/0/to", ["pumps", "smaples"])
    )


def test_a_block_inside_itself_is_named() -> None:
    inner = changed(NESTED, "blocks/pump/nodes/again", use("station"))
    assert "The block 'station' is inside itself: station → pump → station" in [m for *_, m in told(inner)]


def test_blocks_are_not_nested_without_end() -> None:
    deep = [
        {"format": "tundish.block/1", "id": f"b{i}", "nodes": {"x": use(f"b{i + 1}")}, "wires": []} for i in range(9)
    ]
    last = {"format": "tundish.block/1", "id": "b9", "nodes": {}, "wires": []}
    document = flow({"a": use("b0")}, *deep, last)
    document["wires"] = []
    assert ["Blocks are nested more than 8 deep: " + " → ".join(f"b{i}" for i in range(9))] == [
        m for *_, m in told(document)
    ]


def test_blocks_of_blocks_that_grow_beyond_all_bounds_are_one_problem() -> None:
    many = [
        {"format": "tundish.block/1", "id": f"b{i}", "nodes": {f"x{k}": use(f"b{i + 1}") for k in range(30)}}
        for i in range(6)
    ]
    leaf = {"format": "tundish.block/1", "id": "b6", "nodes": {"n": {"kind": "compute.deadband"}}}
    document = flow({"a": use("b0")}, *many, leaf)
    document["wires"] = []
    assert ["with its blocks the flow has more than 10,000 nodes"] == [m for *_, m in told(document)]


def test_a_circle_through_blocks_is_found_and_one_that_is_none_is_not() -> None:
    two_ways = {
        "format": "tundish.block/1", "id": "two", "version": 1,
        "inputs": [
            {"name": n, "carries": "samples", "wires": [[n, "samples"]]} for n in ("a", "b")
        ],
        "outputs": [
            {"name": n, "carries": "samples", "wires": [[n, "samples"]]} for n in ("a", "b")
        ],
        "nodes": {n: {"kind": "compute.deadband", "config": {}} for n in ("a", "b")},
    }  # fmt: skip
    document = flow({"x": use("two"), "y": use("two")}, two_ways)
    fine = [(("plant", "samples"), ("x", "a")), (("x", "a"), ("y", "a")), (("y", "a"), ("x", "b"))]
    document["wires"] = [{"from": list(start), "to": list(end)} for start, end in fine]
    assert [] == told(document)
    document["wires"].append({"from": ["y", "a"], "to": ["x", "a"]})
    assert ["The wires go in a circle: x/a → y/a → x/a"] == [m for *_, m in told(document)]


def test_what_is_wrong_with_a_flow_is_the_first_problem_when_it_is_made_flat() -> None:
    with pytest.raises(FlowError, match=r"pumps: There is no block 'gone' in this flow"):
        flat(changed(PUMPS, f"{USED}/block", "gone"), KINDS)


@pytest.mark.parametrize("device", ["P 1", "炉1", "a/b", "x~y", "P'1", "-", "0", "=,", "a" * 100])
def test_devices_may_have_any_name_that_points_have(device: str) -> None:
    document = changed(PUMPS, f"{USED}/devices/1/device", device)
    assert [] == told(document)
    made = flat(document, KINDS)
    assert f"{device}.power" in [row["points"] for row in made["nodes"]["pumps/limits"]["config"]["rows"]]


def test_the_errors_of_all_nodes_of_a_block_leave_by_its_error_port() -> None:
    document = flow({"pumps": use("pump", [{"device": "P1"}]), "log": {"kind": "action.log", "config": {}}}, block())
    document["wires"].append({"from": ["pumps", "error"], "to": ["log", "events"]})
    wires = [w["from"] for w in flat(document, KINDS)["wires"] if w["to"][0] == "log"]
    assert [["pumps/band", "error"], ["pumps/limits", "error"], ["pumps/power", "error"]] == sorted(wires)


def test_a_node_that_differs_in_nothing_is_one_node_for_all_devices() -> None:
    document = flow({"pumps": use("pump", [{"device": f"P{i}"} for i in range(500)])}, block())
    made = flattened(document, KINDS)
    assert ["pumps/band", "pumps/limits", "pumps/power"] == sorted(made.document["nodes"].keys() - {"plant"})
    assert 500 == len(made.document["nodes"]["pumps/limits"]["config"]["rows"])
    assert 500 == len(made.document["nodes"]["pumps/power"]["config"]["devices"])


def test_structure_inside_blocks_is_judged() -> None:
    assert [("blocks", "pump", "nodes", "band", "kind")] == [
        e["loc"] for e in structure(changed(PUMPS, f"{INSIDE}/band/kind", 5))
    ]


def test_a_block_is_checked_without_a_flow() -> None:
    alone = changed(block(), "parameters/top", {"type": "number", "min": 5})
    assert [] == problems(alone)
    wrong = changed(alone, "nodes/limits/config/rows/0/h", "{hihg}")
    assert [("limits", "rows/0/h", "There is no parameter 'hihg'")] == told(wrong)
    wrong = changed(alone, "inputs/0/wires/0", ["powr", "samples"])
    assert [(None, "inputs/0/wires/0")] == [(node, field) for node, field, _ in told(wrong)]
    assert "blocks/pump/nodes/band/kind must be a text; it is 5" in [
        m for *_, m in told(changed(alone, "nodes/band/kind", 5))
    ]


def test_what_is_recorded_of_a_block_is_recorded_of_all_in_it() -> None:
    made = flat(changed(NESTED, "nodes/station/record", True), KINDS)
    assert [True] * 3 == [made["nodes"][f"station/pump/{id}"].get("record") for id in ("band", "limits", "power")]
    assert "record" not in made["nodes"]["plant"]
