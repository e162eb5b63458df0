"""Which row of a table is used for which point: the editor asks the server, which does as nodes do."""

from starlette.testclient import TestClient


def test_the_most_specific_row_is_named(admin: TestClient) -> None:
    patterns = ["*", "P1.*", "P1.flow", "P?.flow", "P1.*"]
    points = ["P1.flow", "P2.flow", "P1.level", "x", "P1."]
    answer = admin.post("/api/catalogue/rows", json={"patterns": patterns, "points": points})
    assert {"rows": [2, 3, 1, 0, 1]} == answer.json()


def test_a_point_that_no_row_fits_has_none(admin: TestClient) -> None:
    answer = admin.post("/api/catalogue/rows", json={"patterns": ["a"], "points": ["a", "b"]})
    assert {"rows": [0, None]} == answer.json()
