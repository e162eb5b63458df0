"""axe-core finds nothing serious on any page, in both themes."""

from typing import Any, NamedTuple

import pytest
from playwright.sync_api import FilePayload, Page, expect

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


ROW = "tbody tr"
PAGES = {
    "/": ROW, "/points": ROW, "/connections": ROW, "/nowhere": "h2",
    "/operations": "tr[data-key]", "/operations/history": ROW, "/operations/forced": "main",
    "/operations/performance": ".pf-grid", "/operations/knowledge": ".pg-body",
    "/admin": ROW, "/admin/users": ROW, "/admin/sessions": ROW, "/admin/tokens": "main",
    "/admin/audit": ROW, "/admin/groups": ROW, "/admin/keeping": ROW, "/admin/engine": "main",
}  # fmt: skip
"""Every route, and what is there once it is drawn."""


@pytest.mark.usefixtures("theme")
def test_every_page(desk: Desk) -> None:
    found = {}
    for path, drawn in PAGES.items():
        desk.open(path)
        expect(desk.page.locator(drawn).first).to_be_visible(timeout=4 * DRAWN)
        found[path] = findings(desk.page)
    assert dict.fromkeys(found, "") == found


PANELS = {
    "/": ("button:text-is('New flow')",),
    "/points": ("tbody tr button >> nth=0",),
    "/connections": ("tbody tr button >> nth=0",),
    "/operations": ("tr[data-key] button.link >> nth=0",),
}
"""What opens beside a list or over it."""


@pytest.mark.usefixtures("theme")
def test_what_opens_beside_and_over_pages(desk: Desk) -> None:
    found = {}
    for path, buttons in PANELS.items():
        for button in buttons:
            desk.open(path)
            desk.page.locator(PAGES[path]).first.wait_for(timeout=4 * DRAWN)
            desk.page.locator(button).click()
            expect(desk.page.locator("[role=dialog], aside, .side-panel").first).to_be_visible(timeout=DRAWN)
            found[path + button] = findings(desk.page)
    desk.open_flow("pump-station")
    expect(desk.node("limits")).to_be_visible(timeout=DRAWN)
    for key in ("?", "Control+k", "Control+f"):
        desk.on_canvas()
        desk.page.keyboard.press(key)
        expect(desk.page.locator("[role=dialog]").first).to_be_visible(timeout=DRAWN)
        found[key] = findings(desk.page, "[role=dialog]")
        desk.page.keyboard.press("Escape")
        expect(desk.page.locator("[role=dialog]")).to_have_count(0)
    assert dict.fromkeys(found, "") == found


class Asked(NamedTuple):
    """A dialog over a page."""

    page: str
    button: str
    wrong: dict[str, str]
    """Fields, and what they complain of or warn about."""
    menu: str = ""
    """Label of the button whose menu has the one that asks."""


DIALOGS = (
    Asked("/admin/users", "Add a user", {"Name": "paula", "First password": "short"}),
    Asked("/admin/users", "Give another password", {"New password": "short"}, menu="More for ann"),
    Asked("/admin/users", "Remove", {}, menu="More for oscar"),
    Asked("/admin/tokens", "New token", {"Expires after, days": "never"}),
    Asked("/operations/forced", "Force a point", {"Value": "full"}),
    Asked("/operations/knowledge", "Add a row", {"Respond within, min": "-1"}),
    Asked("/operations/knowledge", "tank.level", {"Respond within, min": "-1"}),
)


@pytest.mark.usefixtures("theme")
def test_what_is_asked_over_pages(desk: Desk) -> None:
    page, form, found = desk.page, desk.page.get_by_role("dialog"), {}
    desk.let_in("oscar", "operator")
    for asked in DIALOGS:
        if not page.url.endswith(asked.page):
            desk.open(asked.page)
        if asked.menu:
            page.get_by_role("button", name=asked.menu).click(timeout=4 * DRAWN)
        page.locator("main button, [role=menuitem]").filter(has_text=asked.button).first.click(timeout=4 * DRAWN)
        expect(form.get_by_role("button", name="Cancel")).to_be_visible(timeout=DRAWN)
        found[asked.button] = findings(page)
        for label, text in asked.wrong.items():
            form.get_by_label(label, exact=True).fill(text)
        if asked.wrong:
            found[asked.button + ", wrong"] = findings(page)
        form.get_by_role("button", name="Cancel").click()
    assert dict.fromkeys(found, "") == found


@pytest.mark.usefixtures("theme")
def test_what_answers_over_pages(desk: Desk) -> None:
    """A table with mistakes, and the secret of a new token."""
    page, form, found = desk.page, desk.page.get_by_role("dialog"), {}
    desk.errors.expect("422")
    desk.open("/operations/knowledge")
    page.get_by_role("button", name="Import").click(timeout=4 * DRAWN)
    found["import"] = findings(page)
    table = FilePayload(name="t.csv", mimeType="text/csv", buffer=b"flow,node,point\n" + b"a,b,\n" * 20)
    form.locator("input[type=file]").set_input_files(table)
    expect(form.get_by_role("alert")).to_be_visible(timeout=DRAWN)
    expect(form.get_by_role("row")).to_have_count(1 + 20 + 19)  # the head, no point, and the same alarm again
    expect(form.get_by_role("row").nth(1)).to_contain_text("2point")
    expect(form.get_by_role("button", name="Take the file")).to_be_disabled()
    found["import, wrong"] = findings(page)
    desk.open("/admin/tokens")
    page.get_by_role("button", name="New token").click(timeout=4 * DRAWN)
    form.get_by_label("Name").fill("axe")
    form.get_by_role("button", name="Make the token").click()
    expect(form.get_by_label("Token")).not_to_have_value("", timeout=DRAWN)
    found["secret"] = findings(page)
    desk.ask("DELETE", "/tokens/axe")
    assert dict.fromkeys(found, "") == found


@pytest.mark.usefixtures("theme")
def test_the_list_of_traces_and_one_on_the_canvas(desk: Desk, own: str) -> None:
    page, found = desk.page, {}
    nodes = {
        "button": documents.inject(f"{own}.p", 60),
        "limit": documents.limit(f"{own}.p", h=50),
        "line": documents.node("action.log", {"text": "{{ point }}"}, (480, 0)),
    }
    desk.run_flow(documents.flow(own, nodes, ("button/samples", "limit/samples"), ("limit/events", "line/events")))
    desk.press(own, "button")
    desk.open_flow(own)
    page.get_by_role("tab", name="Traces").click()
    trace = page.get_by_role("table", name="Traces").locator("tbody tr button").first
    expect(trace).to_be_visible(timeout=DRAWN)
    found["list"] = findings(page)
    trace.click()
    expect(page.locator("[data-step]").first).to_be_visible(timeout=DRAWN)
    expect(page.locator(".run-data [data-type='number']").first).to_be_visible(timeout=DRAWN)
    found["canvas"] = findings(page)
    assert dict.fromkeys(found, "") == found


@pytest.mark.usefixtures("theme")
def test_the_sign_in(demo: Demo, page: Page, errors: Errors) -> None:
    errors.expect("401")
    page.goto(demo.address)
    expect(page.get_by_role("form", name="Sign in")).to_be_visible(timeout=DRAWN)
    assert "" == findings(page)
