"""axe-core finds nothing serious on any page, in both themes."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import documents
from tests.e2e.demo import ROOT, Demo
from tests.e2e.desk import DRAWN, Desk, Errors

AXE = ROOT / "editor" / "node_modules" / "axe-core" / "axe.min.js"
GRAVE = {"serious", "critical"}


def findings(page: Page, within: str = "body") -> str:
    """What is serious, a line each: rule, where, what to do."""
    page.evaluate(AXE.read_text("utf-8"))
    result: dict[str, Any] = page.evaluate("within => axe.run(within, {resultTypes: ['violations']})", within)
    assert result["passes"], "it has looked at something"
    found = [
        f"{one['id']}: {' '.join(map(str, node['target']))} {node['failureSummary']}"
        for one in result["violations"]
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]
    return "\n".join(found)


@pytest.fixture(params=["light", pytest.param("dark", marks=pytest.mark.long)])
def theme(request: pytest.FixtureRequest, page: Page) -> str:
    scheme: str = request.param
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
    return scheme


@pytest.mark.usefixtures("theme")
def test_the_editor_with_a_selected_node(desk: Desk) -> None:
    desk.open_flow("pump-station")
    expect(desk.label("plc")).to_be_visible(timeout=DRAWN)
    desk.select("limits")
    expect(desk.page.get_by_label("H, row 1", exact=True)).to_be_visible()
    assert "" == findings(desk.page)
    for tab in ("Data", "Traces"):
        desk.page.get_by_role("tab", name=tab).click()
        expect(desk.page.get_by_role("table").first).to_be_visible(timeout=DRAWN)
        assert "" == findings(desk.page)
    desk.page.get_by_role("button", name="Deploy", exact=True).click()
    expect(desk.page.get_by_label("Comment")).to_be_focused()
    assert "" == findings(desk.page, "[role=dialog]")  # what does not change is dimmed on the canvas, on purpose


def fields(own: str) -> dict[str, Any]:
    """A flow with a decision grid, expressions and a formula."""
    decision = {
        "inputs": [{"name": "level", "at": f"{own}.level"}],
        "results": [{"name": "valve", "point": f"{own}.valve"}],
        "table": "level | valve\n> 80 | 0\n20..80 | 50\n> 70 | 100",
    }
    formula = {"formula": "max(PT101,\n 2 * 3\n)", "output": f"{own}.out"}
    nodes = {
        "rules": documents.node("compute.decision", decision, (0, 0)),
        "switch": documents.node("compute.switch", {}, (240, 0)),
        "formula": documents.node("compute.formula", formula, (480, 0)),
    }
    return documents.flow(own, nodes)


def pasted(page: Page) -> None:
    """An event for the node that is open."""
    page.locator(".sample-button").click()
    page.get_by_role("dialog").locator(".sample-choose button").click()
    page.get_by_role("dialog").locator("textarea").fill(
        '{"kind": "alarm.active", "data": {"value": 3, "by": {"x": 1}}}'
    )
    expect(page.locator(".sample-parts button").nth(3)).to_be_visible()


@pytest.mark.usefixtures("theme")
def test_fields_that_are_more_than_a_line(desk: Desk, own: str) -> None:
    page, found = desk.page, {}
    desk.errors.expect("Applying inline style")
    desk.ask("POST", "/flows", {"document": fields(own)})
    desk.open_flow(own)
    desk.select("rules")
    expect(page.locator("[data-field='table'] tr[data-wrong]").first).to_be_visible(timeout=DRAWN)
    found["grid"] = findings(page)
    desk.select("switch")
    pasted(page)
    found["sample"] = findings(page)
    page.keyboard.press("Escape")
    desk.select("formula")
    page.locator(".formula-large").click()
    expect(page.locator(".fn-editor .cm-content")).to_be_visible(timeout=DRAWN)
    expect(page.locator(".fn-inputs tbody tr")).to_have_count(1, timeout=DRAWN)
    found["formula"] = findings(page, "[role=dialog]")
    assert dict.fromkeys(found, "") == found


@pytest.mark.usefixtures("theme")
def test_the_other_pages(desk: Desk) -> None:
    found = {}
    admin = (f"/admin{tab}" for tab in ("", "/audit", "/groups", "/keeping"))
    for path in ("/", "/operations", "/points", "/connections", *admin):
        desk.open(path)
        expect(desk.page.get_by_role("row").nth(1)).to_be_visible(timeout=DRAWN)
        found[path] = findings(desk.page)
    assert dict.fromkeys(found, "") == found


@pytest.mark.usefixtures("theme")
def test_the_sign_in(demo: Demo, page: Page, errors: Errors) -> None:
    errors.expect("401")
    page.goto(demo.address)
    expect(page.get_by_role("form", name="Sign in")).to_be_visible(timeout=DRAWN)
    assert "" == findings(page)
