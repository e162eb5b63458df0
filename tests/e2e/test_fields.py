"""Settings that are more than a line: tables, decision grids, expressions with an event, formulas at full size."""

import re
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.e2e import documents
from tests.e2e.desk import DRAWN, Desk
from tests.e2e.test_validation import write

RULES = "level | valve\n> 80 | 0\n20..80 | 50\n< 20 | 100"


def test_rules_are_edited_in_cells_and_their_faults_stand_at_their_rows(desk: Desk, own: str) -> None:
    page = desk.page
    config = {
        "inputs": [{"name": "level", "at": f"{own}.level"}],
        "results": [{"name": "valve", "point": f"{own}.valve"}],
        "table": RULES,
    }
    nodes = {
        "level": documents.inject(f"{own}.level", 50),
        "rules": documents.node("compute.decision", config, (240, 0)),
    }
    document = documents.flow(own, nodes, ("level/samples", "rules/samples"))
    desk.ask("POST", "/flows", {"document": document})
    desk.open_flow(own)
    desk.select("rules")
    field = page.locator("[data-field='table']")
    field.get_by_label("level, row 1").fill("> 70")
    said = field.get_by_role("alert")
    expect(said).to_contain_text("both hold of", timeout=DRAWN)
    expect(field.locator("tr[data-wrong]")).to_have_count(2)
    field.get_by_label("level, row 1").fill("> 90")
    expect(said).to_contain_text("not covered: level =", timeout=DRAWN)
    page.evaluate("localStorage.setItem('tundish.language', 'zh')")
    desk.becomes(own, lambda flow: "> 90" in flow["nodes"]["rules"]["config"]["table"])
    desk.open_flow(own)
    desk.select("rules")
    expect(said).to_contain_text("未覆盖：level =", timeout=DRAWN)
    page.evaluate("localStorage.setItem('tundish.language', 'en')")
    desk.open_flow(own)
    desk.select("rules")
    field.get_by_role("button", name="Rule for level (80..90]").click()
    expect(field.get_by_label("valve, row 4")).to_be_focused()
    page.keyboard.type("25")
    expect(said).to_have_count(0, timeout=DRAWN)
    field.get_by_label("level, row 2").press("Alt+Shift+Enter")
    field.get_by_label("level, row 3").fill("= 1000")
    field.get_by_label("level, row 3").press("Alt+Delete")
    expect(said).to_have_count(0, timeout=DRAWN)
    kept = desk.becomes(own, lambda flow: "| 25" in flow["nodes"]["rules"]["config"]["table"])
    table = kept["nodes"]["rules"]["config"]["table"]
    assert table == "level | valve\n> 90 | 0\n20..80 | 50\n< 20 | 100\n(80..90] | 25"


def test_an_expression_is_tried_on_an_event_and_a_template_shows_its_text(desk: Desk, own: str) -> None:
    page = desk.page
    nodes = {
        "button": documents.inject(f"{own}.level", 60),
        "limit": documents.limit(f"{own}.level", h=50),
        "switch": documents.node("compute.switch", {}, (480, 0)),
        "text": documents.node("compute.template", {"text": "{{ point }} is high"}, (480, 160)),
    }
    wires = [("button/samples", "limit/samples"), ("limit/events", "switch/events"), ("limit/events", "text/events")]
    desk.run_flow(documents.flow(own, nodes, *wires))
    desk.press(own, "button")
    desk.errors.expect("Applying inline style")
    desk.open_flow(own)
    desk.select("switch")
    bench = page.locator(".cell-bench")
    expect(bench.locator("output.tried")).to_have_text(re.compile("= true"), timeout=DRAWN)
    bench.get_by_role("button", name="alarm.active").click()
    page.locator(".sample-parts button").nth(1).click()
    expect(bench.locator(".cm-content")).to_contain_text("point")
    page.keyboard.press("Escape")
    desk.select("text")
    expect(page.locator(".tried-text")).to_have_text(f"{own}.level is high", timeout=DRAWN)
    page.get_by_role("textbox", name="Text").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" {{ nothing }}")
    expect(page.locator("[data-field='text']").get_by_role("alert").first).to_contain_text("nothing", timeout=DRAWN)


def test_a_formula_at_full_size_shows_lines_inputs_help_and_mends_a_word(desk: Desk, own: str) -> None:
    page, a, b = desk.page, f"{own.replace('-', '_')}.a", f"{own.replace('-', '_')}.b"
    nodes = {
        "a": documents.inject(a, 20, interval=0.5),
        "b": documents.inject(b, 4, interval=0.5),
        "formula": documents.node("compute.formula", {"formula": f"{a} * 1", "output": f"{own}.out"}, (240, 0)),
    }
    desk.run_flow(documents.flow(own, nodes, ("a/samples", "formula/samples"), ("b/samples", "formula/samples")))
    desk.errors.expect("Applying inline style")
    desk.open_flow(own)
    desk.select("formula")
    write(desk, f"averge({a}, {b})")
    field = page.locator("[data-field='formula']")
    field.get_by_role("button", name="Replace").click(timeout=DRAWN)
    expect(field.locator(".cm-content")).to_have_text(f"avg({a}, {b})")
    expect(field.get_by_role("status")).to_contain_text("Now 12", timeout=DRAWN)
    field.get_by_role("button", name="Show large, with trend and inputs").click()
    dialog = page.get_by_role("dialog", name="Formula")
    expect(dialog.get_by_role("row", name=re.compile(re.escape(a)))).to_contain_text("20", timeout=DRAWN)
    expect(dialog.locator(".fn-trend svg")).to_be_visible(timeout=DRAWN)
    dialog.locator(".cm-content").click()
    page.keyboard.press("Control+Home")
    expect(dialog.get_by_role("heading", name="avg(x, y, ...)")).to_be_visible()
    page.keyboard.press("Control+End")
    page.keyboard.type(f"\n + max({a},\n {b} * 2\n)")
    expect(dialog.locator(".cm-line[data-result='8']")).to_be_visible(timeout=DRAWN)
    dialog.get_by_role("button", name="Done").click()
    desk.becomes(own, lambda flow: "max(" in flow["nodes"]["formula"]["config"]["formula"])


def test_a_table_is_filtered_its_rows_chosen_and_saved_as_a_file(desk: Desk, own: str, tmp_path: Path) -> None:
    page = desk.page
    rows = [{"points": f"{own}.{n}", "h": n} for n in range(30)]
    document = documents.flow(own, {"limit": documents.node("alarm.limit", {"rows": rows}, (0, 0))})
    desk.ask("POST", "/flows", {"document": document})
    desk.open_flow(own)
    desk.select("limit")
    field = page.locator("[data-field='rows']")
    field.get_by_label("Find in the table").fill(f"{own}.2")
    expect(field.get_by_text("11 of 30 rows")).to_be_visible()
    field.get_by_role("button", name=re.compile(r"^Choose row 3 \(")).click()
    field.get_by_role("button", name=re.compile(r"^Choose row 30 \(")).click(modifiers=["Shift"])
    expect(field.get_by_role("toolbar")).to_contain_text("11 rows chosen")
    field.get_by_role("toolbar").get_by_role("button", name="Remove").click()
    field.get_by_label("Find in the table").fill("")
    expect(field.get_by_text("19 rows")).to_be_visible()
    field.get_by_role("button", name="File").click()
    with page.expect_download() as saved:
        page.get_by_role("menuitem", name="Save as CSV").click()
    lines = saved.value.path().read_text("utf-8-sig").splitlines()
    assert len(lines) == 20
    field.get_by_role("button", name="File").click()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("menuitem", name="Import Excel or CSV: replace all rows…").click()
    short = tmp_path / "a.csv"
    short.write_text(f"{lines[0]}\n{lines[1]}", "utf-8")
    chooser.value.set_files(short)
    expect(field.get_by_text("1 row", exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    desk.on_canvas()
    page.keyboard.press("Control+z")
    desk.select("limit")
    expect(field.get_by_text("19 rows")).to_be_visible()


def test_a_table_goes_to_excel_and_comes_back_and_a_bad_cell_is_named(desk: Desk, own: str, tmp_path: Path) -> None:
    page = desk.page
    rows = [{"points": f"{own}.{n}", "h": n + 0.5, "message": "=1+1"} for n in range(3)]
    document = documents.flow(own, {"limit": documents.node("alarm.limit", {"rows": rows}, (0, 0))})
    desk.ask("POST", "/flows", {"document": document})
    desk.open_flow(own)
    desk.select("limit")
    field = page.locator("[data-field='rows']")
    field.get_by_role("button", name="File").click()
    with page.expect_download() as saved:
        page.get_by_role("menuitem", name="Save as Excel").click()
    out = tmp_path / "out.xlsx"
    saved.value.save_as(out)
    book = load_workbook(out)
    sheet = book.worksheets[0]
    head = [str(cell.value) for cell in sheet[1]]
    assert ["=1+1"] * 3 == [row[head.index("Message")].value for row in sheet.iter_rows(min_row=2)]
    assert {"s"} == {row[head.index("Message")].data_type for row in sheet.iter_rows(min_row=2)}
    high = head.index("H") + 1
    sheet.cell(2, high).value = 80.25
    sheet.cell(3, high).value = "high"
    book.create_sheet("Notes")
    changed = tmp_path / "a.xlsx"
    book.save(changed)
    field.get_by_role("button", name="File").click()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("menuitem", name="Import Excel or CSV: replace all rows…").click()
    chooser.value.set_files(changed)
    expect(page.get_by_text(f"!{sheet.cell(3, high).coordinate}: H")).to_be_visible()
    expect(page.get_by_text("Not read: Notes")).to_be_visible()
    kept = desk.becomes(own, lambda flow: flow["nodes"]["limit"]["config"]["rows"][0]["h"] == 80.25)
    assert [None, 2.5] == [row.get("h") for row in kept["nodes"]["limit"]["config"]["rows"]][1:]
    assert {"=1+1"} == {row["message"] for row in kept["nodes"]["limit"]["config"]["rows"]}
