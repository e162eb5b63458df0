"""The alarm list on a phone: what a thumb does with one alarm, and that it hits."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e import documents
from tests.e2e.demo import USER, Demo
from tests.e2e.desk import DRAWN, Desk, Errors

REASON = "Work order 4482"
THUMB = 44
"""Pixels: WCAG 2.5.5, target size (enhanced)."""
SMALL = """least => [...document.querySelectorAll('main :is(a, button, input, select, textarea)')]
  .map(each => each.closest('label') ?? each)
  .filter(each => each.checkVisibility())
  .map(each => [each, each.getBoundingClientRect()])
  .filter(([, box]) => box.height < least || box.width < least)
  .map(([each, box]) => `${each.ariaLabel || each.textContent}: ${box.width} × ${box.height}`)"""


@pytest.fixture
def phone(demo: Demo, desk: Desk, browser: Browser) -> Iterator[Desk]:
    """A tab of an administrator on a phone, touched and not clicked."""
    with browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, locale="en-GB"
    ) as context:
        errors = Errors(context)
        made = Desk(context.new_page(), demo.address, errors)
        made.resume(desk.session() if desk.session()["csrf"] else demo.session)
        yield made
        errors.check()


def small(page: Page) -> str:
    """Controls of the page that a thumb misses, a line each with its size."""
    return "\n".join(page.evaluate(SMALL, THUMB))


def test_an_alarm_is_dealt_with_by_thumb(phone: Desk, own: str) -> None:
    page, point, missed = phone.page, f"{own}.p", {}
    phone.run_flow(documents.alarmed(own, point, priority="critical"))
    phone.press(own, "button")
    phone.open("/operations")
    row = page.locator(".al-phone li", has_text=point)
    row.locator("button").first.tap(timeout=DRAWN)
    opened = row.locator(".al-opened")
    expect(opened.get_by_role("button", name="Acknowledge")).to_be_visible()
    missed["opened"] = small(page)
    opened.get_by_role("button", name="Acknowledge").tap()
    expect(page.get_by_text("1 alarm acknowledged.")).to_be_visible(timeout=DRAWN)
    expect(opened.get_by_role("button", name="Acknowledge")).to_have_count(0)

    opened.get_by_role("button", name="More").tap()
    opened.get_by_role("button", name="Comment").tap()
    form = opened.get_by_role("dialog", name="Comment on 1 alarm")
    form.get_by_label("Comment").fill("Valve was shut by hand")
    missed["comment"] = small(page)
    form.get_by_role("button", name="Comment on 1 alarm").tap()
    expect(opened.get_by_role("list")).to_contain_text("Valve was shut by hand", timeout=DRAWN)

    opened.get_by_role("button", name="Shelve").tap()
    form = opened.get_by_role("dialog", name="Shelve 1 alarm")
    form.get_by_role("button", name="1 h").tap()
    expect(form.get_by_role("button", name="Shelve 1 alarm")).to_be_disabled()
    form.get_by_label("Reason (required)").fill(REASON)
    missed["shelve"] = small(page)
    form.get_by_role("button", name="Shelve 1 alarm").tap()
    expect(page.get_by_text("1 alarm shelved.")).to_be_visible(timeout=DRAWN)
    page.get_by_role("button", name=re.compile("^Shelved")).tap()
    expect(opened).to_contain_text(f"Shelved by {USER}")
    shelved = opened.get_by_role("listitem").filter(has_text=f"{USER} shelved")
    expect(shelved.first).to_contain_text(REASON, timeout=DRAWN)
    missed["shelved"] = small(page)
    assert dict.fromkeys(missed, "") == missed
