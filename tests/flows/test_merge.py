"""Three-way merge: only what both changed is a conflict, and no wire dangles."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.document import empty
from flows.merge import merge

Document = dict[str, Any]


def node(kind: str, **config: Any) -> Document:
    return {"kind": kind, "version": 1, "name": kind, "config": config, "position": [0, 0]}


def wire(start: str, end: str) -> Document:
    return {"from": [start, "samples"], "to": [end, "samples"]}


def base() -> Document:
    rows = [{"point": "P1", "h": 1, "l": 0}, {"point": "P2", "h": 2, "l": 0}]
    nodes = {
        "plc": node("source.plc"), "filter": node("compute.filter", band=1, x=[1, 2, 3]),
        "limits": node("alarm.limit", rows=rows),
    }  # fmt: skip
    group = {"id": "g", "name": "G", "nodes": ["filter", "limits"]}
    wires = [wire("plc", "filter"), wire("filter", "limits")]
    return {**empty("pump", "Pump"), "nodes": nodes, "wires": wires, "groups": [group]}


def having(path: str, value: Any, document: Document | None = None) -> Document:
    """The document with another value at a path; rows by index."""
    made = deepcopy(document or base())
    at: Any = made
    *way, last = path.split("/")
    for key in way:
        at = at[int(key)] if isinstance(at, list) else at[key]
    at[int(last) if isinstance(at, list) else last] = value
    return made


def lacking(id: str) -> Document:
    made = base()
    del made["nodes"][id]
    made["wires"] = [w for w in made["wires"] if id not in (w["from"][0], w["to"][0])]
    made["groups"][0]["nodes"] = [one for one in made["groups"][0]["nodes"] if one != id]
    return made


ROW = "nodes/limits/config/rows"
X = "nodes/filter/config/x"
MORE = [{"point": "P0"}, *base()["nodes"]["limits"]["config"]["rows"]]
WIRED = having("wires", [*base()["wires"], wire("filter", "filter")])
BAND = having("nodes/filter/config/band", 2)


@pytest.mark.parametrize(
    ("mine", "theirs", "conflicts"),
    [
        pytest.param(having("nodes/plc/name", "A"), BAND, [], id="nodes"),
        pytest.param(having(f"{ROW}/0/h", 9), having(f"{ROW}/0/l", 9), [], id="fields of a row"),
        pytest.param(having(f"{ROW}/0/h", 9), having(ROW, MORE), [], id="rows"),
        pytest.param(having(f"{ROW}/0/h", 9), having(f"{ROW}/0/h", 8), [f"{ROW}/P1/h"], id="one field"),
        pytest.param(having(ROW, []), having(f"{ROW}/1/h", 8), [f"{ROW}/P2"], id="a row gone and changed"),
        pytest.param(having(f"{X}/0", 9), having(f"{X}/2", 9), [], id="places of a list"),
        pytest.param(having(X, [1]), having(f"{X}/2", 9), [f"{X}/2"], id="a row of a list gone and changed"),
        pytest.param(lacking("filter"), BAND, ["nodes/filter"], id="gone and edited"),
        pytest.param(WIRED, lacking("filter"), ["nodes/filter"], id="wired and gone"),
        pytest.param(lacking("filter"), having("nodes/plc/name", "A"), [], id="gone and another"),
        pytest.param(having("nodes/new", node("a")), having("nodes/new", node("b")), ["nodes/new"], id="one id twice"),
        pytest.param(having("nodes/filter/kind", "b"), BAND, ["nodes/filter"], id="another kind"),
        pytest.param(having("nodes/plc/position", [1, 1]), having("nodes/plc/position", [2, 2]), [], id="places"),
        pytest.param(having("name", "A"), having("name", "B"), ["name"], id="the name of the flow"),
    ],
)  # fmt: skip
def test_only_what_both_changed_is_a_conflict(mine: Document, theirs: Document, conflicts: list[str]) -> None:
    found = merge(base(), mine, theirs)
    assert [conflict.path for conflict in found.conflicts] == conflicts
    for side in found.document["wires"]:
        assert {side["from"][0], side["to"][0]} <= set(found.document["nodes"])
    if not conflicts:
        assert merge(base(), theirs, mine).conflicts == []


def test_rows_without_keys_as_the_editor_merges_them_too() -> None:
    for case in json.loads((Path(__file__).parent / "merge_rows.json").read_text("utf-8")):
        found = merge(*(having(X, case[side]) for side in ("base", "mine", "theirs")))
        paths = [conflict.path.removeprefix("nodes/filter/config/") for conflict in found.conflicts]
        assert (found.document["nodes"]["filter"]["config"]["x"], paths) == (case["merged"], case["conflicts"]), case


cells = st.integers(0, 2)
rows = st.lists(st.one_of(cells, st.fixed_dictionaries({"a": cells, "b": cells}), st.lists(cells, max_size=2)))


@given(rows, rows, rows)
def test_rows_without_keys_whoever_is_first(was: list[Any], mine: list[Any], theirs: list[Any]) -> None:
    base, a, b = (having(X, some) for some in (was, mine, theirs))
    assert merge(base, a, base).document == merge(base, base, a).document == a
    found, swapped = merge(base, a, b), merge(base, b, a)
    assert [c.path for c in found.conflicts] == [c.path for c in swapped.conflicts]
    if not found.conflicts:
        assert found.document == swapped.document


def test_a_block_is_merged_inside_unless_wires_would_hang_in_the_air() -> None:
    block = {
        "id": "b", "inputs": [{"name": "in", "carries": "samples", "wires": [["one", "samples"]]}],
        "nodes": {"one": node("compute.scale", gain=1), "two": node("action.log")}, "wires": [wire("one", "two")],
    }  # fmt: skip
    old = having("blocks", {"b": block})
    wired = having("blocks/b/wires", [wire("one", "two"), wire("one", "three")], old)
    wired = having("blocks/b/nodes/three", node("action.log"), wired)
    found = merge(old, wired, having("blocks/b/nodes/one/config/gain", 2, old))
    assert [] == found.conflicts
    assert having("blocks/b/nodes/one/config/gain", 2, wired) == found.document
    framed = having("blocks/b/groups", [{"id": "g"}], old)
    changed = having("blocks/b/nodes/one/config/gain", 2, framed)
    found = merge(framed, having("blocks/b/groups", [{"id": "g"}], wired), changed)
    assert [{"id": "g", "nodes": []}] == found.document["blocks"]["b"]["groups"], "a frame around nothing"
    gone = having("blocks/b", {**block, "inputs": [], "wires": [], "nodes": {"two": node("action.log")}}, old)
    found = merge(old, wired, gone)
    assert ["blocks/b"] == [conflict.path for conflict in found.conflicts]
    assert wired == found.document


def test_a_block_whose_last_node_one_has_taken_out_stays_when_the_other_has_put_in_another() -> None:
    blocks = {"outer": {"id": "outer", "nodes": {"in": node("block", block="inner")}}, "inner": {"id": "inner"}}
    old = having("blocks", blocks, having("nodes/u1", node("block", block="outer")))
    both = having("nodes/u2", node("block", block="outer"), old)
    for mine, theirs in ((base(), both), (both, base())):
        found = merge(old, mine, theirs)
        assert [] == found.conflicts
        assert having("blocks", blocks, having("nodes/u2", node("block", block="outer"))) == found.document
    assert "blocks" not in merge(old, base(), having("name", "Other", old)).document


def test_both_sides_have_what_they_did() -> None:
    theirs = having(f"{ROW}/1/h", 7, having("nodes/extra", node("compute.scale")))
    found = merge(base(), having(f"{ROW}/0/h", 9), theirs)
    assert found.document == having(f"{ROW}/0/h", 9, theirs)


def edits() -> st.SearchStrategy[Document]:
    paths = ["name", "nodes/plc/name", "nodes/filter/config/band", f"{ROW}/0/h", f"{ROW}/1/h", "nodes/new"]
    some = st.dictionaries(st.sampled_from(paths), st.integers(0, 2), max_size=4)

    def made(values: dict[str, int]) -> Document:
        document = base()
        for path, value in values.items():
            document = having(path, node("compute.scale", k=value) if path == "nodes/new" else value, document)
        return document

    return st.one_of(some.map(made), st.sampled_from(["plc", "filter", "limits"]).map(lacking))


@settings(max_examples=60, deadline=None)
@given(edits(), edits())
def test_every_pair_of_edits(a: Document, b: Document) -> None:
    assert merge(base(), a, base()).document == merge(base(), base(), a).document == merge(base(), a, a).document == a
    found, swapped = merge(base(), a, b), merge(base(), b, a)
    assert [c.path for c in found.conflicts] == [c.path for c in swapped.conflicts]
    if not found.conflicts:
        assert found.document == swapped.document
    for one in found.document["wires"]:
        assert {one["from"][0], one["to"][0]} <= set(found.document["nodes"])
