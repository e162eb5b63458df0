"""Settings that are more than a line: decision grids, expressions and templates with an event."""

import re

from playwright.sync_api import expect

from tests.e2e import documents
from tests.e2e.desk import DRAWN, Desk

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
    field.get_by_label("level, row 2").fill("20..90")
    field.get_by_label("level, row 2").press("Alt+Shift+Enter")
    field.get_by_label("level, row 3").fill("= 1000")
    field.get_by_label("level, row 3").press("Alt+Delete")
    expect(said).to_have_count(0, timeout=DRAWN)
    kept = desk.becomes(own, lambda flow: "20..90" in flow["nodes"]["rules"]["config"]["table"])
    assert kept["nodes"]["rules"]["config"]["table"] == "level | valve\n> 90 | 0\n20..90 | 50\n< 20 | 100"


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
