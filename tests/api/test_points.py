"""The point directory, and its way out to a spreadsheet and back."""

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from api import points_csv
from api.directory import PointFacts
from api.errors import BadTable
from api.store.tables import PointRow
from tests.api.conftest import Browser, add_flow, deploy, flow
from tests.api.fake_runtime import FakeRuntime

FACTS = {
    "description": "Flow of pump 1", "unit": "m³/h", "low": -5.5, "high": 100.0, "digits": 1,
    "labels": {"0": "off", "1": "on"}, "area": "North", "device": "P1",
    "record": None,
}  # fmt: skip


def test_what_is_said_about_a_point_is_kept(engineer: TestClient) -> None:
    answer = engineer.put("/api/points/P1.flow/total", json=FACTS).json()
    expected = {"name": "P1.flow/total", **FACTS, "owner": None, "readers": [], "last": None}
    assert answer == expected
    assert engineer.get("/api/points").json() == {"total": 1, "points": [expected]}


def test_a_point_is_recorded_whatever_its_node_says_and_workers_are_told(
    engineer: TestClient, runtime: FakeRuntime
) -> None:
    engineer.put("/api/points/P1", json={**FACTS, "record": True})
    assert {"P1": True} == runtime.recording
    kept = engineer.put("/api/points/P1", json={"description": "from a form that does not know of it"}).json()
    assert kept["record"] is True
    answer = engineer.post("/api/points.csv", content="name,record\nP1,\nP2,No\nP3,yes\n")
    assert (200, {"P2": False, "P3": True}) == (answer.status_code, runtime.recording)
    refused = engineer.post("/api/points.csv", content="name,record\nP1,perhaps\n").json()
    assert "record" == refused["problems"][0]["column"]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"low": 2, "high": 1}, "body"),
        ({"low": "x"}, "body/low"),
        ({"digits": -1}, "body/digits"),
        ({"labels": {"off": "0"}}, "body/labels"),
        ({"unit": "x" * 41}, "body/unit"),
    ],
)
def test_nonsense_about_a_point_is_refused(engineer: TestClient, facts: dict[str, object], field: str) -> None:
    answer = engineer.put("/api/points/P1", json=facts)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


def test_a_point_has_its_owner_its_readers_and_its_last_value(engineer: TestClient, runtime: FakeRuntime) -> None:
    document = flow("one", plc="P1")
    document["nodes"]["watch"] = {"kind": "alarm.watch", "version": 1, "config": {"point": "P1"}}
    add_flow(engineer, document)
    deploy(engineer, "one")
    last = {"time": "2026-11-21T12:00:00Z", "point": "P1", "value": 3.0, "quality": "good", "reason": None}
    runtime.told_points = {
        "P1": {"owner": {"flow": "one", "node": "plc"}, "last": last},
        "P9": {"owner": None, "last": None},
    }
    first, second = engineer.get("/api/points").json()["points"]
    assert (first["owner"], first["last"]) == ({"flow": "one", "node": "plc"}, last)
    assert first["readers"] == [{"flow": "one", "node": "watch"}]
    assert second["name"] == "P9"


def test_points_are_searched_and_paged(engineer: TestClient) -> None:
    for number in range(5):
        engineer.put(
            f"/api/points/P{number}", json={"description": "even" if number % 2 == 0 else "odd", "area": "Süd"}
        )
    page = engineer.get("/api/points?search=EVEN süd&offset=1&limit=1").json()
    assert (page["total"], [p["name"] for p in page["points"]]) == (3, ["P2"])
    assert engineer.get("/api/points?limit=0").status_code == 422


def test_the_csv_goes_out_and_comes_back(engineer: TestClient) -> None:
    engineer.put("/api/points/P1", json=FACTS)
    engineer.put("/api/points/P2", json={"description": '=cmd|"/c calc"!A0, "quoted"\nand a second line', "area": "'x"})
    table = engineer.get("/api/points.csv")
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    assert table.content.startswith(b"\xef\xbb\xbfname,description,unit,low,high,digits,labels,area,device,record\r\n")
    cells = list(csv.reader(io.StringIO(table.text)))
    assert cells[1][2:] == ["m³/h", "-5.5", "100.0", "1", "0=off; 1=on", "North", "P1", ""]
    assert (cells[2][1][:5], cells[2][7]) == ("'=cmd", "''x")
    answer = engineer.post("/api/points.csv", content=table.content, headers={"Content-Type": "text/csv"})
    assert answer.json() == {"added": 0, "changed": 0, "problems": []}


def test_a_table_changes_what_it_names_and_leaves_the_rest(engineer: TestClient) -> None:
    engineer.put("/api/points/P1", json=FACTS)
    answer = engineer.post("/api/points.csv", content="name;unit\nP1;l/s\nP2;bar\n\n")
    assert answer.json() == {"added": 1, "changed": 1, "problems": []}
    first, second = engineer.get("/api/points").json()["points"]
    assert (first["unit"], first["description"], second["unit"]) == ("l/s", "Flow of pump 1", "bar")


def test_a_table_is_taken_whole_or_not_at_all(engineer: TestClient) -> None:
    table = (
        'name,description,low,high,digits,labels\nP1,"two\nlines",x,1,,\nP2,,5,1,1.5,on\n'
        "P1,,,,,\n,,1,,,\nP3,ok,,,,\nP4,,,,,,,\n"
    )
    answer = engineer.post("/api/points.csv", content=table)
    assert answer.status_code == 422
    expected = [
        (2, "low", "'x' is no number"),
        (4, "digits", "'1.5' is no whole number"),
        (4, "labels", "labels are written as 0=off; 1=on"),
        (4, "low", "low (5) is above high (1)"),
        (6, "name", "a point must have a name"),
        (8, "", "8 cells, but 6 columns"),
    ]
    problems = [(p["line"], p["column"], p["message"]) for p in answer.json()["problems"]]
    assert [p for p in expected if p not in problems] == []
    assert engineer.get("/api/points").json()["total"] == 0


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (b"", "the column is missing"),
        (b"unit\nx\n", "the column is missing"),
        (b"name,colour\n", "there is no column 'colour'"),
        (b"name,name\n", "twice"),
        (b"name\nP1\nP1\n", "is there twice"),
        (b"name\nP\xff\n", "not UTF-8"),
        (b"name\n\x01\n", "control characters"),
    ],
)
def test_a_bad_table_is_told(engineer: TestClient, table: bytes, said: str) -> None:
    answer = engineer.post("/api/points.csv", content=table)
    assert (answer.status_code, answer.json()["code"]) == (422, "bad-table")
    assert said in answer.json()["problems"][0]["message"]


def test_only_engineers_send_tables(browser: Browser) -> None:
    assert browser("operator").post("/api/points.csv", content="name\nP1\n").status_code == 403


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
NAME = TEXT.filter(lambda t: bool(t) and t == t.strip() and t.isprintable())
NUMBER = st.none() | st.floats(allow_nan=False, allow_infinity=False)
LABELS = st.dictionaries(st.integers(-9, 9).map(str), TEXT.filter(lambda t: t.isprintable()), max_size=3)


RECORD = st.sampled_from([None, True, False])


@given(st.lists(st.tuples(NAME, TEXT, NUMBER, LABELS, RECORD), unique_by=lambda row: row[0], max_size=5))
def test_whatever_goes_out_comes_back(said: list[tuple[str, str, float | None, dict[str, str], bool | None]]) -> None:
    rows = [
        PointFacts(description=text.replace("\r", " "), low=low, labels=labels, record=record).row(name)
        for name, text, low, labels, record in said
    ]
    back = points_csv.read(points_csv.write(rows), {})
    assert [row.model_dump() for row in rows] == [row.model_dump() for row in back]


@given(TEXT)
def test_no_cell_begins_like_a_formula(text: str) -> None:
    row = PointRow(tenant="", name="P1", description=text, unit=text, labels=json.dumps({}), area=text)
    for cell in list(csv.reader(io.StringIO(points_csv.write([row]), newline="")))[1]:
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20"))


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        points_csv.read(text, {})
    except BadTable as error:
        assert error.problems  # noqa: PT017 - either way is right
