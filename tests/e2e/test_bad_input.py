"""What should not come, comes: the editor says so, keeps working, executes nothing and loses nothing."""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.test_gestures import becomes, draft, drag, middle, node

HOSTILE = {
    "markup": "<img src=x onerror='window.hacked=1'><script>window.hacked=1</script>",
    "reversed": "Pump \u202eenoN\u202c \u2067abc",
    "emoji": "👩🏽‍🔧🇨🇳 炉温 " + "🔥" * 40,
    "long": "x" * 10_000,
    "invisible": "a\u200b\u200d\ufeffb",
}


@pytest.fixture
def page(stand_in: Page) -> Page:
    """The editor on the pump station of the stand-in server."""
    return stand_in


def paste(page: Page, text: str) -> None:
    """As Ctrl+V with this in the clipboard."""
    page.evaluate(
        """(text) => {
          const data = new DataTransfer();
          data.setData('text/plain', text);
          document.body.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true}));
        }""",
        text,
    )


def test_what_is_no_flow_is_refused_in_words(page: Page) -> None:
    before = json.dumps(draft(page))
    page.locator(".react-flow__pane").click(position={"x": 500, "y": 600})
    for text, words in (
        ("just a sentence", "no part of a flow"),
        ('{"format": "tundish.part/7", "nodes": {}}', "newer version of Tundish"),
        ('{"format": "tundish.part/1", "nodes": {"a": 7}}', "damaged"),
    ):
        paste(page, text)
        expect(page.get_by_text(words).first).to_be_visible()
    assert before == json.dumps(draft(page))


def test_hostile_names_are_text_and_keep_to_their_place(page: Page) -> None:
    nodes = {
        f"h{i}": {"kind": "compute.scale", "version": 1, "name": name, "config": {}, "position": [i * 232, 600]}
        for i, name in enumerate(HOSTILE.values())
    }
    notes = [
        {"id": f"m{i}", "text": text, "position": [i * 232, 680], "size": [216, 80]}
        for i, text in enumerate(HOSTILE.values())
    ]
    groups = [{"id": "hostile", "name": HOSTILE["markup"], "nodes": ["h0"]}]
    paste(page, json.dumps({"format": "tundish.part/1", "nodes": nodes, "wires": [], "notes": notes, "groups": groups}))
    after = becomes(page, lambda document: "h4" in document["nodes"])
    assert [*HOSTILE.values()] == [after["nodes"][f"h{i}"]["name"] for i in range(len(HOSTILE))]
    page.keyboard.press("1")
    page.keyboard.press("Escape")
    sizes = page.evaluate(
        "[...document.querySelectorAll('[data-node-id][data-kind=\"compute.scale\"]')].map(n => n.offsetWidth)"
    )
    assert {144} == set(sizes), sizes
    node(page, "h1").locator(".h").click()
    expect(page.get_by_label("Inspector").last).to_be_visible()
    page.keyboard.press("Control+k")
    page.get_by_role("dialog").get_by_role("combobox").fill("undo")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+f")
    page.get_by_role("dialog").get_by_role("combobox").fill("img")
    expect(page.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Escape")
    assert page.evaluate("window.hacked") is None
    assert page.locator(".canvas img, .canvas script, .insp img").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_connection_lost_in_mid_drag_loses_nothing(page: Page) -> None:
    start = draft(page)["nodes"]["stale"]["position"]
    x, y = middle(node(page, "stale").locator(".b"))
    drag(page, node(page, "stale").locator(".b"), x + 50, y + 40, drop=False)
    page.route(re.compile("/api/"), lambda route: route.abort())
    page.mouse.move(x + 90, y + 60, steps=4)
    page.mouse.up()
    expect(page.locator(".save-state")).to_have_attribute("data-state", "offline")
    page.keyboard.press("ArrowDown")
    page.unroute_all()
    after = becomes(page, lambda document: start != document["nodes"]["stale"]["position"])
    assert after["nodes"]["stale"]["position"][1] % 8 == 0


def test_five_megabytes_open_move_and_save(page: Page) -> None:
    flow: dict[str, Any] = json.loads(json.dumps(draft(page)))
    text = "\n".join(f"# {'long comment ' * 8}{i}" for i in range(20))
    extra = {
        f"big{i}": {
            "kind": "compute.formula", "version": 1, "name": f"Big {i}", "config": {"formula": text},
            "position": [i % 40 * 232, 800 + i // 40 * 80],
        } for i in range(2200)
    }  # fmt: skip
    flow["nodes"] |= extra
    flow["id"] = "five-megabytes"
    body = json.dumps({"document": flow})
    assert len(body) > 5_000_000
    made = page.request.post(re.sub("/flows/.*", "/api/flows", page.url), data=json.loads(body))
    assert made.ok
    page.goto(re.sub("pump-station$", "five-megabytes", page.url))
    expect(node(page, "level")).to_be_visible(timeout=60_000)
    node(page, "level").locator(".h").click()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".save-state")).to_have_attribute("data-state", "saved", timeout=60_000)
    saved = page.evaluate("fetch('/api/flows/five-megabytes').then(r => r.json()).then(r => r.document)")
    assert saved["nodes"]["level"]["position"][0] == flow["nodes"]["level"]["position"][0] + 8
    assert len(saved["nodes"]) == len(flow["nodes"])
