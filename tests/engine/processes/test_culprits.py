"""Culprits: twice within ten minutes puts a node out of work, until it is another one."""

from pathlib import Path
from typing import Any

from engine.processes.culprits import Culprits

MINUTE = 60_000_000_000
NODE: dict[str, Any] = {"kind": "x", "config": {"a": 1}, "name": "X", "position": [1, 2]}
SPEC: dict[str, Any] = {"nodes": {"n": NODE, "m": NODE, "pump": {"kind": "block", "block": "b"}}, "blocks": {"b": 1}}


def test_the_second_strike_within_ten_minutes_puts_out_of_work_and_is_remembered(tmp_path: Path) -> None:
    culprits = Culprits(tmp_path / "c.json")
    assert culprits.strike("f", "n", "spins", 0 * MINUTE, 5, SPEC) is None
    assert culprits.strike("f", "n", "memory", 11 * MINUTE, 6, SPEC) is None
    assert culprits.strike("f", "other", "spins", 12 * MINUTE, 6, SPEC) is None
    found = culprits.strike("f", "n", "memory", 13 * MINUTE, 7, SPEC)
    assert found is not None
    assert ("memory", 7) == (found.by, found.frame)
    for known in (culprits, Culprits(tmp_path / "c.json")):
        assert {"n": ("memory", 7)} == {n: (r["by"], r["frame"]) for n, r in known.out("f").items()}
        assert {} == known.out("g")


def test_a_changed_node_gets_another_try_but_not_one_that_was_only_moved(tmp_path: Path) -> None:
    culprits = Culprits(tmp_path / "c.json")
    for at in (1, 2):
        culprits.strike("f", "n", "spins", at, 0, SPEC)
    culprits.changed("f", {**SPEC, "nodes": {"n": {**NODE, "name": "Y", "position": [9, 9]}}})
    assert ["n"] == list(culprits.out("f"))
    culprits.changed("f", {**SPEC, "nodes": {"n": {**NODE, "config": {"a": 2}}}})
    assert [] == list(culprits.out("f"))
    assert culprits.strike("f", "n", "spins", 3, 0, SPEC) is None, "and it begins anew"


def test_a_node_inside_a_block_gets_another_try_when_the_block_is_another_one(tmp_path: Path) -> None:
    culprits = Culprits(tmp_path / "c.json")
    for at in (1, 2):
        culprits.strike("f", "pump/n", "spins", at, 0, SPEC)
    culprits.changed("f", {**SPEC, "nodes": {**SPEC["nodes"], "n": {}}})
    assert ["pump/n"] == list(culprits.out("f"))
    culprits.changed("f", {**SPEC, "blocks": {"b": 2}})
    assert [] == list(culprits.out("f"))


def test_somebody_may_forgive_a_node_or_a_whole_flow(tmp_path: Path) -> None:
    culprits = Culprits(tmp_path / "c.json")
    for node in ("n", "m"):
        for at in (1, 2):
            culprits.strike("f", node, "sleeps", at, 0, SPEC)
    assert (True, False) == (culprits.forgive("f", "n"), culprits.forgive("f", "n"))
    assert ["m"] == list(culprits.out("f"))
    assert culprits.forgive("f")
    assert [] == list(Culprits(tmp_path / "c.json").out("f"))


def test_a_broken_file_costs_the_memory_of_it_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "c.json").write_text("{")
    culprits = Culprits(tmp_path / "c.json")
    assert {} == culprits.out("f")
    assert culprits.strike("f", "n", "spins", 1, 0, SPEC) is None


def test_a_node_gets_another_try_when_a_parameter_of_its_settings_has_another_value(tmp_path: Path) -> None:
    culprits = Culprits(tmp_path / "c.json")
    spec = {"nodes": {"n": {"kind": "x", "config": {"a": "{size}"}}, "m": NODE}, "parameters": {"size": {"value": 1}}}
    for node in ("n", "m"):
        for at in (1, 2):
            culprits.strike("f", node, "spins", at, 0, spec)
    culprits.changed("f", {**spec, "parameters": {"size": {"value": 2}}})
    assert ["m"] == list(culprits.out("f"))


def test_without_room_on_the_disk_a_node_is_out_of_work_all_the_same(tmp_path: Path) -> None:
    culprits = Culprits(tmp_path / "nowhere" / "c.json")
    for at in (1, 2):
        culprits.strike("f", "n", "spins", at, 0, SPEC)
    assert ["n"] == list(culprits.out("f"))
