"""Tab goes through a page in the order in which it is read, to every control, and out again."""

from itertools import pairwise
from typing import TypedDict

from playwright.sync_api import expect

from tests.e2e import documents
from tests.e2e.desk import DRAWN, Desk

HERE = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  at.dataset.visited = 'yes';
  const { left, top, right, bottom } = at.getBoundingClientRect();
  const name = at.ariaLabel || at.title || at.textContent.slice(0, 40) || at.className;
  return { name: `${at.tagName} ${name}`, left, top, right, bottom, bar: at.closest('.top') !== null };
}"""
LEFT_OUT = """within => [...document.querySelectorAll(`${within} :is(a[href], button, input, select, textarea)`)]
  .filter(each => !each.disabled && each.checkVisibility({ visibilityProperty: true }))
  .filter(each => !each.dataset.visited && !each.closest('tr[data-key], [role=tablist], .react-flow'))
  .map(each => each.ariaLabel || each.textContent || each.className)"""
"""Rows, tabs and what lies on the canvas have one stop each: arrow keys go on from there."""


class Stop(TypedDict):
    """Where Tab has gone, on the screen."""

    name: str
    left: float
    top: float
    right: float
    bottom: float
    bar: bool


def stops(desk: Desk, most: int = 200) -> list[Stop]:
    """Where Tab goes from the first thing of the page until it is out of the page."""
    found: list[Stop] = []
    desk.page.locator(".brand").focus()
    for _ in range(most):
        if not (stop := desk.page.evaluate(HERE)):
            return found
        found.append(stop)
        desk.page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not come out: {[each['name'] for each in found[-8:]]}")


def against_reading(found: list[Stop]) -> list[str]:
    """Steps that go neither down nor to the right."""
    return [
        f"{a['name']} → {b['name']}"
        for a, b in pairwise(found)
        if b["left"] < a["right"] - 1 and b["top"] < a["bottom"] - 1
    ]


def test_the_alarm_list_is_read_by_tab(desk: Desk, own: str) -> None:
    desk.run_flow(documents.alarmed(own, f"{own}.p"))
    desk.press(own, "button")
    desk.open("/operations")
    row = desk.page.locator("tr[data-key]", has_text=own)
    row.locator("[data-message]").click(timeout=DRAWN)
    expect(desk.page.get_by_role("complementary", name=f"Alarm {own}")).to_be_visible()
    found = stops(desk)
    assert [] == against_reading(found)
    assert [] == desk.page.evaluate(LEFT_OUT, "body")


def test_the_bar_of_the_editor_is_read_by_tab(desk: Desk, own: str) -> None:
    desk.ask("POST", "/flows", {"document": documents.alarmed(own, f"{own}.p")})
    desk.open_flow(own)
    found = stops(desk)
    bar = [each for each in found if each["bar"]]
    assert bar == found[: len(bar)]
    assert [] == against_reading(bar)
    assert [] == desk.page.evaluate(LEFT_OUT, "body")
