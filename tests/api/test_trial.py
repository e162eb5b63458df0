"""A formula in parts while it is written: lines, inputs, devices, mends, the last hour."""

from typing import Any

import numpy as np
import pytest
from starlette.testclient import TestClient

from api import trial
from api.trial import Fix, devices, fix, lines, of_device
from engine.formula import compile_formula
from tundish.errors import FormulaError
from tundish.quality import BAD


def points(**values: float) -> dict[str, dict[str, Any]]:
    return {
        name: {"last": {"time": "2026-11-22T02:00:00Z", "point": name, "value": value, "quality": "good"}}
        for name, value in values.items()
    }


def test_each_line_gives_what_its_largest_part_gives() -> None:
    text = "if(a > 2,   # too high\n   max(a * 2, b),\n   (a + b) / 2)\n* 3"
    found = lines(text, {"a": "m", "b": "m"}, points(a=5, b=3))
    shown = {row["line"]: (row["sample"]["value"], row["unit"]) for row in found}
    assert shown == {1: (1.0, ""), 2: (10.0, "m"), 3: (4.0, "m")}
    assert lines("a + b", {}, points(a=1, b=2)) == []


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("averge(a, b)", "avg(a, b)"),
        ("a +\n  mean(a, b)", "a +\n  avg(a, b)"),
        ('to(20 degC, "degf")', 'to(20 degC, "degF")'),
        ("if(a > 1, true, 0)", "if(a > 1, 1, 0)"),
    ],
)
def test_a_known_mend_is_offered(text: str, mended: str) -> None:
    with pytest.raises(FormulaError) as caught:
        compile_formula(text)
    found = fix(text, caught.value)
    assert found is not None, caught.value
    rows = text.split("\n")
    row = rows[found.line - 1]
    at = found.column - 1
    rows[found.line - 1] = row[:at] + found.text + row[at + found.length :]
    assert "\n".join(rows) == mended
    compile_formula(mended)


def test_nothing_is_offered_where_the_hint_is_no_text_to_write() -> None:
    with pytest.raises(FormulaError) as caught:
        compile_formula("(a")
    assert fix("(a", caught.value) is None
    assert fix("a", FormulaError("x", 9, 1, "did you mean b?")) is None
    assert Fix(1, 2, 3, "x")._asdict() == {"line": 1, "column": 2, "length": 3, "text": "x"}


def test_devices_have_all_points_of_the_formula() -> None:
    known = ["P1.flow", "P1.head", "P2.flow", "P3.head", "P3.flow", "X.flow"]
    assert list(devices(["{device}.flow", "{device}.head", "g"], known)) == ["P1", "P3"]
    assert list(devices(["a"], known)) == []
    assert of_device("{device}.flow * 2", "P1") == "P1.flow * 2"
    assert of_device("{device}.flow", "") == "{device}.flow"


def test_a_recorded_value_is_held_until_the_next_and_nothing_is_made_up_before_the_first() -> None:
    x, xq = np.full(6, np.nan), np.full(6, BAD, np.uint8)
    series = {"time": ["120", "140"], "value": [1.5, None], "quality": [0, BAD]}
    trial._lay(series, 100, 10, x, xq)
    assert np.array_equal(x, [np.nan, np.nan, 1.5, 1.5, np.nan, np.nan], equal_nan=True)
    assert xq.tolist() == [BAD, BAD, 0, 0, BAD, BAD]


def test_a_preview_has_lines_inputs_devices_and_the_last_hour(engineer: TestClient) -> None:
    given = {"formula": "1 +\n2 * 3"}
    found = engineer.post("/api/formula/preview", json=given).json()
    assert (found["ok"], found["inputs"], found["devices"]) == (True, [], [])
    assert [row["line"] for row in found["lines"]] == [2]
    wrong = engineer.post("/api/formula/check", json={"formula": "averge(a, b)"}).json()
    assert wrong["fix"] == {"line": 1, "column": 1, "length": 6, "text": "avg"}
    trend = engineer.post("/api/formula/trend", json={"formula": "nothing.recorded * 2"}).json()
    assert trend == {"ok": True, "samples": []}
