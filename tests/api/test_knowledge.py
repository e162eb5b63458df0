"""Alarm knowledge: kept, exchanged with spreadsheets, and compared with what runs."""

import io
import json
import threading
import zipfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, given
from hypothesis import settings as only
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from starlette.testclient import TestClient

from api import knowledge_table
from api.app import create_app
from api.errors import BadTable
from api.settings import Settings
from tests.api.conftest import CHEAP, Browser, Clock
from tests.api.fake_runtime import FakeRuntime
from tundish.catalogue import load

FLOW = {
    "format": "tundish.flow/1", "id": "tanks", "name": "Tanks", "description": "",
    "nodes": {
        "in": {"kind": "source.inject", "version": 1, "name": "In", "config": {}, "position": [0, 0]},
        "limits": {
            "kind": "alarm.limit", "version": 1, "name": "Limits", "position": [1, 1],
            "config": {"rows": [{"points": "T1.level", "h": 8, "hh": 9}, {"points": "T*.level", "h": 7}]},
        },
    },
    "wires": [],
}  # fmt: skip
ROW = {"flow": "tanks", "node": "limits", "point": "T1.level"}
URL = "/api/alarms/knowledge"


def deploy(engineer: TestClient, document: dict[str, Any]) -> None:
    seen = engineer.get("/api/flows/tanks").json().get("revision")
    if seen is None:
        seen = engineer.post("/api/flows", json={"document": document}).json()["revision"]
    else:
        saved = engineer.put("/api/flows/tanks", json=document, headers={"If-Match": f'"{seen}"'})
        assert 200 == saved.status_code, saved.text
        seen = saved.json()["revision"]
    answer = engineer.post("/api/flows/tanks/deploy", json={"comment": "", "revision": seen})
    assert 200 == answer.status_code, answer.text


def with_high(value: float) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(json.dumps(FLOW))
    document["nodes"]["limits"]["config"]["rows"][0]["h"] = value
    return document


@pytest.fixture
def app(settings: Settings, runtime: FakeRuntime, clock: Clock) -> FastAPI:
    """With the kinds that ship."""
    return create_app(settings, runtime, load(), CHEAP, clock)


@pytest.fixture
def engineer(browser: Browser) -> TestClient:
    engineer = browser("engineer")
    deploy(engineer, FLOW)
    return engineer


def say(engineer: TestClient, **more: Any) -> dict[str, Any]:
    revision = engineer.get(URL).json()["revision"]
    answer = engineer.put(URL, json={"revision": revision, "rows": [{**ROW, **more}]})
    assert 200 == answer.status_code, answer.text
    return next(row for row in answer.json()["rows"] if row["point"] == "T1.level")


def test_alarms_that_run_are_listed_with_their_settings_before_anything_is_said(engineer: TestClient) -> None:
    rows = engineer.get(URL).json()["rows"]
    assert [("tanks", "limits", "T*.level"), ("tanks", "limits", "T1.level")] == [
        (row["flow"], row["node"], row["point"]) for row in rows
    ]
    assert {"h": 8, "hh": 9, "on_delay": None, "ll": None}.items() <= rows[1]["running"].items()
    assert {} == rows[1]["approved"]


def test_what_is_said_is_kept_and_found_by_the_most_specific_row(engineer: TestClient) -> None:
    row = say(engineer, cause="泵停", response="Start pump 2", respond_within=300)
    assert ("泵停", "Start pump 2", 300, "") == (row["cause"], row["response"], row["respond_within"], row["approver"])
    revision = engineer.get(URL).json()["revision"]
    engineer.put(URL, json={"revision": revision, "rows": [{**ROW, "point": "T*.level", "cause": "any"}]})
    found = [
        engineer.get(f"{URL}/of", params={"flow": "tanks", "node": "limits", "point": point}).json()["cause"]
        for point in ("T1.level", "T2.level")
    ]
    assert ["泵停", "any"] == found
    assert 404 == engineer.get(f"{URL}/of?flow=tanks&node=limits&point=P").status_code


def test_two_who_write_at_once_do_not_overwrite_each_other(engineer: TestClient) -> None:
    revision = engineer.get(URL).json()["revision"]
    say(engineer, cause="first")
    answer = engineer.put(URL, json={"revision": revision, "rows": [{**ROW, "cause": "second"}]})
    assert 409 == answer.status_code
    assert "first" == engineer.get(f"{URL}/of", params=ROW).json()["cause"]


def test_what_runs_otherwise_than_approved_is_shown_and_restored(engineer: TestClient) -> None:
    approved = engineer.post(f"{URL}/approve", json={"items": [ROW]}).json()["rows"][1]
    assert "engineer" == approved["approver"]
    assert approved["approved_at"]
    assert [] == engineer.get(f"{URL}/compare").json()["differences"]
    deploy(engineer, with_high(8.5))
    [difference] = engineer.get(f"{URL}/compare").json()["differences"]
    assert {**ROW, "setting": "h", "approved": 8, "running": 8.5} == difference
    restored = engineer.post(f"{URL}/restore", json={"items": [{**ROW, "setting": "h"}]})
    assert {"flows": ["tanks"]} == restored.json()
    assert 1 == len(engineer.get(f"{URL}/compare").json()["differences"]), "not before it is deployed"
    deploy(engineer, engineer.get("/api/flows/tanks").json()["document"])
    assert [] == engineer.get(f"{URL}/compare").json()["differences"]


def test_an_approved_alarm_that_is_gone_is_a_difference(engineer: TestClient) -> None:
    engineer.post(f"{URL}/approve", json={"items": [ROW]})
    document = with_high(8)
    del document["nodes"]["limits"]["config"]["rows"][0]
    deploy(engineer, document)
    [difference] = engineer.get(f"{URL}/compare").json()["differences"]
    assert ("", None) == (difference["setting"], difference["running"])
    answer = engineer.post(f"{URL}/restore", json={"items": [{**ROW, "setting": "h"}]})
    assert 422 == answer.status_code
    assert "has no row for T1.level" in answer.text
    assert 1 == len(engineer.post(f"{URL}/forget", json={"items": [ROW]}).json()["rows"])


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_a_table_goes_out_and_comes_back(engineer: TestClient, format: str) -> None:
    say(
        engineer, cause="=泵停", consequence='a,b\n"c"', response="'x", respond_within=60, approved={"h": 8, "ll": None}
    )
    before = engineer.get(URL).json()["rows"]
    table = engineer.get(f"{URL}/export?format={format}").content
    same = engineer.post(f"{URL}/import", content=table)
    assert {"added": 1, "changed": 0, "removed": 0, "problems": []} == same.json(), (
        "the alarm nothing was said of is new"
    )
    after = engineer.get(URL).json()["rows"]
    assert before == after


RUN = ("=1+1", "+1", "-2", "@x", "\t=1", "\uff1d1", "'=1", "''", "_x0041_", "_x005F_", "=cmd|' /C calc'!A0")
"""What a spreadsheet would run, or take for something else."""
CHARACTERS = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")


@given(st.lists(st.sampled_from(RUN) | st.text(CHARACTERS, max_size=6), max_size=5))
@only(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=25)
def test_texts_come_back_as_they_were_and_none_is_run(texts: list[str]) -> None:
    blank = dict.fromkeys(knowledge_table.PLAIN, "") | {"respond_within": None, "approved_at": None}
    rows = [
        {**blank, **ROW, "point": f"P{i}", "cause": text, "approved": {"text": f"={text}"}, "running": None}
        for i, text in enumerate(texts)
    ]
    for format in ("csv", "xlsx"):
        body = knowledge_table.write(rows, format)
        back = knowledge_table.read(body)
        assert texts == [row["cause"] for row in back], format
        assert [f"={text}" for text in texts] == [row["approved"]["text"] for row in back], format
    book = load_workbook(io.BytesIO(body))
    cells = [cell for line in book.worksheets[0].iter_rows() for cell in line if cell.value is not None]
    assert {"s"} == {cell.data_type for cell in cells}
    assert all(cell.quotePrefix for cell in cells if str(cell.value).startswith(("=", "+", "-", "@")))


def test_the_workbook_keeps_the_alarm_in_sight_and_filters_by_column(engineer: TestClient) -> None:
    [sheet] = load_workbook(io.BytesIO(engineer.get(f"{URL}/export?format=xlsx").content)).worksheets
    assert ("alarms", "D2", sheet.dimensions) == (sheet.title, sheet.freeze_panes, sheet.auto_filter.ref)
    assert 3 == sheet.max_row
    assert sheet["A1"].font.bold
    assert sheet["D1"].value == "cause"
    empty = load_workbook(io.BytesIO(knowledge_table.write([], "xlsx"))).worksheets[0]
    assert f"A1:{empty.dimensions.rpartition(':')[2]}" == empty.auto_filter.ref


def test_a_limit_that_is_changed_in_excel_is_approved_by_who_imports_it(engineer: TestClient) -> None:
    say(engineer, cause="x", approved={"h": 8})
    book = load_workbook(io.BytesIO(engineer.get(f"{URL}/export?format=xlsx").content))
    sheet = book.worksheets[0]
    column = next(cell.column or 0 for cell in sheet[1] if cell.value == "approved: h")
    line = next(row[0].row or 0 for row in sheet.iter_rows(min_row=2) if row[2].value == "T1.level")
    sheet.cell(line, column).value = 7.5
    out = io.BytesIO()
    book.save(out)
    tried = engineer.post(f"{URL}/import?dry_run=true", content=out.getvalue()).json()
    assert (1, 1) == (tried["added"], tried["changed"])
    assert [] == engineer.get(f"{URL}/compare").json()["differences"], "it was only tried"
    engineer.post(f"{URL}/import", content=out.getvalue())
    [difference] = engineer.get(f"{URL}/compare").json()["differences"]
    assert (7.5, 8) == (difference["approved"], difference["running"])


@pytest.mark.parametrize(
    ("table", "place"),
    [
        ("flow,node\na,b\n", (1, "point")),
        ("flow,node,point,colour\n", (1, "colour")),
        ("flow,node,point,cause,cause\n", (1, "cause")),
        ("flow,node,point\na,,p\n", (2, "node")),
        ("flow,node,point,respond_within\na,b,c,soon\n", (2, "respond_within")),
        ("flow,node,point,respond_within\na,b,c,-5\n", (2, "respond_within")),
        ("flow,node,point\na,b,c\na,b,c\n", (3, "point")),
        ("flow,node,point,cause\na,b,c," + "x" * 6000, (2, "cause")),
        ("flow,node,point,cause\na,b,c,x\0", (2, "cause")),
        ("flow,node,point\n" + "a" * 65 + ",b,c\n", (2, "flow")),
        ("flow,node,point\na," + "b" * 201 + ",c\n", (2, "node")),
        ("flow,node,point,approved: h\na,b,c,1e999\n", (2, "approved: h")),
    ],
)
def test_a_wrong_table_is_refused_by_line_and_column(engineer: TestClient, table: str, place: tuple[int, str]) -> None:
    answer = engineer.post(f"{URL}/import", content=table.encode())
    assert 422 == answer.status_code
    assert place in [(one["line"], one["column"]) for one in answer.json()["problems"]]
    assert "" == engineer.get(URL).json()["rows"][0]["cause"], "nothing was taken over"


def test_others_save_while_a_file_is_read(
    engineer: TestClient, stranger: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    stranger.cookies, stranger.headers = engineer.cookies, engineer.headers
    begun, may_end = threading.Event(), threading.Event()
    read = knowledge_table.read

    def slow(body: bytes) -> list[knowledge_table.Row]:
        begun.set()
        may_end.wait(60)
        return read(body)

    monkeypatch.setattr(knowledge_table, "read", slow)
    table = b"flow,node,point,consequence\ntanks,limits,T1.level,spills\n"
    with ThreadPoolExecutor(2) as threads:
        try:
            taking = threads.submit(stranger.post, f"{URL}/import", content=table)
            assert begun.wait(60)
            saving = threads.submit(say, stranger, cause="pump trips")
            saving.result(30)
            assert not taking.done()
        finally:
            may_end.set()
        assert (1, 0) == tuple(taking.result(60).json()[name] for name in ("changed", "added"))
    row = engineer.get(f"{URL}/of", params=ROW).json()
    assert ("pump trips", "spills") == (row["cause"], row["consequence"]), "neither is lost"


def test_each_problem_says_where_it_is_and_what_to_do_in_both_languages(engineer: TestClient) -> None:
    """What the dialog lists; a line that ends before its point is one too."""
    table = b"flow,node,point,respond_within\n\na,b\na,b,c,-1\na,b,c,5\n"
    wanted = [
        (3, "point", "it is empty: write here of which alarm the line is", "为空：请填写该行属于哪个报警"),
        (4, "respond_within", "it must be a number of seconds above 0, or empty", "应为大于 0 的秒数，或留空"),
        (5, "point", "this alarm stands above already: put both lines into one", "该报警在上方已有一行：请合并为一行"),
    ]
    details = {"en": "Nothing was taken over: 3 problems", "zh-CN": "未导入：共 3 处问题"}
    for said, (language, detail) in enumerate(details.items(), 2):
        for address in (f"{URL}/import?dry_run=true", f"{URL}/import"):
            answer = engineer.post(address, content=table, headers={"Accept-Language": language})
            told = answer.json()
            assert (422, "bad-table", detail) == (told["status"], told["code"], told["detail"])
            problems = [{"line": one[0], "column": one[1], "message": one[said]} for one in wanted]
            assert problems == told["problems"]
    many = b"flow,node,point\n" + b"a,b,\n" * 300
    answer = engineer.post(f"{URL}/import", content=many)
    assert answer.json()["detail"].endswith("problems; the first 200 are listed")
    assert 200 == len(answer.json()["problems"])
    one = engineer.post(f"{URL}/import", content=b"flow,node,point\na,b,\n").json()["detail"]
    assert "Nothing was taken over: there is a problem" == one
    assert {"tanks"} == {row["flow"] for row in engineer.get(URL).json()["rows"]}, "nothing was taken over"


@given(st.binary(max_size=200) | st.binary(max_size=200).map(lambda rest: b"PK\x03\x04" + rest))
@only(suppress_health_check=[HealthCheck.too_slow])
def test_garbage_is_refused_in_words(body: bytes) -> None:
    try:
        knowledge_table.read(body)
    except BadTable:
        return


def workbook(*rows: Sequence[Any]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    book.save(out)
    return out.getvalue()


def damaged(name: str) -> bytes:
    """A workbook in which one part is no XML."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(("flow", "node", "point")))) as good, zipfile.ZipFile(out, "w") as bad:
        for part in good.namelist():
            bad.writestr(part, b"<a><b>" if part == name else good.read(part))
    return out.getvalue()


def packed_otherwise(place: int, value: int) -> bytes:
    """A workbook whose list of files has another byte at a place of each entry: 8 encrypted, 10 way of packing."""
    body = bytearray(workbook(("flow", "node", "point")))
    at = body.find(b"PK\x01\x02")
    while at >= 0:
        body[at + place] = value
        at = body.find(b"PK\x01\x02", at + 4)
    return bytes(body)


def test_a_workbook_that_is_damaged_or_encrypted_is_refused_in_words() -> None:
    parts = ("xl/workbook.xml", "xl/styles.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml")
    for body in (*map(damaged, parts), packed_otherwise(8, 1), packed_otherwise(10, 99)):
        with pytest.raises(BadTable, match="no Excel workbook that can be read"):
            knowledge_table.read(body)
    dated = workbook(("flow", "node", "point", "respond_within"), ("a", "b", "c", datetime(2026, 1, 1)))  # noqa: DTZ001
    with pytest.raises(BadTable) as caught:
        knowledge_table.read(dated)
    assert [(2, "respond_within")] == [(one["line"], one["column"]) for one in caught.value.problems]


def test_a_control_character_does_not_keep_the_table_from_a_workbook(engineer: TestClient) -> None:
    say(engineer, cause="pump\x0bstops")
    answer = engineer.get(f"{URL}/export?format=xlsx")
    assert 200 == answer.status_code
    assert "pump stops" in [row[3].value for row in load_workbook(io.BytesIO(answer.content)).worksheets[0]]


@pytest.mark.parametrize(
    "given", ['"approved": {"h": 1e999}', '"cause": "x\\u0000"', '"approved": {"message": "\\u0000"}']
)
def test_what_could_not_be_read_again_is_not_kept(engineer: TestClient, given: str) -> None:
    revision = engineer.get(URL).json()["revision"]
    row = json.dumps(ROW)[:-1] + f", {given}}}"
    answer = engineer.put(
        URL, content=f'{{"revision": {revision}, "rows": [{row}]}}', headers={"Content-Type": "application/json"}
    )
    assert 422 == answer.status_code
    assert 200 == engineer.get(URL).status_code


def test_operators_read_and_engineers_write(browser: Browser) -> None:
    operator = browser("operator")
    assert 200 == operator.get(URL).status_code
    assert 403 == operator.post(f"{URL}/import", content=b"").status_code
    assert 403 == operator.post(f"{URL}/approve", json={"items": [ROW]}).status_code


GUARD = {
    "format": "tundish.block/1", "id": "guard", "version": 1, "name": "Guard",
    "parameters": {"high": {"type": "number", "default": 80}},
    "inputs": [{"name": "samples", "carries": "samples", "wires": [["limits", "samples"]]}],
    "outputs": [],
    "nodes": {"limits": {"kind": "alarm.limit", "config": {"rows": [{"points": "{device}.I", "h": "{high}"}]}}},
    "wires": [],
}  # fmt: skip


def with_pumps(**devices: Any) -> dict[str, Any]:
    document = with_high(8)
    rows = [{"device": device, "high": high} for device, high in devices.items()]
    config = {"block": "guard", "version": 1, "parameters": {}, "devices": rows}
    document["nodes"]["pumps"] = {"kind": "block", "version": 1, "name": "", "config": config, "position": [2, 2]}
    return {**document, "blocks": {"guard": GUARD}}


def test_alarms_inside_blocks_are_listed_by_instance_and_device_and_compared(engineer: TestClient) -> None:
    deploy(engineer, with_pumps(P1=None, P2=95))
    engineer.put("/api/points/T1.level", json={"device": "T1"})
    rows = {(row["node"], row["point"]): row for row in engineer.get(URL).json()["rows"]}
    inside = {point: (row["device"], row["running"]["h"]) for (node, point), row in rows.items() if "pumps/" in node}
    assert {"P1.I": ("P1", 80), "P2.I": ("P2", 95)} == inside
    assert ("T1", "") == (rows["limits", "T1.level"]["device"], rows["limits", "T*.level"]["device"])
    node = next(node for node, point in rows if point == "P2.I")
    key = {"flow": "tanks", "node": node, "point": "P2.I"}
    assert 200 == engineer.post(f"{URL}/approve", json={"items": [key]}).status_code
    deploy(engineer, with_pumps(P1=None, P2=99))
    differing = engineer.get(f"{URL}/compare").json()["differences"]
    assert [{**key, "setting": "h", "approved": 95, "running": 99}] == differing
    refused = engineer.post(f"{URL}/restore", json={"items": [{**key, "setting": "h"}]})
    assert 422 == refused.status_code
    assert "inside a block" in refused.text
    assert "'pumps'" in refused.text
