"""Gestures beyond drag and wire: quick-add, splice, arrange, search, commands, wiring by keys. No engine behind it."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.documents import Document
from tests.e2e.looks import SOMETIMES_IN_BOTH, said
from tests.e2e.test_gestures import becomes, draft, drag, middle, node, port, wired


@pytest.fixture
def page(stand_in: Page) -> Page:
    """The editor on the pump station of the stand-in server."""
    return stand_in


def places(document: Document, *names: str) -> list[list[int]]:
    return [document["nodes"][name]["position"] for name in names]


@SOMETIMES_IN_BOTH
def test_nodes_are_added_where_they_are_wanted_and_put_into_wires(page: Page) -> None:
    before = json.dumps(draft(page))
    pane = page.locator(".react-flow__pane")
    pane.dblclick(position={"x": 420, "y": 560})
    menu = page.get_by_role("dialog", name=said(page, "Add a node"))
    menu.get_by_role("combobox").fill("scale")
    page.keyboard.press("Enter")
    expect(node(page, "scale")).to_be_visible()

    wire = page.get_by_role("group", name="Tank level → Level filter", exact=True)
    x, y = middle(wire)
    drag(page, node(page, "scale").locator(".b"), x, y)
    becomes(page, wired(["level", "samples"], ["scale", "samples"]))
    after = becomes(page, wired(["scale", "samples"], ["filter", "samples"]))
    assert {"from": ["level", "samples"], "to": ["filter", "samples"]} not in after["wires"]

    node(page, "turbidity").locator(".h").click()
    page.keyboard.press("/")
    menu = page.get_by_role("dialog", name=said(page, "Add what fits this wire"))
    expect(menu.get_by_role("option", name="Template")).to_have_count(0)
    menu.get_by_role("combobox").fill("dead")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    becomes(page, wired(["turbidity", "samples"], ["deadband", "samples"]))

    pane.click(position={"x": 500, "y": 600})
    for _ in range(3):
        page.keyboard.press("Control+z")
    becomes(page, lambda document: before == json.dumps(document))


@SOMETIMES_IN_BOTH
def test_several_are_lined_up_laid_out_and_followed(page: Page) -> None:
    before = json.dumps(draft(page))
    (group,) = draft(page)["groups"]
    was = places(draft(page), *group["nodes"])
    title = page.locator(".group-title").first
    x, y = middle(title)
    drag(page, title, x + 41, y + 30)
    there = becomes(page, lambda document: was != places(document, *group["nodes"]))
    shifts = {(to[0] - x, to[1] - y) for to, (x, y) in zip(places(there, *group["nodes"]), was, strict=True)}
    assert 1 == len(shifts), shifts
    assert all(n % 8 == 0 for n in shifts.pop())
    page.keyboard.press("Control+z")
    becomes(page, lambda document: was == places(document, *group["nodes"]))
    node(page, "plc").locator(".b").click()
    node(page, "level").locator(".b").click(modifiers=["Shift"])
    node(page, "turbidity").locator(".b").click(modifiers=["Shift"])
    page.get_by_role("group", name=said(page, "Align")).get_by_role(
        "button", name=said(page, "Right"), exact=True
    ).click()
    lined = becomes(page, lambda document: len({x for x, _ in places(document, "plc", "level", "turbidity")}) == 1)
    page.get_by_role("button", name=said(page, "Evenly down")).click()
    becomes(page, lambda document: even(places(document, "plc", "level", "turbidity")))
    page.keyboard.press("Control+k")
    commands = page.get_by_role("dialog", name=said(page, "Commands"))
    commands.get_by_role("combobox").fill(said(page, "Select everything downstream"))
    page.keyboard.press("Enter")
    expect(node(page, "limits")).to_have_attribute("data-selected", "true")
    page.keyboard.press("Escape")
    page.keyboard.press("l")
    laid = becomes(page, lambda document: places(document, "limits") != places(lined, "limits"))
    for wire in laid["wires"]:
        (from_x, _), (to_x, _) = places(laid, wire["from"][0], wire["to"][0])
        assert from_x < to_x, wire
    page.keyboard.press("Control+k")
    commands.get_by_role("combobox").fill(said(page, "Undo"))
    page.keyboard.press("Enter")
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    becomes(page, lambda document: before == json.dumps(document))


def even(found: list[list[int]]) -> bool:
    """Whether they lie evenly below each other, as far as the grid lets them."""
    tops = sorted(y for _, y in found)
    return abs((tops[1] - tops[0]) - (tops[2] - tops[1])) <= 8


def test_nodes_are_found_and_wired_by_keys_alone_in_chinese_too(page: Page) -> None:
    page.get_by_role("button", name="中: Chinese").click()
    page.locator(".react-flow__pane").click(position={"x": 500, "y": 600})
    page.keyboard.press("Control+f")
    search = page.get_by_role("dialog", name="在流程中搜索")
    search.get_by_role("combobox").fill("turbidity meter")
    expect(search.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(node(page, "turbidity")).to_have_attribute("data-selected", "true")
    page.keyboard.press("w")
    wires = page.get_by_role("dialog", name="为所选节点连线")
    wires.get_by_role("combobox").fill("连到 shaft samples")
    page.keyboard.press("Enter")
    becomes(page, wired(["turbidity", "samples"], ["power", "samples"]))
    page.keyboard.press("Control+f")
    search.get_by_role("button", name="未连线").click()
    expect(search.get_by_role("option")).to_have_count(0)
    page.keyboard.press("Escape")
    page.keyboard.press("Control+z")
    becomes(page, lambda document: not wired(["turbidity", "samples"], ["power", "samples"])(document))
    expect(port(page, "power", "samples", "in")).to_be_visible()
