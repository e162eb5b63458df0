"""The tour: beside what it tells of, by keys, once, and again when somebody asks."""

import pytest
from playwright.sync_api import Browser, FloatRect, Locator, expect

from tests.e2e.demo import Demo
from tests.e2e.desk import DRAWN, Desk, Errors

STEPS = {
    "palette": ".pal",
    "canvas": ".canvas",
    "inspector": ".insp",
    "drawer": ".drawer",
    "deploy": ".flow-bar .btn.prim",
}


def box(place: Locator) -> FloatRect:
    found = place.bounding_box()
    assert found
    return found


def outside(card: FloatRect, part: FloatRect) -> bool:
    """Whether one lies wholly beside the other."""
    beside = card["x"] + card["width"] <= part["x"] or part["x"] + part["width"] <= card["x"]
    return beside or card["y"] + card["height"] <= part["y"] or part["y"] + part["height"] <= card["y"]


def within(inner: FloatRect, width: float, height: float) -> bool:
    ends = inner["x"] + inner["width"] <= width and inner["y"] + inner["height"] <= height
    return inner["x"] >= 0 and inner["y"] >= 0 and ends


def stands(desk: Desk, step: str) -> None:
    """The card is in the window and beside what it tells of, which is in sight; upon the canvas it may lie."""
    size = desk.page.viewport_size
    assert size
    card, part = box(desk.page.locator(".tour")), box(desk.page.locator(STEPS[step]).first)
    assert within(card, size["width"], size["height"]), (step, card)
    assert within(part, size["width"], size["height"]), (step, part)
    assert step == "canvas" or outside(card, part), (step, card, part)
    ring = box(desk.page.locator(".tour-ring"))
    assert abs(ring["x"] - part["x"]) + abs(ring["y"] - part["y"]) < 2, (step, ring, part)


@pytest.mark.parametrize(
    ("locale", "width", "height"), [("en-GB", 1440, 900), ("zh-CN", 1440, 900), ("en-GB", 1024, 640)]
)
def test_a_newcomer_is_led_through_five_steps_by_keys(
    desk: Desk, demo: Demo, browser: Browser, locale: str, width: int, height: int
) -> None:
    desk.ask("GET", "/flows")  # there is a session
    with browser.new_context(viewport={"width": width, "height": height}, locale=locale) as context:
        errors = Errors(context)
        new = Desk(context.new_page(), demo.address, errors, newcomer=True)
        new.resume(demo.session)
        new.open_flow("pump-station")
        card, keyboard = new.page.locator(".tour"), new.page.keyboard
        expect(card.locator(".prim")).to_be_focused(timeout=DRAWN)
        titles = []
        for step in STEPS:
            expect(card).to_have_attribute("data-step", step)
            stands(new, step)
            titles.append(card.get_by_role("heading").inner_text())
            keyboard.press("Enter")
        expect(card).to_have_count(0)
        assert len(set(titles)) == 5
        assert all(("a" in title) is (locale == "en-GB") for title in titles), titles

        new.page.reload()
        expect(new.node("plc")).to_be_visible(timeout=DRAWN)
        expect(card).to_have_count(0)  # it comes once
        new.on_canvas()
        keyboard.press("?")
        new.page.locator(".keys-foot button").nth(1).click()
        expect(card.locator(".prim")).to_be_focused()
        for key, step in (("ArrowRight", "canvas"), ("ArrowRight", "inspector"), ("ArrowLeft", "canvas")):
            keyboard.press(key)
            expect(card).to_have_attribute("data-step", step)
        keyboard.press("Escape")
        expect(card).to_have_count(0)
        errors.check()
