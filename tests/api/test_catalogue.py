"""Which row of a table is used for which point: the editor asks the server, which does as nodes do."""

from typing import Any

from starlette.testclient import TestClient

from nodes.alarm.moving import Moving, MovingConfig
from tundish.testing import Bench, Row


def test_the_most_specific_row_is_named(admin: TestClient) -> None:
    patterns = ["*", "P1.*", "P1.flow", "P?.flow", "P1.*"]
    points = ["P1.flow", "P2.flow", "P1.level", "x", "P1."]
    answer = admin.post("/api/catalogue/rows", json={"patterns": patterns, "points": points})
    assert {"rows": [2, 3, 1, 0, 1]} == answer.json()


def test_a_point_that_no_row_fits_has_none(admin: TestClient) -> None:
    answer = admin.post("/api/catalogue/rows", json={"patterns": ["a"], "points": ["a", "b"]})
    assert {"rows": [0, None]} == answer.json()


def test_a_row_for_a_mode_holds_in_it_alone_and_comes_before_an_equal_one_of_none(admin: TestClient) -> None:
    """As the moving limit alarm finds it: the more specific pattern first, of equal ones the one with the mode."""
    patterns, modes = ["*.T", "*.T", "a.T", "*.F"], [None, 2, None, 1]

    def rows(mode: float | None) -> list[int | None]:
        asked = {"patterns": patterns, "modes": modes, "mode": mode, "points": ["a.T", "b.T", "b.F"]}
        found: list[int | None] = admin.post("/api/catalogue/rows", json=asked).json()["rows"]
        return found

    assert [2, 1, None] == rows(2)
    assert [2, 0, 3] == rows(1)
    assert [2, 0, None] == rows(None)
    for mode in (None, 1.0, 2.0):
        bench = Bench(Moving, MovingConfig.model_validate({"rows": ROWS, "mode": "M"})).start()
        known: Any = bench.node
        if mode is not None:
            bench.feed([Row(1, "M", mode)])
        judged = [known.row_of(point) for point in ("a.T", "b.T", "b.F")]
        assert [None if index is None else float(index + 1) for index in rows(mode)] == [
            row and row.h for row in judged
        ]
    wrong = admin.post("/api/catalogue/rows", json={"patterns": ["a"], "modes": [1, 2], "points": []})
    assert 422 == wrong.status_code


ROWS = [
    {"points": "*.T", "h": "1"}, {"points": "*.T", "mode": 2, "h": "2"}, {"points": "a.T", "h": "3"},
    {"points": "*.F", "mode": 1, "h": "4"},
]  # fmt: skip
