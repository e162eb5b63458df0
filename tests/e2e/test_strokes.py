"""Lines drawn by hand, groups as boxes, chains into wires, keys of one's own: in a browser, in Chinese and dark too."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.looks import IN_BOTH_LOOKS
from tests.e2e.test_gestures import becomes, draft, drag, middle, node, port, wired


@pytest.fixture
def page(stand_in: Page) -> Page:
    """The editor on the pump station of the stand-in server."""
    return stand_in


def draw(page: Page, key: str, *places: tuple[float, float]) -> None:
    """A line by hand with a key held, from place to place of the screen."""
    page.keyboard.down(key)
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=5)
    page.mouse.up()
    page.keyboard.up(key)


@IN_BOTH_LOOKS
def test_a_loop_selects_a_line_cuts_and_a_chain_goes_into_a_wire(page: Page) -> None:
    before = json.dumps(draft(page))
    left, top = middle(node(page, "turbidity"))
    around = [(left + 90, top - 50), (left + 90, top + 40), (left - 110, top + 40), (left - 110, top - 50)]
    draw(page, "Control", *around, around[0])
    expect(node(page, "turbidity")).to_have_attribute("data-selected", "true")
    expect(page.locator(".node[data-selected]")).to_have_count(1)

    x, y = middle(page.get_by_role("group", name="Sensor stale → Notify I&C", exact=True))
    draw(page, "Alt", (x, y - 30), (x, y + 30))
    becomes(page, lambda document: not wired(["stale", "events"], ["log", "events"])(document))
    expect(node(page, "stale")).to_be_visible()
    page.keyboard.press("Control+z")
    becomes(page, lambda document: before == json.dumps(document))

    x, y = middle(page.get_by_role("group", name="Turbidity meter → Sensor stale", exact=True))
    draw(page, "Alt", (x, y - 30), (x, y + 30))
    becomes(page, lambda document: not wired(["turbidity", "samples"], ["stale", "samples"])(document))
    page.keyboard.press("Control+z")

    for place, kind in ((360, "compute.scale"), (640, "compute.deadband")):
        page.locator(f"button[data-kind='{kind}']").drag_to(
            page.locator(".react-flow__pane"), target_position={"x": place, "y": 560}
        )
    drag(
        page,
        port(page, "scale", "samples"),
        *middle(port(page, "deadband", "samples", "in")),
    )
    becomes(page, wired(["scale", "samples"], ["deadband", "samples"]))
    node(page, "deadband").locator(".b").click()
    node(page, "scale").locator(".b").click(modifiers=["Shift"])
    expect(page.locator(".node[data-selected]")).to_have_count(2)
    wire = page.get_by_role("group", name="Turbidity meter → Sensor stale", exact=True)
    drag(page, node(page, "deadband").locator(".b"), *middle(wire))
    after = becomes(page, wired(["turbidity", "samples"], ["scale", "samples"]))
    assert {"from": ["deadband", "samples"], "to": ["stale", "samples"]} in after["wires"]


def test_groups_fold_and_keys_are_ones_own_in_chinese_and_dark(page: Page) -> None:
    before = json.dumps(draft(page))
    page.get_by_role("button", name="中: Chinese").click()
    page.get_by_role("button", name="深色").click()
    page.get_by_role("button", name="折叠为一个方框: Failover").click()
    expect(node(page, "trigger")).to_have_count(0)
    expect(page.locator(".group-box")).to_contain_text("2 个节点")
    becomes(page, lambda document: document["groups"][0].get("collapsed") is True)
    box = page.locator(".group-box .h")
    x, y = middle(box)
    drag(page, box, x + 64, y + 32)
    was = json.loads(before)["nodes"]["trigger"]["position"]
    moved = becomes(page, lambda document: was != document["nodes"]["trigger"]["position"])
    shifts = {
        tuple(
            a - b
            for a, b in zip(
                moved["nodes"][name]["position"], json.loads(before)["nodes"][name]["position"], strict=True
            )
        )
        for name in ("trigger", "standby")
    }
    assert 1 == len(shifts)
    page.keyboard.press("?")
    page.get_by_role("button", name="撤销：Ctrl+Z").click()
    page.keyboard.press("Control+j")
    page.keyboard.press("Escape")
    page.locator(".react-flow__pane").click(position={"x": 500, "y": 20})
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+j")
    page.keyboard.press("Control+j")
    becomes(page, lambda document: before == json.dumps(document))
    expect(node(page, "trigger")).to_be_visible()
