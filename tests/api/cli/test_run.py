"""`tundish run`: golden end to end, a real machine's data beside pandas, and everything that can be wrong."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from api.cli import main

GOLDEN = Path(__file__).parent / "golden"
FLOW, DATA, OUT = (GOLDEN / name for name in ("flow.json", "data.jsonl", "out.jsonl"))
NAB = Path(__file__).parents[3] / "api" / "demo" / "data" / "nab" / "machine_temperature_system_failure.csv"


def test_the_golden_flow(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    assert 0 == main(["run", str(FLOW), "--replay", str(DATA), "--out", str(out)])
    assert OUT.read_text("utf-8") == out.read_text("utf-8")
    assert [out] == list(tmp_path.iterdir())


def test_standard_input_and_output() -> None:
    command = [sys.executable, "-c", "import sys; from api.cli import main; sys.exit(main())"]
    arguments = ["run", str(FLOW), "--replay", "-"]
    done = subprocess.run([*command, *arguments], input=DATA.read_bytes(), capture_output=True, check=True)
    assert OUT.read_bytes() == done.stdout
    assert b"" == done.stderr


def limit_flow(tmp_path: Path, **row: Any) -> str:
    document = json.loads(FLOW.read_text("utf-8"))
    document["nodes"] = {id: node for id, node in document["nodes"].items() if id in {"file", "alarms"}}
    document["nodes"]["alarms"]["config"] = {"rows": [{"points": "machine", **row}]}
    document["wires"] = [{"from": ["file", "samples"], "to": ["alarms", "samples"]}]
    path = tmp_path / "flow.json"
    path.write_text(json.dumps(document), "utf-8")
    return str(path)


@pytest.mark.parametrize(("low", "high", "deadband"), [(60, 100, 2), (45, 94, 0.5), (70, 95, 0)])
def test_eleven_weeks_of_a_real_machine_give_the_transitions_of_a_pandas_loop(
    tmp_path: Path, low: float, high: float, deadband: float, capsys: pytest.CaptureFixture[str]
) -> None:
    data = pd.read_csv(NAB, parse_dates=["timestamp"])
    csv, out = tmp_path / "data.csv", tmp_path / "out.jsonl"
    data.assign(point="machine", time=data["timestamp"].dt.strftime("%Y-%m-%dT%H:%M:%SZ"))[
        ["time", "point", "value"]
    ].to_csv(csv, index=False)

    expected: list[tuple[str, str | None, float]] = []
    active: str | None = None
    for time, value in data[data["timestamp"] >= data["timestamp"].cummax()].itertuples(index=False):
        before = active
        if (active == "H" and value <= high - deadband) or (active == "L" and value >= low + deadband):
            active = None
        if active is None:
            active = "H" if value > high else "L" if value < low else None
        if active != before:
            expected.append((time.isoformat(), active, value))

    flow = limit_flow(tmp_path, l=low, h=high, deadband=deadband)
    assert 0 == main(["run", flow, "--replay", str(csv), "--out", str(out)])
    found = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    events = [(line["time"][:19], line["event"]["data"]) for line in found if line["port"] == "events"]
    assert expected == [(time, data["level"], data["value"]) for time, data in events]
    assert len(expected) > 10
    assert 22_695 - 11 == sum(line["port"] == "samples" for line in found)
    # the recorder's clock was once set back an hour
    assert "11 samples left out: older than what had come of the same point" in capsys.readouterr().err


WRONG: list[Any] = [
    pytest.param(
        "time,point,value\nx,a,1\nx,a,2\n", ["d.csv:2: 'x' is no time", "d.csv:3: 'x' is no time"], id="lines"
    ),
    pytest.param('{"time": "2026-11-21T00:00Z", "node": "x", "tick": 5}', ["d.csv:1: "], id="tick"),
    pytest.param(
        '{"time": "2026-11-21T00:00Z", "node": "x", "command": "ack"}', ["d.csv:1: the flow has no node 'x'"], id="node"
    ),
    pytest.param("point,value\n", ["d.csv:1: the header has no column 'time'"], id="header"),
    pytest.param(b"time,point,value\n2026-11-21T00:00Z,\xff,1\n", ["d.csv:2: "], id="latin-1"),
]


@pytest.mark.parametrize(("text", "messages"), WRONG)
def test_wrong_lines_are_told_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str | bytes, messages: list[str]
) -> None:
    data, out = tmp_path / "d.csv", tmp_path / "out.jsonl"
    data.write_bytes(text if isinstance(text, bytes) else text.encode())
    out.write_text("kept")
    assert 1 == main(["run", str(FLOW), "--replay", str(data), "--out", str(out)])
    told = capsys.readouterr().err
    assert all(message in told for message in messages)
    assert "Traceback" not in told
    assert "kept" == out.read_text()
    assert {data, out} == set(tmp_path.iterdir())


def test_a_flow_with_problems_is_not_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    flow = limit_flow(tmp_path, h=1, l=2)
    assert 1 == main(["run", flow, "--replay", str(DATA)])
    captured = capsys.readouterr()
    assert "" == captured.out
    assert f"{flow}: node alarms: rows/0: Limits, row 1: " in captured.err
    assert f"{flow} cannot be run: 1 problem" in captured.err


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["run", "no.json", "--replay", str(DATA)], 1, "No such file"),
        (["run", str(FLOW), "--replay", "no.csv"], 1, "No such file"),
        (["run", str(FLOW)], 2, "--replay"),
        (["run", str(FLOW), "--history", "no-such-folder"], 1, "nothing is recorded there"),
        (["run", str(FLOW), "--history", ".", "--from", "soon"], 2, "'soon' is no time"),
        (["run", str(FLOW), "--history", ".", "--replay", str(DATA)], 2, "not allowed with"),
        (["run", "-", "--replay", "-"], 2, "cannot both come from standard input"),
        (["run", str(FLOW), "--replay", str(DATA), "--out", "no/such/folder/x"], 1, "No such file"),
    ],
    ids=["flow", "data", "no-data", "no-history", "no-time", "two-data", "both", "folder"],
)
def test_wrong_usage(arguments: list[str], code: int, told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert code == main(arguments)
    captured = capsys.readouterr()
    assert told in captured.err
    assert "Traceback" not in captured.err


def test_what_no_source_owns_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    flow, data = Path(limit_flow(tmp_path, h=1)), tmp_path / "d.csv"
    document = json.loads(flow.read_text("utf-8"))
    document["nodes"]["file"]["config"]["points"] = "machine"
    flow.write_text(json.dumps(document), "utf-8")
    data.write_text("time,point,value\n" + "".join(f"2026-11-21T00:0{i}Z,p{i % 2},1\n" for i in range(5)))
    assert 0 == main(["run", str(flow), "--replay", str(data)])
    captured = capsys.readouterr()
    assert "" == captured.out
    assert "tundish: 5 samples left out: no source of the flow owns p0, p1\n" == captured.err
