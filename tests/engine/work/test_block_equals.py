"""Blocks at work: the same as if they had been written out by hand, or copied for each device."""

from copy import deepcopy
from typing import Any, NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.blocks import block, flow, number, replayed
from tests.engine.kinds import node

POINTS = ["P1.v", "P1.i", "P2.v", "P2.i", "k"]
ROWS = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from(POINTS), st.sampled_from([0.0, 3.0, 7.0, 8.0, 12.0, 30.0, 70.0])),
    max_size=30,
)
Ends = list[list[str]]


class Level(NamedTuple):
    """Nodes one after the other, as a block holds them; where samples go in and come out, here and written out."""

    nodes: dict[str, Any]
    wires: list[dict[str, Any]]
    entries: Ends
    exits: Ends
    flat_entries: Ends
    flat_exits: Ends


def wire(start: list[str], end: list[str]) -> dict[str, Any]:
    return {"from": start, "to": end}


class Author:
    """Writes the same thing twice: as blocks, and out by hand (`nodes`, `wires`)."""

    def __init__(self, draw: Any) -> None:
        self.draw = draw
        self.blocks: dict[str, Any] = {}
        self.nodes: dict[str, Any] = {}
        self.wires: list[dict[str, Any]] = []

    def level(self, prefix: str, x: float, depth: int) -> Level:
        made = Level({}, [], [], [], [], [])
        for i in range(self.draw(st.integers(1, 3))):
            id = f"n{i}"
            kind = self.draw(st.sampled_from(["calm", "limit", "block"] if depth else ["calm", "limit"]))
            if kind == "block":
                made.nodes[id], flat_in, flat_out = self.use(f"{prefix}{id}/", x, depth - 1)
            else:
                make = calm if kind == "calm" else limit
                setting, value = self.setting(x)
                made.nodes[id], self.nodes[prefix + id] = make(setting), make(value)
                flat_in = flat_out = [[prefix + id, "samples"]]
            if not made.exits or self.draw(st.booleans()):
                made.entries.append([id, "samples"])
                made.flat_entries.extend(flat_in)
            made.wires.extend(wire(end, [id, "samples"]) for end in made.exits)
            self.wires += [wire(a, b) for a in made.flat_exits for b in flat_in]
            if kind != "limit":
                made.exits[:], made.flat_exits[:] = [[id, "samples"]], flat_out
        return made

    def use(self, prefix: str, x: float, depth: int) -> tuple[dict[str, Any], Ends, Ends]:
        default = float(self.draw(st.integers(1, 9)))
        given = self.setting(x) if self.draw(st.booleans()) else None
        inside = self.level(prefix, default if given is None else given[1], depth)
        name = f"b{len(self.blocks)}"
        self.blocks[name] = {
            "format": "tundish.block/1", "id": name, "version": 1, "parameters": {"x": number(default)},
            "inputs": [{"name": "samples", "carries": "samples", "wires": inside.entries}],
            "outputs": [{"name": "samples", "carries": "samples", "wires": inside.exits}],
            "nodes": inside.nodes, "wires": inside.wires,
        }  # fmt: skip
        parameters = {} if given is None else {"x": given[0]}
        used = {"kind": "block", "config": {"block": name, "parameters": parameters}}
        return used, inside.flat_entries, inside.flat_exits

    def setting(self, x: float) -> tuple[Any, float]:
        """A parameter or a number, and its value."""
        if self.draw(st.booleans()):
            return "{x}", x
        fixed = float(self.draw(st.integers(1, 40)))
        return fixed, fixed


def calm(band: Any) -> dict[str, Any]:
    return node("compute.deadband", band=band)


def limit(high: Any) -> dict[str, Any]:
    return node("alarm.limit", rows=[{"points": "*", "h": high, "on_delay": 2}])


@st.composite
def written_twice(draw: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    author = Author(draw)
    x = float(draw(st.integers(1, 9)))
    top = author.level("", x, 3)
    head: dict[str, Any] = {"format": "tundish.flow/1", "id": "f"}
    start = ["plant", "samples"]
    plant: dict[str, Any] = {"plant": node("test.source")}
    short = {
        **head, "parameters": {"x": {**number(99), "value": x}}, "blocks": author.blocks,
        "nodes": {**plant, **top.nodes}, "wires": [*top.wires, *(wire(start, end) for end in top.entries)],
    }  # fmt: skip
    by_hand = [*author.wires, *(wire(start, end) for end in top.flat_entries)]
    return short, {**head, "nodes": {**plant, **author.nodes}, "wires": by_hand}


@given(flows=written_twice(), rows=ROWS)
def test_nested_blocks_do_what_the_flow_written_out_by_hand_does(flows: Any, rows: list[Any]) -> None:
    short, by_hand = flows
    assert replayed(by_hand, rows) == replayed(short, rows)


VECTOR = block(
    {
        "power": node("compute.formula", output="{device}.p", formula="{device}.v * {device}.i * {gain} + k"),
        "calm": node("compute.deadband", band="{band}"),
        "limits": node("alarm.limit", rows=[{"points": "{device}.p", "h": "{high}"}, {"points": "{device}.v", "h": 9}]),
        "late": node("alarm.limit", rows=[{"points": "{device}.p", "h": 20, "on_delay": 2}], deadband_mode="{mode}"),
    },
    [["in", "power"], ["power", "calm"], ["calm", "limits"], ["in", "limits"], ["power", "late"]],
    parameters={
        "gain": number(1), "band": number(2), "high": number(25),
        "mode": {"type": "choice", "choices": ["reset", "both"], "default": "reset"},
    },
)  # fmt: skip
OVERRIDES: dict[str, st.SearchStrategy[Any]] = {
    "gain": st.sampled_from([1, 2]), "band": st.sampled_from([2, 5]), "high": st.just(60),
    "mode": st.sampled_from(["both", "reset"]),
}  # fmt: skip
ROW = st.fixed_dictionaries({}, optional=OVERRIDES)


@given(first=ROW, second=ROW, rows=ROWS)
@settings(max_examples=max(10, settings().max_examples // 2))
def test_one_instance_for_a_table_does_what_a_copy_for_each_device_does(first: Any, second: Any, rows: Any) -> None:
    """Only the ids of nodes differ: every sample and every transition is the same, at the same instant."""
    table = flow(VECTOR, [{"device": "P1", **first}, {"device": "P2", **second}])
    copies = flow(VECTOR, [{"device": "P1", **first}])
    copies["nodes"]["more"] = deepcopy(copies["nodes"]["pumps"])
    copies["nodes"]["more"]["config"]["devices"] = [{"device": "P2", **second}]
    copies["wires"].append(wire(["plant", "samples"], ["more", "samples"]))

    def inside(document: dict[str, Any]) -> list[Any]:
        found = [one for one in replayed(document, rows) if "/" in one[1] and "~to-" not in one[1]]
        return sorted((one[0], one[1].partition("/")[2].partition("~")[0], *one[2:]) for one in found)

    assert inside(copies) == inside(table)


@given(cut=st.integers(1, 40), rows=ROWS)
def test_how_a_recording_is_cut_does_not_show(cut: int, rows: list[Any]) -> None:
    document = flow(VECTOR, [{"device": "P1", "gain": 2, "mode": "both"}, {"device": "P2", "band": 5}])
    assert replayed(document, rows) == replayed(document, rows, cut)
