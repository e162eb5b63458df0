import json
from pathlib import Path

import pytest

from api.cli import main

ROWS = """time,point,value,quality
2026-11-21T12:00:00Z,u,10,
2026-11-21T12:00:00Z,i,2,
2026-11-21T12:00:00.000000001Z,u,12,
2026-11-21T12:00:01Z,i,0,
2026-11-21T12:00:02Z,i,3,bad:comm_lost
2026-11-21T12:00:03Z,other,3,
"""


@pytest.fixture
def data(tmp_path: Path) -> str:
    path = tmp_path / "data.csv"
    path.write_text(ROWS)
    return str(path)


def test_once_for_each_instant(data: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["eval", "u / i", "--replay", data])
    time, value, quality = zip(*(line.split(",") for line in capsys.readouterr().out.splitlines()), strict=True)
    clock = ("12:00:00.000000000", "12:00:00.000000001", "12:00:01.000000000", "12:00:02.000000000")
    assert ("time", *(f"2026-11-21T{at}Z" for at in clock)) == time
    assert ("value", "5.0", "6.0", "") == value[:4]
    assert ("quality", "good", "good", "bad:calculation_error", "bad:comm_lost") == quality


def test_a_delay_that_ends_between_samples_has_a_line_of_its_own(data: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["eval", "on_delay(u > 11, 1500 ms) + 0 * i", "--replay", data])
    lines = [line.split(",") for line in capsys.readouterr().out.splitlines()[1:]]
    assert ["0.0", "0.0", "0.0", "1.0", "1.0"] == [value for _, value, _ in lines]
    assert "2026-11-21T12:00:01.500000001Z" == lines[3][0]


def test_as_json(data: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["eval", "u * 2", "--replay", data, "--json"])
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {"time": "2026-11-21T12:00:00.000000000Z", "value": 20.0, "quality": "good"} == rows[0]
    assert [20.0, 24.0] == [row["value"] for row in rows]


@pytest.mark.parametrize(
    ("formula", "code", "told"),
    [
        ("u +", 1, "line 1, column 3"),
        ("1 + 1", 1, "names no point"),
        ("u * x", 0, "the data has no sample of x, so nothing was computed"),
    ],
    ids=["syntax", "no-point", "unknown-point"],
)
def test_what_is_wrong_is_told(
    data: str, formula: str, code: int, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert code == main(["eval", formula, "--replay", data])
    captured = capsys.readouterr()
    assert told in captured.err
    assert captured.out in {"", "time,value,quality\n"}


def test_wrong_data_gives_no_rows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "d.csv"
    path.write_text(ROWS + "x,u,1,\n")
    assert 1 == main(["eval", "u", "--replay", str(path)])
    captured = capsys.readouterr()
    assert "" == captured.out
    assert f"{path}:8: 'x' is no time" in captured.err
