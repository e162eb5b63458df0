"""Workbook: an Excel file comes as texts, what goes out comes back, and a bad file is refused by its cell."""

import io
import json
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as only
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from starlette.testclient import TestClient

from api import workbook
from api.errors import BadTable
from tests.api.conftest import Browser

URL = "/api/workbook"


def made(*rows: Sequence[Any], **more: Sequence[Sequence[Any]]) -> bytes:
    """A workbook of a sheet `first`, and more sheets by name."""
    book, out = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    sheet.title = "first"
    for row in rows:
        sheet.append(list(row))
    for name, lines in more.items():
        other = book.create_sheet(name)
        for line in lines:
            other.append(list(line))
    book.save(out)
    return out.getvalue()


def changed(body: bytes, part: str, *, old: str, new: str) -> bytes:
    """The same with another text in one of its parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as good, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as other:
        for name in good.namelist():
            text = good.read(name)
            if name == part:
                text = text.replace(old.encode(), new.encode())
            other.writestr(name, text)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("泵", "泵"), (8, "8"), (8.0, "8"), (0.1, "0.1"), (1e-300, "1e-300"),
        (True, "true"), (date(2026, 3, 1), "2026-03-01"),
        (datetime(2026, 3, 1, 6, 30), "2026-03-01T06:30:00"),  # noqa: DTZ001 - a spreadsheet knows no zones
        (time(6, 30), "06:30:00"), (timedelta(hours=30), "108000 s"), ("'x", "'x"), ("a\nb", "a\nb"),
    ],
    ids=str,
)  # fmt: skip
def test_what_a_cell_comes_as(cell: Any, text: str) -> None:
    assert [["x", text]] == workbook.read(made(["x", cell])).rows


def test_a_number_comes_with_all_its_digits() -> None:
    for text in ("0.30000000000000004", "1234567890123456789", "1.5E-7"):
        read = workbook.read(changed(made(["x", 7]), SHEET, old="<v>7</v>", new=f"<v>{text}</v>"))
        assert float(text) == float(read.rows[0][1])
        assert text.isdigit() <= (text == read.rows[0][1])


def test_the_first_visible_sheet_is_taken_with_its_empty_lines_and_the_others_are_named() -> None:
    read = workbook.read(made(["a", None, "b", None], [], ["c"], [None], other=[["x"]]))
    assert ("first", ["other"], [["a", "", "b"], [], ["c"]]) == read
    hidden = changed(
        made(["a"], other=[["x"]]), "xl/workbook.xml",
        old='name="first" sheetId="1" state="visible"', new='name="first" sheetId="1" state="hidden"',
    )  # fmt: skip
    assert ("other", ["first"], [["x"]]) == workbook.read(hidden)


def test_formulas_come_as_their_values_and_one_without_is_told_by_its_cell() -> None:
    fresh = made(["a", 2, "=1+1"], ["b", "=A1", 3])
    with pytest.raises(BadTable, match="Sheet 'first', cell C1: the formula has no value yet") as caught:
        workbook.read(fresh)
    assert [(1, "C"), (2, "B")] == [(one["line"], one["column"]) for one in caught.value.problems]
    counted = changed(fresh, SHEET, old="<f>1+1</f><v />", new="<f>1+1</f><v>2</v>")
    assert counted != fresh
    assert [["a", "2", "2"], ["b", "", "3"]] == workbook.read(counted).rows, "a formula may come to an empty text"
    wrong = changed(counted, SHEET, old='<c r="B2"><f>A1</f><v />', new='<c r="B2" t="e"><f>A1</f><v>#N/A</v>')
    with pytest.raises(BadTable, match="cell B2: the cell has the error #N/A"):
        workbook.read(wrong)


CELLS = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**53), 2**53), st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=8),
    st.sampled_from(["=1+1", "+1", "-", "@x", "=cmd|' /C calc'!A0", "'=1", "_x0041_", "_x005F_", "1e5", " a ", "#N/A"]),
)  # fmt: skip


@given(st.lists(st.lists(CELLS, max_size=4), max_size=4))
@only(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=25)
def test_what_goes_out_comes_back(rows: list[list[Any]]) -> None:
    """A number may be written otherwise, but it is the same number."""
    back = workbook.read(workbook.write("x", rows)).rows
    for y, row in enumerate(rows):
        for x, cell in enumerate(row):
            got = back[y][x] if y < len(back) and x < len(back[y]) else ""
            if isinstance(cell, bool) or cell is None:
                assert got == {True: "true", False: "false", None: ""}[cell]
            elif isinstance(cell, str):
                assert got == cell
            else:
                assert float(got) == cell


def test_a_text_that_looks_like_a_formula_stays_a_text_in_the_file() -> None:
    texts = ["=1+1", "+1", "-2", "@x", "\t=1", "\uff1d1", "#N/A", "10"]
    body = workbook.write("a/b:[c]*?" + "x" * 40, [["Name"], *([text] for text in texts), [7], [2**60]])
    book = load_workbook(io.BytesIO(body))
    [sheet] = book.worksheets
    cells = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert ["s"] * len(texts) + ["n", "s"] == [cell.data_type for cell in cells]
    assert texts == [cell.value for cell in cells[: len(texts)]]
    assert [True] * 6 + [False] * 4 == [bool(cell.quotePrefix) for cell in cells], "it stays one when it is edited"
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(body)).read(SHEET)
    assert 31 >= len(sheet.title)
    assert "a" == workbook.read(workbook.write("a\uffff", [[1]])).name, "a character that no file may have"
    assert "A2" == sheet.freeze_panes


def test_a_file_that_is_too_large_is_refused_before_it_fills_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "UNPACKED", 2**22)
    bomb = changed(made(["a"]), SHEET, old="</sheetData>", new="</sheetData>" + " " * workbook.UNPACKED)
    assert len(bomb) < 20_000
    with pytest.raises(BadTable, match="too large when it is unpacked"):
        workbook.read(bomb)
    lying = bytearray(bomb)
    with zipfile.ZipFile(io.BytesIO(bomb)) as packed:
        size = packed.getinfo(SHEET).file_size.to_bytes(4, "little")
    assert lying.count(size) == 2
    with pytest.raises(BadTable, match="no Excel workbook that can be read"):
        workbook.read(bytes(lying).replace(size, (1000).to_bytes(4, "little")))
    far = changed(made(["a"]), SHEET, old='<row r="1"><c r="A1"', new='<row r="1048576"><c r="XFD1048576"')
    assert [] == workbook.read(far).rows, "nothing within reach"
    monkeypatch.setattr(workbook, "MOST_ROWS", 2)
    monkeypatch.setattr(workbook, "MOST_COLUMNS", 3)
    for rows, what in (([[1], [1], [1]], "cell A3: .*more than 2 rows"), ([[1, 1, 1, 1]], "cell D1: .*3 columns")):
        with pytest.raises(BadTable, match=what):
            workbook.read(made(*rows))


@given(st.binary(max_size=200) | st.binary(max_size=200).map(lambda rest: b"PK\x03\x04" + rest))
@only(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_garbage_is_refused_in_words(body: bytes) -> None:
    with pytest.raises(BadTable, match="no Excel workbook"):
        workbook.read(body)


def test_damaged_parts_and_hostile_entities_are_refused_in_words() -> None:
    entity = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><worksheet '
    good = made(["a"])
    for part in ("xl/workbook.xml", "xl/styles.xml", SHEET, "[Content_Types].xml"):
        bad = changed(good, part, old="<", new="<<")
        with pytest.raises(BadTable, match="no Excel workbook"):
            workbook.read(bad)
    with pytest.raises(BadTable, match="no Excel workbook"):
        workbook.read(changed(good, SHEET, old="<worksheet ", new=entity))
    vast = changed(good, "xl/styles.xml", old='numFmtId="0"', new=f'numFmtId="{10**20}"')
    with pytest.raises(BadTable, match="no Excel workbook"):
        workbook.read(vast)


def test_a_file_goes_out_and_in_over_the_api(browser: Browser) -> None:
    engineer = browser("engineer")
    rows = [["Points", "High"], ["T1", 8.5], ["=T2", None]]
    answer = engineer.post(f"{URL}/write", json={"name": "限值表", "rows": rows})
    assert (200, "spreadsheetml" in answer.headers["Content-Type"]) == (answer.status_code, True)
    back = engineer.post(f"{URL}/read", content=answer.content)
    assert {"sheet": "限值表", "others": [], "rows": [["Points", "High"], ["T1", "8.5"], ["=T2"]]} == back.json()


def test_what_is_wrong_is_told_in_chinese_with_its_cell(browser: Browser) -> None:
    engineer = browser("engineer")
    engineer.headers["Accept-Language"] = "zh-CN"
    answer = engineer.post(f"{URL}/read", content=made(["a", "=1", "=2"]))
    assert 422 == answer.status_code
    assert answer.json()["detail"].startswith("工作表“first”的单元格 B1：公式还没有计算结果")
    assert ["B", "C"] == [one["column"] for one in answer.json()["problems"]]
    assert "公式" in answer.json()["problems"][1]["message"]
    assert 422 == engineer.post(f"{URL}/write", json={"name": "x", "rows": [["x" * 40_000]]}).status_code
    for wrong in ('{"name": "x", "rows": [[NaN]]}', '{"name": "x", "rows": [[{}]]}'):
        sent = engineer.post(f"{URL}/write", content=wrong, headers={"Content-Type": "application/json"})
        assert 422 == sent.status_code, json.loads(wrong)


def test_whoever_may_look_takes_a_file_out_and_who_may_edit_brings_one_in(browser: Browser) -> None:
    viewer: TestClient = browser("viewer")
    assert 200 == viewer.post(f"{URL}/write", json={"name": "x", "rows": []}).status_code
    assert 403 == viewer.post(f"{URL}/read", content=made(["a"])).status_code
