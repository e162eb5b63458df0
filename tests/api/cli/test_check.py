import io
import json
import sys
from pathlib import Path

import pytest

from api.cli import main

GOOD = Path(__file__).parent / "golden" / "flow.json"


def broken(tmp_path: Path) -> str:
    document = json.loads(GOOD.read_text("utf-8"))
    document["nodes"]["power"]["config"]["formula"] = "u *\n* i"
    document["nodes"]["alarms"]["config"]["rows"][0]["h"] = "x"
    document["wires"].append({"from": ["file", "samples"], "to": ["route", "events"]})
    path = tmp_path / "broken.json"
    path.write_text(json.dumps(document), "utf-8")
    return str(path)


def test_a_valid_flow(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["check", str(GOOD)])
    assert f"{GOOD}: valid\n" == capsys.readouterr().out


def test_all_problems_are_told_in_one_line_each(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = broken(tmp_path)
    assert 1 == main(["check", path, str(GOOD)])
    first, second, third, *rest = capsys.readouterr().out.splitlines()
    assert f'{path}: node alarms: rows/0/h: Limits, row 1, H must be a number; it is "x"' == first
    assert second.startswith(f"{path}: node power: formula: Formula, line 2, column 1: ")
    assert third.startswith(f"{path}: node route: wire 7: 'samples' of 'file' carries samples")
    assert [f"{path}: not valid (3 problems)", f"{GOOD}: valid"] == rest


def test_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = broken(tmp_path)
    assert 1 == main(["check", path, str(GOOD), "--json"])
    first, second = json.loads(capsys.readouterr().out)
    assert {"file": str(GOOD), "valid": True, "problems": []} == second
    assert ("alarms", "rows/0/h", None, "error") == tuple(
        first["problems"][0][key] for key in ("node", "field", "wire", "severity")
    )
    shown = {"severity", "code", "message", "hint", "node", "field", "wire", "lines", "column", "mend"}
    assert shown == set(first["problems"][0])


def test_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b'{"a": 1,}')))
    assert 1 == main(["check", "-"])
    assert "standard input: line 1, column 9: " in capsys.readouterr().out


def test_a_warning_is_no_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = json.loads(GOOD.read_text("utf-8"))
    document["wires"].pop()
    path = tmp_path / "f.json"
    path.write_text(json.dumps(document), "utf-8")
    assert 0 == main(["check", str(path)])
    assert f"{path}: node log: warning: Nothing feeds 'log'. " in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["check"], ["check", "no-such.json"], ["check", str(GOOD), "no-such.json"]])
def test_wrong_usage_is_two(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert 2 == main(arguments)
    assert "Traceback" not in capsys.readouterr().err
