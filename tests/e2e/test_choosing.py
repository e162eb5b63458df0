"""More gestures on the canvas: the map in the corner, choosing several, cutting, a kind dropped on a wire."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.documents import Document
from tests.e2e.test_gestures import becomes, draft, middle, node, wired

CORNER = "canvas => { const { e, f } = new DOMMatrix(getComputedStyle(canvas).transform); return [e, f]; }"
CHOSEN = "all => all.map(each => each.dataset.nodeId).sort()"


@pytest.fixture
def page(stand_in: Page) -> Page:
    """The editor on the pump station of the stand-in server."""
    return stand_in


def chosen(page: Page) -> set[str]:
    """Ids of the nodes that are selected."""
    return set(page.locator(".node[data-selected]").evaluate_all(CHOSEN))


def fed_from(document: Document, end: str) -> set[str]:
    """A node, and all whose wires lead to it."""
    found = {end}
    while more := {wire["from"][0] for wire in document["wires"] if wire["to"][0] in found} - found:
        found |= more
    return found


def seen_at(page: Page) -> tuple[float, float]:
    """Where the corner of the canvas lies, in pixels of the screen."""
    x, y = page.locator(".react-flow__viewport").evaluate(CORNER)
    return x, y


def test_the_map_in_the_corner_is_dragged_to_where_one_looks(page: Page) -> None:
    page.locator(".controls .zoom").click()
    x, y = middle(page.locator(".mini"))
    page.mouse.move(x - 20, y)
    page.mouse.down()
    left = seen_at(page)
    page.mouse.move(x + 20, y, steps=4)
    page.mouse.up()
    right = seen_at(page)
    assert right[0] < left[0] - 100, "who looks further to the right sees what is there come to the left"
    assert right[1] == pytest.approx(left[1], abs=1)
    page.mouse.move(x, y, steps=4)
    assert right == seen_at(page), "let go is let go"
    page.mouse.click(x - 20, y)
    assert seen_at(page) == pytest.approx(left, abs=1)


def test_a_box_drawn_with_shift_selects_what_is_in_it(page: Page) -> None:
    top, bottom = node(page, "turbidity").bounding_box(), node(page, "stale").bounding_box()
    assert top
    assert bottom
    page.keyboard.down("Shift")
    page.mouse.move(top["x"] - 12, min(top["y"], bottom["y"]) - 12)
    page.mouse.down()
    right, low = bottom["x"] + bottom["width"] + 12, max(top["y"], bottom["y"]) + top["height"] + 12
    page.mouse.move(right, low, steps=8)
    page.mouse.up()
    page.keyboard.up("Shift")
    expect(page.get_by_role("heading", name="2 selected")).to_be_visible()
    assert {"turbidity", "stale"} == chosen(page)


def test_what_is_upstream_is_selected_and_cut_and_pasted(page: Page) -> None:
    before = draft(page)
    node(page, "limits").locator(".h").click()
    page.keyboard.press("Control+k")
    page.get_by_role("dialog", name="Commands").get_by_role("combobox").fill("upstream")
    page.keyboard.press("Enter")
    upstream = fed_from(before, "limits")
    assert len(upstream) > 2
    expect(page.locator(".node[data-selected]")).to_have_count(len(upstream))
    assert upstream == chosen(page)

    page.keyboard.press("Control+x")
    expect(node(page, "limits")).to_have_count(0)
    after = becomes(page, lambda document: not upstream & set(document["nodes"]))
    assert set(after["nodes"]) == set(before["nodes"]) - upstream
    page.keyboard.press("Control+v")
    pasted = becomes(page, lambda document: len(document["nodes"]) == len(before["nodes"]))
    inside = [wire for wire in before["wires"] if {wire["from"][0], wire["to"][0]} <= upstream]
    assert len(pasted["wires"]) == len(after["wires"]) + len(inside)
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    becomes(page, lambda document: json.dumps(before) == json.dumps(document))


def test_a_kind_dropped_on_a_wire_goes_into_it(page: Page) -> None:
    pane = page.locator(".react-flow__pane")
    corner = pane.bounding_box()
    assert corner
    x, y = middle(page.get_by_role("group", name="Turbidity meter → Sensor stale", exact=True))
    palette = page.get_by_role("button", name="Scale")
    palette.drag_to(pane, target_position={"x": x - corner["x"], "y": y - corner["y"]}, force=True)
    expect(node(page, "scale")).to_have_attribute("data-selected", "true")
    after = becomes(page, wired(["turbidity", "samples"], ["scale", "samples"]))
    assert {"from": ["scale", "samples"], "to": ["stale", "samples"]} in after["wires"]
    assert {"from": ["turbidity", "samples"], "to": ["stale", "samples"]} not in after["wires"]
