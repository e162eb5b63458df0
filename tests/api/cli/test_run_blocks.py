"""`tundish run` and `tundish check` with blocks and parameters."""

import json
from pathlib import Path
from typing import Any

import pytest

from api.cli import main

BLOCK: dict[str, Any] = {
    "format": "tundish.block/1", "id": "pump", "version": 1, "parameters": {"high": {"type": "number"}},
    "inputs": [{"name": "samples", "carries": "samples", "wires": [["limits", "samples"]]}],
    "nodes": {"limits": {"kind": "alarm.limit", "config": {"rows": [{"points": "{device}.flow", "h": "{high}"}]}}},
    "wires": [],
}  # fmt: skip
FLOW: dict[str, Any] = {
    "format": "tundish.flow/1", "id": "f", "blocks": {"pump": BLOCK},
    "parameters": {"limit": {"type": "number", "default": 50, "max": 100}},
    "nodes": {
        "file": {"kind": "source.file", "config": {"path": "day.csv", "points": "*"}},
        "pumps": {
            "kind": "block",
            "config": {
                "block": "pump", "parameters": {"high": "{limit}"}, "devices": [{"device": "P1"}, {"device": "P2"}],
            },
        },
    },
    "wires": [{"from": ["file", "samples"], "to": ["pumps", "samples"]}],
}  # fmt: skip


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str, Path]:
    flow, data = tmp_path / "flow.json", tmp_path / "day.csv"
    flow.write_text(json.dumps(FLOW), "utf-8")
    data.write_text("time,point,value\n2026-11-21T12:00:00Z,P1.flow,60\n2026-11-21T12:00:00Z,P2.flow,90\n", "utf-8")
    return str(flow), str(data), tmp_path / "out.jsonl"


def active(out: Path) -> list[tuple[str, str]]:
    lines = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    return [(line["node"], line["event"]["point"]) for line in lines if "event" in line]


def test_a_block_runs_and_its_nodes_have_a_path(files: tuple[str, str, Path]) -> None:
    flow, data, out = files
    assert 0 == main(["run", flow, "--replay", data, "--out", str(out)])
    assert [("pumps/limits", "P1.flow"), ("pumps/limits", "P2.flow")] == active(out)


def test_a_parameter_may_be_given_another_value(files: tuple[str, str, Path]) -> None:
    flow, data, out = files
    assert 0 == main(["run", flow, "--replay", data, "--out", str(out), "--set", "limit=80"])
    assert [("pumps/limits", "P2.flow")] == active(out)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("limt=1", "There is no parameter 'limt'. Did you mean 'limit'?"),
        ("limit=x", '--set limit: it must be a number; it is "x"'),
        ("limit=101", "--set limit: it must be at most 100; it is"),
        ("limit", "--set limit: a value is missing. Write NAME=VALUE"),
    ],
)
def test_a_value_that_does_not_fit_is_told(
    files: tuple[str, str, Path], given: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    flow, data, _ = files
    assert 1 == main(["run", flow, "--replay", data, "--set", given])
    assert told in capsys.readouterr().err


def test_a_block_is_checked_by_itself(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "pump.json"
    path.write_text(json.dumps(BLOCK), "utf-8")
    assert 0 == main(["check", str(path)])
    path.write_text(json.dumps(BLOCK).replace("{high}", "{hgih}"), "utf-8")
    assert 1 == main(["check", str(path)])
    assert "node limits: rows/0/h: There is no parameter 'hgih'" in capsys.readouterr().out
