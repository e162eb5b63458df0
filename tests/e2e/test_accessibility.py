"""axe-core finds nothing serious on any page, in both themes."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

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
