"""The keyboard: what hands know from other programs."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e import documents
from tests.e2e.desk import Desk


@pytest.fixture
def flow(desk: Desk, own: str) -> str:
    """A flow of its own, open, with the keyboard on the canvas."""
    desk.ask("POST", "/flows", {"document": documents.alarmed(own, f"{own}.p")})
    desk.open_flow(own)
    desk.on_canvas()
    return own


def test_a_node_is_found_and_added_without_the_mouse(desk: Desk, flow: str) -> None:
    keyboard = desk.page.keyboard
    keyboard.press("/")
    expect(desk.page.get_by_label("Search nodes")).to_be_focused()
    keyboard.type("dead")
    keyboard.press("Enter")
    expect(desk.node("deadband")).to_have_attribute("data-selected", "true")
    keyboard.press("Escape")  # out of the search
    keyboard.press("Escape")  # no node is selected now: "/" is the search again
    keyboard.press("/")
    keyboard.type("nothing like it")
    expect(desk.page.get_by_text("No node kind matches")).to_be_visible()


def test_delete_takes_node_and_wires_and_undo_brings_them_back(desk: Desk, flow: str) -> None:
    keyboard = desk.page.keyboard
    before = desk.draft(flow)
    desk.select("limit")
    keyboard.press("Delete")
    expect(desk.node("limit")).to_have_count(0)
    expect(desk.page.locator(".react-flow__edge")).to_have_count(0)
    keyboard.press("Control+z")
    expect(desk.page.locator(".react-flow__edge")).to_have_count(1)
    expect(desk.node("limit")).to_be_visible()
    keyboard.press("Control+y")
    desk.becomes(flow, lambda draft: not draft["wires"])
    keyboard.press("Control+z")
    assert before == desk.becomes(flow, lambda draft: len(draft["wires"]) == 1)


def test_duplicate_nudge_and_select_all(desk: Desk, flow: str) -> None:
    keyboard = desk.page.keyboard
    x, y = desk.draft(flow)["nodes"]["limit"]["position"]
    desk.select("limit")
    keyboard.press("Control+d")
    expect(desk.node("limit-2")).to_have_attribute("data-selected", "true")
    keyboard.press("ArrowRight")
    keyboard.press("Shift+ArrowDown")
    draft = desk.becomes(flow, lambda draft: "limit-2" in draft["nodes"])
    draft = desk.becomes(flow, lambda draft: draft["nodes"]["limit-2"]["position"][1] == y + 24 + 32)
    assert [x + 24 + 8, y + 24 + 32] == draft["nodes"]["limit-2"]["position"]
    assert draft["nodes"]["limit"]["config"] == draft["nodes"]["limit-2"]["config"]
    keyboard.press("Control+a")
    expect(desk.page.get_by_role("heading", name="3 selected")).to_be_visible()
    keyboard.press("Backspace")
    expect(desk.page.locator("[data-node-id]")).to_have_count(0)


def test_copies_go_through_the_clipboard_to_another_flow(desk: Desk, flow: str) -> None:
    desk.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    keyboard = desk.page.keyboard
    keyboard.press("Control+a")
    keyboard.press("Control+c")
    desk.ask("POST", "/flows", {"document": documents.flow(f"{flow}-target", {})})
    desk.open_flow(f"{flow}-target")
    desk.on_canvas()
    keyboard.press("Control+v")
    draft = desk.becomes(f"{flow}-target", lambda draft: len(draft["nodes"]) == 2)
    assert [{"from": ["button", "samples"], "to": ["limit", "samples"]}] == draft["wires"]


def test_rename_and_help(desk: Desk, flow: str) -> None:
    keyboard = desk.page.keyboard
    desk.select("limit")
    keyboard.press("F2")
    keyboard.type("High enough")
    keyboard.press("Enter")
    expect(desk.node("limit")).to_contain_text("High enough")
    desk.on_canvas()
    keyboard.press("?")
    dialog = desk.page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(dialog).to_contain_text(re.compile(r"Ctrl\+D\s*Duplicate"))
    keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_keys_in_a_field_stay_in_the_field(desk: Desk, flow: str) -> None:
    keyboard = desk.page.keyboard
    desk.select("button")
    field = desk.page.get_by_label("Inspector").get_by_label("Value")
    field.fill("77")
    field.press("Delete")
    field.press("/")
    field.press("Backspace")
    expect(desk.node("button")).to_be_visible()
    expect(field).to_be_focused()
    field.press("Enter")
    desk.becomes(flow, lambda draft: draft["nodes"]["button"]["config"]["value"] == 77)
    keyboard.press("Control+z")  # but undo is the flow's, also in a form
    expect(field).to_have_value("60")
