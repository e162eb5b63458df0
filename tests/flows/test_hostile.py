"""Whatever stands anywhere in a flow with blocks, what is wrong is said: nothing raises, and nothing takes for ever."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from flows.blocks import flattened
from flows.paths import node_at
from flows.validate import errors_in, validate
from tests.flows.test_blocks import block, flow, use
from tundish.catalogue import load

CATALOGUE = load()
HOSTILE: list[Any] = [
    None, True, -1, 1e308, 10**400, "", "{", "{{{{x}}}}", "{device}*", "\u202e\U0001f4a9\x00", "~/~", "x" * 5000,
    [], [[]], [None, 1, {"device": {}}], {}, {"": {"": []}}, {"pump": 1}, ["pump"],
]  # fmt: skip


def document() -> dict[str, Any]:
    choice = {"type": "choice", "default": "a", "choices": ["a", "b"]}
    inner = block("inner", parameters={"mode": choice}, nodes={"calm": {"kind": "compute.deadband", "config": {}}},
                  wires=[], inputs=[], outputs=[])  # fmt: skip
    outer = block(nodes={**block()["nodes"], "deep": use("inner", mode="b")})
    rows: list[dict[str, Any]] = [{"device": "P1"}, {"device": "{who}", "high": "{limit}", "band": 2}]
    parameters = {"limit": {"type": "number", "value": 90, "min": 0, "max": 100}, "who": {"default": "P2"}}
    return flow({"pumps": use("pump", rows, high=70)}, outer, inner, parameters=parameters)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in members:
        yield from places(member, (*path, key))


def put(document: dict[str, Any], path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    made: Any = deepcopy(document)
    holder = made
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = value
    return dict(made)


def test_the_flow_is_right_as_it_stands() -> None:
    assert [] == errors_in(validate(document(), CATALOGUE))


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_raises_wherever_it_stands(hostile: Any) -> None:
    for path in places(document()):
        made = put(document(), path, hostile)
        try:
            validate(made, CATALOGUE)
            flattened(made, CATALOGUE.kinds)
            node_at(made, "pumps/deep/calm~x")
        except Exception as error:
            raise AssertionError(path) from error


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_raises_wherever_it_stands_in_a_block_alone(hostile: Any) -> None:
    alone = document()["blocks"]["pump"]
    for path in [*places(alone), ("blocks",)]:
        try:
            validate(put(alone, path, hostile), CATALOGUE)
        except Exception as error:
            raise AssertionError(path) from error


LIMITS = {"limits": {"kind": "alarm.limit", "config": {"rows": [{"points": f"{{device}}.{n}"} for n in range(101)]}}}


def chain(width: int, depth: int, last: dict[str, Any]) -> dict[str, Any]:
    """Blocks within blocks, each used `width` times by the one before."""
    blocks = [
        block(f"b{n}", nodes={f"n{i}": use(f"b{n + 1}") for i in range(width)}, wires=[], inputs=[], outputs=[])
        for n in range(depth - 1)
    ]
    return flow({"a": use("b0")}, *blocks, block(f"b{depth - 1}", nodes=last, wires=[], inputs=[], outputs=[]))


def test_blocks_that_stand_for_very_many_are_refused_soon_also_when_there_is_nothing_in_them() -> None:
    found = errors_in(validate(chain(100, 7, {}), CATALOGUE))
    assert "with its blocks the flow has more than 10,000 nodes" in [problem.message for problem in found]


def test_tables_that_stand_for_very_many_rows_are_refused_before_they_are_made() -> None:
    devices = [{"device": f"P{n}"} for n in range(10_000)]
    found = flattened(flow({"a": use("pump", devices)}, block(nodes=LIMITS, wires=[], outputs=[])), CATALOGUE.kinds)
    assert ["for its devices the flow has more than 1,000,000 rows"] == [problem.message for problem in found.problems]


def test_wires_between_very_many_nodes_are_refused() -> None:
    each = {"text": {"kind": "action.log", "config": {"text": "{device} {point}"}}}
    sends = {"kind": "source.mqtt", "config": {"topic": "{device}"}}
    one = block(nodes={"in": sends, **{f"x{n}": each["text"] for n in range(4)}}, wires=[
        {"from": ["in", "samples"], "to": ["out", "samples"]},
    ], inputs=[], outputs=[{"name": "samples", "carries": "samples", "wires": [["in", "samples"]]}])  # fmt: skip
    devices = [{"device": f"P{n}"} for n in range(1_500)]
    document = flow({"a": use("pump", devices), "b": use("other", devices)}, one, taking())
    document["wires"] = [{"from": ["a", "samples"], "to": ["b", "samples"]}]
    messages = [problem.message for problem in flattened(document, CATALOGUE.kinds).problems]
    assert "with its blocks the flow has more than 1,000,000 wires" in messages


def taking() -> dict[str, Any]:
    """A block of which each device has a source of its own, which takes samples from nobody."""
    ports = [{"name": "samples", "carries": "samples", "wires": [["in", "samples"]]}]
    return block("other", nodes={"in": {"kind": "source.mqtt", "config": {"topic": "{device}"}}}, wires=[],
                 inputs=ports, outputs=[])  # fmt: skip


def nodes_for(*rows: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The nodes that stand for one whose text names the device, or two parameters."""
    text = "{device}" if rows[0].keys() == {"device"} else "{one}{two}"
    nodes = {"calm": {"kind": "compute.template", "config": {"text": text}}}
    ports = [{"name": "events", "carries": "events", "wires": [["calm", "events"]]}]
    parameters = {"one": {"default": ""}, "two": {"default": "x"}}
    one = block(nodes=nodes, wires=[], inputs=ports, outputs=[], parameters=parameters)
    return dict(flattened(flow({"a": use("pump", [*rows])}, one), CATALOGUE.kinds).document["nodes"])


def devices_in(nodes: dict[str, dict[str, Any]]) -> list[str]:
    return sorted(device for node in nodes.values() for device in node.get("devices", {}).get("here", ()))


def test_no_device_takes_the_place_of_the_node_that_sends_all_their_way() -> None:
    assert ["to-events", "to-samples"] == devices_in(nodes_for({"device": "to-events"}, {"device": "to-samples"}))


def test_no_device_takes_the_place_of_one_whose_name_cannot_stand_in_a_path() -> None:
    (hashed,) = [id.partition("~")[2] for id, node in nodes_for({"device": "a pump"}).items() if "devices" in node]
    assert ["a pump", hashed] == sorted(devices_in(nodes_for({"device": "a pump"}, {"device": hashed})), key=len)


def test_no_values_of_two_parameters_are_taken_for_those_of_another_device() -> None:
    rows = [{"device": "P1", "one": "1,two=2"}, {"device": "P2", "one": "1", "two": "2"}]
    texts = {tuple(n["devices"]["here"]): n["config"]["text"] for n in nodes_for(*rows).values() if "devices" in n}
    assert {(): "x", ("P1",): "1,two=2x", ("P2",): "12"} == texts
