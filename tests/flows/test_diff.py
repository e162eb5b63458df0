from copy import deepcopy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from flows.diff import diff, plain
from tests.flows.kinds import flow

OLD = flow(
    {"a": "source.meter", "b": ("alarm.limits", {"rows": [{"point": "x", "h": 1}], "delay": 0}), "c": "action.write"},
    ["a.samples > b.samples", "b.events > c.events"],
)


def changed(**nodes: Any) -> dict[str, Any]:
    new = deepcopy(OLD)
    for id, entries in nodes.items():
        new["nodes"][id] = {**new["nodes"].get(id, {}), **entries}
    return new


def test_the_same_flow_has_no_difference() -> None:
    assert diff(OLD, deepcopy(OLD)).empty


def test_settings_are_named_by_their_path() -> None:
    rows = [{"point": "x", "h": 2}, {"point": "y"}]
    [change] = diff(OLD, changed(b={"config": {"rows": rows, "label": "n"}})).changed
    assert [
        ("delay", 0, None),
        ("label", None, "n"),
        ("rows/0/h", 1, 2),
        ("rows/1", None, {"point": "y"}),
    ] == change.fields
    assert ("b", [], False) == (change.id, change.entries, change.moved)


def test_added_and_removed() -> None:
    new = flow({"a": "source.meter", "b": "compute.calc", "d": "action.write"}, ["a.samples > b.samples"])
    found = diff(OLD, new)
    assert (["b", "d"], ["b", "c"]) == (found.added, found.removed)
    assert ([], [("b", "events", "c", "events")]) == (found.wires_added, found.wires_removed)


def test_moving_and_naming_are_only_looks() -> None:
    found = diff(OLD, {**changed(b={"position": [1, 1]}, c={"name": "Pump"}), "description": "d"})
    assert [("b", True), ("c", False)] == [(c.id, c.moved) for c in found.changed]
    assert [("description", "", "d")] == found.entries
    assert found.only_looks
    assert not found.empty


def test_a_changed_setting_or_version_is_more_than_looks() -> None:
    assert not diff(OLD, changed(b={"config": {}})).only_looks
    assert not diff(OLD, changed(b={"version": 9})).only_looks
    assert not diff(OLD, changed(b={"record": True})).only_looks
    assert not diff(OLD, {**OLD, "tracing": "all"}).only_looks
    assert not diff(OLD, changed(b={"delivery": {"when_full": "refuse"}})).only_looks
    assert not diff(OLD, {**OLD, "isolation": "slow"}).only_looks


def test_a_row_that_is_put_in_or_taken_out_leaves_the_others_as_they_are() -> None:
    """Rows with a key by their key, others by what is in them; one that is gone stands under the place it had."""
    for name in ("rows", "cells"):
        make = (lambda i: {"point": f"p{i}", "h": 1}) if name == "rows" else (lambda i: [i, 1])
        old = changed(b={"config": {name: [make(i) for i in range(4)]}})
        put = changed(b={"config": {name: [make(0), make(9), *(make(i) for i in range(1, 4))]}})
        taken = changed(b={"config": {name: [make(i) for i in (0, 2, 3)]}})
        assert [(f"{name}/1", None, make(9))] == diff(old, put).changed[0].fields
        assert [(f"{name}/1", make(1), None)] == diff(old, taken).changed[0].fields
    turned = [{"point": "y"}, {"point": "x"}]
    old, new = changed(b={"config": {"rows": turned[::-1]}}), changed(b={"config": {"rows": turned}})
    assert [("rows", turned[::-1], turned)] == diff(old, new).changed[0].fields


def test_true_is_not_one() -> None:
    one, true = changed(b={"config": {"delay": 1}}), changed(b={"config": {"delay": True}})
    assert [("delay", 1, True)] == diff(one, true).changed[0].fields


def test_as_json() -> None:
    found = plain(diff(OLD, changed(b={"config": {"rows": OLD["nodes"]["b"]["config"]["rows"], "delay": 3}})))
    fields = [{"path": "delay", "old": 0, "new": 3}]
    assert [{"id": "b", "moved": False, "fields": fields, "entries": []}] == found["changed"]


values = st.recursive(
    st.none() | st.integers(0, 2) | st.text(max_size=2), lambda v: st.lists(v, max_size=2), max_leaves=4
)
documents = st.dictionaries(st.sampled_from(["nodes", "wires", "name"]), values, max_size=3)


@given(documents, documents)
def test_no_documents_make_it_raise(old: dict[str, Any], new: dict[str, Any]) -> None:
    assert diff(old, old).empty
    diff(old, new)
