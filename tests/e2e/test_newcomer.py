"""The first five minutes: the link, the list of flows, and values that move."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.demo import Demo
from tests.e2e.desk import DRAWN, Desk, Errors

FLOWS = {
    "Pump station": "plc/samples",
    "Furnace off-gas": "furnace/samples",
    "Coagulation QC": "analyser/events",
    "Machine temperature": "file/samples",
}


def test_the_printed_link_leads_to_four_running_flows_once(demo: Demo, page: Page, errors: Errors) -> None:
    page.goto(demo.link)
    rows = page.get_by_role("row").filter(has=page.get_by_role("link"))
    for name in FLOWS:
        expect(rows.filter(has_text=name)).to_contain_text("Running", timeout=DRAWN)
    expect(page.get_by_role("button", name="User demo")).to_be_visible()
    expect(page).to_have_url(re.compile(r"^http://127\.0\.0\.1:\d+/$"))
    stranger = page.context.browser
    assert stranger
    with stranger.new_context(locale="en-GB") as context:
        other = context.new_page()
        answer = other.goto(demo.link)
        assert answer
        assert answer.status in {401, 403, 410}
        expect(other.get_by_role("heading")).to_have_text("Not signed in")
        expect(other.get_by_role("paragraph")).to_contain_text("used already")


@pytest.mark.parametrize(("name", "output"), FLOWS.items(), ids=str)
def test_a_flow_opens_and_its_values_move(desk: Desk, name: str, output: str) -> None:
    desk.open("/")
    desk.page.get_by_role("link", name=name, exact=True).click()
    expect(desk.page.get_by_title("Rename the flow")).to_have_text(name, timeout=DRAWN)
    label = desk.page.locator(f".wl[data-output='{output}']")
    expect(label).to_have_text(re.compile(r"\d"), timeout=DRAWN)
    if output.endswith("samples"):
        expect(label).to_have_attribute("data-quality", "good")
        expect(label).not_to_have_text(label.inner_text(), timeout=DRAWN)
    first = desk.page.locator("[data-node-id]").first
    expect(first).to_have_attribute("data-status", "ok", timeout=DRAWN)
    nothing_is_wrong(desk)


def nothing_is_wrong(desk: Desk) -> None:
    """A write that a busy machine made late is a problem until the next one, within a turn of the tank."""
    try:
        expect(desk.page.get_by_role("tab", name="Problems")).to_have_text("Problems", timeout=80_000)
    except AssertionError:
        raise AssertionError(desk.page.get_by_role("region", name="Drawer").inner_text()) from None
