"""Gestures of the editor in a real browser, against the editor's stand-in server: no engine behind it."""

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.documents import Document
from tests.e2e.looks import IN_BOTH_LOOKS, SOMETIMES_IN_BOTH, said


@pytest.fixture
def page(stand_in: Page) -> Page:
    """The editor on the pump station of the stand-in server."""
    return stand_in


def node(page: Page, name: str) -> Locator:
    """A node on the canvas by its id."""
    return page.locator(f"[data-node-id={name}]")


def port(page: Page, name: str, which: str, side: str = "out") -> Locator:
    """A port of a node."""
    return node(page, name).locator(f"[data-port={which}][data-side={side}]")


def drag(page: Page, start: Locator, x: float, y: float, *, drop: bool = True) -> None:
    """Press on the middle of something and move in steps."""
    box = start.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(x - 20, y - 10, steps=6)
    page.mouse.move(x, y, steps=4)
    if drop:
        page.mouse.up()


def middle(place: Locator) -> tuple[float, float]:
    """Middle of something on the screen."""
    box = place.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def draft(page: Page) -> Document:
    """The document as the server has it, once saved."""
    expect(page.locator(".save-state")).to_have_attribute("data-state", "saved")
    record = page.evaluate("fetch('/api/flows/pump-station').then(r => r.json())")
    document: Document = record["document"]
    return document


def becomes(page: Page, holds: Callable[[Document], bool]) -> Document:
    """The document as the server has it, once it is as wanted; saving comes a second after the last change."""
    for _ in range(300):
        document = draft(page)
        if holds(document):
            return document
        page.wait_for_timeout(100)
    raise AssertionError(f"the draft did not become what it should be: {json.dumps(document)}")


def wired(*wire: list[str]) -> Callable[[Document], bool]:
    """Whether a wire is there, given as [node, port], [node, port]."""
    return lambda document: {"from": wire[0], "to": wire[1]} in document["wires"]


@IN_BOTH_LOOKS
def test_kind_is_dragged_to_the_canvas_wired_and_undone(page: Page) -> None:
    before = json.dumps(draft(page))
    page.locator("button[data-kind='compute.deadband']").drag_to(
        page.locator(".react-flow__pane"), target_position={"x": 360, "y": 420}
    )
    expect(node(page, "deadband")).to_be_visible()
    drag(page, port(page, "turbidity", "samples"), *middle(port(page, "deadband", "samples", "in")))
    after = becomes(page, wired(["turbidity", "samples"], ["deadband", "samples"]))
    assert after["nodes"]["deadband"]["config"] == {"band": 0.5}
    page.locator(".react-flow__pane").click(position={"x": 500, "y": 560})
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    expect(node(page, "deadband")).to_have_count(0)
    becomes(page, lambda document: before == json.dumps(document))
    page.keyboard.press("Control+Shift+z")
    expect(node(page, "deadband")).to_be_visible()


@SOMETIMES_IN_BOTH
def test_impossible_wire_says_why(page: Page) -> None:
    drag(page, port(page, "plc", "samples"), *middle(port(page, "order", "events", "in")), drop=False)
    expect(page.locator(".refusal")).to_have_text(said(page, "This input takes events, the wire carries samples"))
    page.mouse.up()
    assert len(draft(page)["wires"]) == 11
    drag(page, port(page, "filter", "samples"), *middle(port(page, "filter", "samples", "in")), drop=False)
    expect(page.locator(".refusal")).to_have_text(said(page, "A node cannot feed itself"))
    page.mouse.up()
    drag(page, port(page, "plc", "samples"), *middle(port(page, "power", "samples", "in")), drop=False)
    expect(page.locator(".refusal")).to_have_text(said(page, "These ports are already wired"))
    page.mouse.up()


@SOMETIMES_IN_BOTH
def test_wire_dropped_on_nothing_offers_what_fits(page: Page) -> None:
    drag(page, port(page, "qc", "events"), 900, 560)
    menu = page.get_by_role("dialog", name=said(page, "Add what fits this wire"))
    expect(menu).to_be_visible()
    assert "Deadband" not in menu.inner_text()
    menu.get_by_role("option", name=re.compile("Template|模板")).click()
    expect(node(page, "template")).to_be_visible()
    becomes(page, wired(["qc", "events"], ["template", "events"]))


@SOMETIMES_IN_BOTH
def test_moving_is_one_command_on_the_grid(page: Page) -> None:
    start = draft(page)["nodes"]["stale"]["position"]
    x, y = middle(node(page, "stale").locator(".b"))
    drag(page, node(page, "stale").locator(".b"), x + 50, y + 33)
    after = becomes(page, lambda document: start != document["nodes"]["stale"]["position"])
    moved = after["nodes"]["stale"]["position"]
    assert all(n % 8 == 0 for n in moved)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    becomes(page, lambda document: [moved[0] + 16, moved[1]] == document["nodes"]["stale"]["position"])
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    becomes(page, lambda document: start == document["nodes"]["stale"]["position"])


def test_typing_in_a_form_saves_marks_and_undoes(page: Page) -> None:
    node(page, "filter").click()
    field = page.get_by_label("Band")
    field.fill("1.25")
    field.press("Enter")
    expect(
        page.locator("[data-field=band]").get_by_role("img", name="Differs from the deployed version")
    ).to_be_visible()
    expect(node(page, "filter").locator(".mark")).to_be_visible()
    becomes(page, lambda document: document["nodes"]["filter"]["config"]["band"] == 1.25)
    page.keyboard.press("Control+z")
    expect(field).to_have_value("0.5")


def test_spreadsheet_rows_are_pasted_into_a_table(page: Page) -> None:
    node(page, "limits").locator(".h").click()
    cell = page.get_by_label("H, row 2", exact=True)
    cell.focus()
    page.evaluate(
        """() => {
          const data = new DataTransfer();
          data.setData('text/plain', '111\\t222\\n333\\tabc');
          const how = {clipboardData: data, bubbles: true, cancelable: true};
          document.activeElement.dispatchEvent(new ClipboardEvent('paste', how));
        }"""
    )
    becomes(
        page,
        lambda document: (
            [(111, 222), (333, 85)]
            == [(row["h"], row["hh"]) for row in document["nodes"]["limits"]["config"]["limits"][1:3]]
        ),
    )
    expect(page.get_by_text("Some cells could not be read")).to_be_visible()


def test_wrong_cell_is_marked_and_blocks_deploying(page: Page) -> None:
    node(page, "limits").locator(".h").click()
    page.get_by_label("H, row 1", exact=True).fill("500")
    expect(page.locator("td[data-wrong]")).to_have_count(1)
    expect(page.get_by_text("H 500 is above HH 140.").first).to_be_visible()
    page.get_by_role("button", name="Deploy", exact=True).click()
    page.get_by_label("Comment").fill("Test")
    expect(page.get_by_role("button", name="Deploy v42")).to_be_disabled()


def test_deploying_makes_a_version_and_undo_goes_back_across_it(page: Page) -> None:
    node(page, "filter").click()
    page.get_by_label("Band").fill("3")
    page.get_by_role("button", name="Deploy", exact=True).click()
    expect(page.get_by_role("dialog", name="Deploy as v42")).to_be_visible()
    expect(page.locator("table.diff")).to_contain_text("Level filter")
    page.get_by_label("Comment").fill("Wider band")
    page.get_by_role("button", name="Deploy v42").click()
    expect(page.get_by_text("Deployed v42").first).to_be_visible()
    expect(page.locator(".chip").first).to_have_text("No changes")
    page.keyboard.press("Control+z")
    expect(page.locator(".chip").first).to_have_text("Draft · 1 change")
    page.get_by_role("tab", name="Versions").click()
    expect(page.get_by_text("Wider band")).to_be_visible()


@SOMETIMES_IN_BOTH
def test_copies_go_through_the_clipboard(page: Page) -> None:
    node(page, "filter").click()
    page.locator(".react-flow__pane").hover(position={"x": 420, "y": 560})
    page.keyboard.press("Control+c")
    page.keyboard.press("Control+v")
    expect(node(page, "filter-2")).to_be_visible()
    page.keyboard.press("Control+d")
    expect(node(page, "filter-3")).to_be_visible()
    page.keyboard.press("Delete")
    expect(node(page, "filter-3")).to_have_count(0)
    page.keyboard.press("Control+a")
    expect(page.locator(".node:not([data-selected])")).to_have_count(0)


def test_second_save_is_told_and_loses_nothing(page: Page) -> None:
    page.evaluate(
        """async () => {
          const record = await (await fetch('/api/flows/pump-station')).json();
          record.document.nodes.filter.config.band = 9;
          const headers = {'If-Match': `"${record.revision}"`};
          const body = JSON.stringify(record.document);
          await fetch('/api/flows/pump-station', {method: 'PUT', headers, body});
        }"""
    )
    node(page, "level").click()
    page.keyboard.press("F2")
    page.keyboard.type("Tank")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("wang saved this flow meanwhile")
    expect(dialog).to_contain_text("Band")
    dialog.get_by_role("button", name="Take theirs").click()
    expect(node(page, "level")).to_contain_text("Tank level")
    page.keyboard.press("Control+z")
    expect(node(page, "level").locator("b")).to_have_text("Tank")


def test_problem_leads_to_its_field(page: Page) -> None:
    page.locator("tr", has_text="no on-delay").get_by_role("button", name="Show").click()
    expect(page.get_by_label("On delay, row 4", exact=True)).to_be_focused()


def test_formula_is_checked_while_typed(page: Page) -> None:
    node(page, "power").click()
    page.get_by_label("Formula").fill("x = 1 +")
    expect(page.get_by_role("alert")).to_contain_text("Line 1, column 12")


@SOMETIMES_IN_BOTH
def test_keyboard_alone_adds_and_helps(page: Page) -> None:
    page.keyboard.press("/")
    expect(page.get_by_label(said(page, "Search nodes"))).to_be_focused()
    page.keyboard.type("scale")
    page.keyboard.press("Enter")
    expect(node(page, "scale")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name=said(page, "Keyboard shortcuts"))).to_be_visible()


@SOMETIMES_IN_BOTH
def test_notes_and_groups_are_made_renamed_and_removed(page: Page) -> None:
    page.locator(".react-flow__pane").click(position={"x": 420, "y": 560})
    page.keyboard.press("n")
    page.get_by_label(said(page, "Text of the note")).fill("Check the impeller")
    page.keyboard.press("Escape")
    expect(page.locator("[data-note-id=note]")).to_have_text("Check the impeller")
    node(page, "plc").locator(".b").click()
    node(page, "level").locator(".b").click(modifiers=["Shift"])
    page.keyboard.press("Control+g")
    page.get_by_label(said(page, "Group name")).fill("Sources")
    page.keyboard.press("Enter")
    saved = becomes(page, lambda document: ["Failover", "Sources"] == [one["name"] for one in document["groups"]])
    assert {"plc", "level"} == set(saved["groups"][1]["nodes"])
    assert "Check the impeller" == saved["notes"][1]["text"]
    page.keyboard.press("Delete")
    becomes(page, lambda document: ["Failover"] == [one["name"] for one in document["groups"]])


@SOMETIMES_IN_BOTH
def test_errors_of_a_node_can_be_wired(page: Page) -> None:
    node(page, "plc").hover()
    drag(page, port(page, "plc", "error"), *middle(port(page, "qc", "events", "in")))
    becomes(page, wired(["plc", "error"], ["qc", "events"]))


def test_long_table_draws_some_rows_and_walks_all(page: Page) -> None:
    node(page, "limits").locator(".h").click()
    rows = "\\n".join(f"P{i}\\t1\\t2\\t3\\t4" for i in range(300))
    page.get_by_label("Point, row 1", exact=True).focus()
    page.evaluate(
        f"""() => {{
          const data = new DataTransfer();
          data.setData('text/plain', '{rows}');
          const how = {{clipboardData: data, bubbles: true, cancelable: true}};
          document.activeElement.dispatchEvent(new ClipboardEvent('paste', how));
        }}"""
    )
    expect(page.get_by_text("300 rows").first).to_be_visible()
    assert page.locator(".lt tbody tr").count() < 80
    page.get_by_label("H, row 1", exact=True).focus()
    for row in range(2, 72):
        page.keyboard.press("ArrowDown")
        expect(page.get_by_label(f"H, row {row}", exact=True)).to_be_focused()


@SOMETIMES_IN_BOTH
def test_panes_are_resized_by_pointer_and_keys(page: Page) -> None:
    inspector = page.get_by_role("complementary", name=said(page, "Inspector"), exact=True)
    edge = page.get_by_role("separator", name=said(page, "Width of the inspector"))
    drag(page, edge, 900, 400)
    wide = inspector.bounding_box()
    assert wide
    assert 500 < wide["width"] < 560
    edge.press("ArrowRight")
    narrower = inspector.bounding_box()
    assert narrower
    assert wide["width"] - 24 == narrower["width"]
    drawer = page.get_by_role("region", name=said(page, "Drawer"))
    page.get_by_role("separator", name=said(page, "Height of the drawer")).press("ArrowUp")
    taller = drawer.bounding_box()
    assert taller
    assert 232 == taller["height"]


def test_unknown_kind_is_shown_and_kept(page: Page) -> None:
    page.evaluate(
        """async () => {
          const record = await (await fetch('/api/flows/pump-station')).json();
          record.document.nodes.filter.kind = 'compute.magic';
          const headers = {'If-Match': `"${record.revision}"`};
          const body = JSON.stringify(record.document);
          await fetch('/api/flows/pump-station', {method: 'PUT', headers, body});
        }"""
    )
    page.reload()
    expect(node(page, "filter")).to_contain_text("compute.magic is not installed here")
    expect(page.locator('[aria-label="Level filter → Pump limits"]')).to_have_count(1)
    node(page, "filter").locator(".h").click()
    expect(page.locator(".raw")).to_contain_text('"band": 0.5')
    here = draft(page)["nodes"]["filter"]["position"]
    page.keyboard.press("ArrowRight")
    after = becomes(page, lambda document: here != document["nodes"]["filter"]["position"])
    assert "compute.magic" == after["nodes"]["filter"]["kind"]
