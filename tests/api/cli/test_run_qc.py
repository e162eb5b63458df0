"""`tundish run` of the CG5022 control insert: 286 lines, each at its target, low and high, and beyond both."""

import csv
import json
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from api.cli import main

INSERT = Path(__file__).parents[3] / "api" / "demo" / "data" / "cg5022.csv"
ROWS = list(csv.DictReader(INSERT.read_text("utf-8").splitlines()))
BEFORE, AFTER = "2019-11-30T12:00:00Z", "2019-12-01T00:00:00Z"


def flow() -> dict[str, Any]:
    columns = ("analyte", "unit", "method", "target", "low", "high")
    targets = [
        {"material": "CG5022", "level": "2", "lot": row["lot_printed"], **{name: row[name] for name in columns}}
        for row in ROWS
    ]
    material = {"material": "CG5022", "level": "2", "lot": "256CG", "expiry": "2019-11"}
    return {
        "format": "tundish.flow/1",
        "id": "coagulation",
        "nodes": {
            "analyser": {"kind": "source.inject"},
            "controls": {"kind": "qc.range", "config": {"materials": [material], "targets": targets}},
        },
        "wires": [{"from": ["analyser", "events"], "to": ["controls", "events"]}],
    }


def results() -> list[tuple[str, str, dict[str, Any]]]:
    """Time, the verdict that is right, and the data of every result."""
    told = []
    for row in ROWS:
        words = {"analyte": row["analyte"], "unit": row["unit"], "method": row["method"]}
        words |= {"material": "CG5022", "lot": "256CG", "level": "2"}
        low, high = Decimal(row["low"]), Decimal(row["high"])
        told += [
            (BEFORE, "pass" if low <= value <= high else "fail", {**words, "value": str(value)})
            for value in (Decimal(row["target"]), low, high, low - Decimal("0.001"), high + Decimal("0.001"))
        ]
    told.append((BEFORE, "wrong_lot", {**words, "lot": "256G", "value": row["target"]}))
    told.append((AFTER, "expired", {**words, "value": row["target"]}))
    return told


def test_every_verdict_is_right_and_the_misprint_and_the_expired_date_are_told(tmp_path: Path) -> None:
    document, data, out = tmp_path / "flow.json", tmp_path / "data.jsonl", tmp_path / "out.jsonl"
    document.write_text(json.dumps(flow()), "utf-8")
    with data.open("w", encoding="utf-8") as file:
        for time, _, result in results():
            row = {"time": time, "node": "analyser", "event": {"kind": "lab.result", "data": result}}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    assert 0 == main(["run", str(document), "--replay", str(data), "--out", str(out)])

    lines = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    verdicts = [line["event"]["data"] for line in lines if (line["node"], line["port"]) == ("controls", "events")]
    assert [right for _, right, _ in results()] == [verdict["verdict"] for verdict in verdicts]
    assert {"pass": 858, "fail": 572, "wrong_lot": 1, "expired": 1} == Counter(v["verdict"] for v in verdicts)
    misprints = [line["event"]["data"] for line in lines if (line["node"], line["port"]) == ("controls", "error")]
    printed_otherwise = [row for row in ROWS if row["lot_printed"] != "256CG"]
    assert len(printed_otherwise) == len(misprints) > 0
    assert "prints lot 256G" in misprints[0]["error"]


@pytest.mark.parametrize("column", ["target", "low"])
def test_a_number_that_is_none_is_a_problem_with_its_row(
    tmp_path: Path, column: str, capsys: pytest.CaptureFixture[str]
) -> None:
    document = flow()
    document["nodes"]["controls"]["config"]["targets"][6][column] = "54,2"
    path = tmp_path / "flow.json"
    path.write_text(json.dumps(document), "utf-8")
    assert 1 == main(["check", str(path), "--json"])
    [told] = json.loads(capsys.readouterr().out)
    assert [f"targets/6/{column}"] == [p["field"] for p in told["problems"] if p["severity"] == "error"]
