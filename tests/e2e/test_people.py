"""Two people with one flow: who deploys later is told, both are merged, drafts are listed, locks hold."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e import documents
from tests.e2e.demo import Demo
from tests.e2e.desk import SAVED, Desk, Errors
from tests.e2e.test_accessibility import findings
from tests.e2e.test_two_tabs import named, rename


@pytest.fixture
def wang(demo: Demo, desk: Desk, browser: Browser) -> Iterator[Desk]:
    """A tab of another engineer, in a browser of their own."""
    desk.let_in("wang", "engineer")
    with browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB") as context:
        found = Errors(context)
        made = Desk(context.new_page(), demo.address, found)
        made.sign_in("wang")
        yield made
        found.check()


def test_two_people_make_drafts_of_one_flow_and_both_are_deployed(desk: Desk, wang: Desk, own: str) -> None:
    desk.run_flow(documents.alarmed(own, f"{own}.p"))
    desk.open_flow(own)
    wang.open_flow(own)
    expect(desk.page.get_by_role("list", name="Also here")).to_contain_text("wang", timeout=SAVED)
    rename(wang, "limit", "Wang's limit")
    mark = desk.page.get_by_role("img", name="wang has selected this")
    expect(mark).to_have_text("WA", timeout=SAVED)
    wang.becomes(own, lambda draft: named(draft) == ("Button", "Wang's limit"))

    rename(desk, "button", "Ann's button")
    desk.becomes(own, lambda draft: named(draft) == ("Ann's button", "Limit"))
    desk.page.get_by_role("tab", name="Versions").click()
    drafts = desk.page.get_by_role("list", name="Drafts")
    line = drafts.get_by_role("listitem").filter(has_text="wang has a draft of")
    expect(line).to_contain_text("1 change")
    line.get_by_role("button", name="Look at it").click()
    panel = desk.page.get_by_role("region", name="v1 → Draft of wang")
    expect(desk.node("limit")).to_have_attribute("data-diff", "changed")
    expect(desk.node("limit")).to_contain_text("Wang's limit")
    assert "" == findings(desk.page, "[aria-label^='v1 →']")
    panel.get_by_role("button", name="Close").last.click()
    expect(desk.node("button")).to_contain_text("Ann's button")

    wang.deploy("A better name")
    notice = desk.page.get_by_role("status").filter(has_text="wang deployed v2")
    notice.get_by_role("button", name="Merge…").click(timeout=SAVED)
    dialog = desk.page.get_by_role("dialog", name="wang deployed v2 meanwhile")
    expect(dialog.get_by_role("region", name="What changes in your draft")).to_contain_text("Wang's limit")
    assert "" == findings(desk.page, "[role=dialog]")
    dialog.get_by_role("button", name="Keep the result").click()
    desk.becomes(own, lambda draft: named(draft) == ("Ann's button", "Wang's limit"))
    desk.deploy("Both")
    expect(wang.node("button")).to_contain_text("Ann's button", timeout=SAVED)

    desk.page.get_by_role("tab", name="Versions").click()
    desk.page.get_by_role("button", name="Roll back to v1").click()
    panel = desk.page.get_by_role("dialog", name="Deploy as v4")
    expect(panel.get_by_label("Comment")).to_have_value("Back to v1")
    panel.get_by_role("button", name="Deploy v4").click()
    expect(wang.node("button")).to_contain_text("Button", timeout=SAVED)

    desk.ask("POST", f"/flows/{own}/lock", {"why": "commissioning"})
    expect(wang.page.get_by_text("ann has locked this flow: commissioning")).to_be_visible(timeout=SAVED)
    expect(wang.page.get_by_role("button", name="Deploy", exact=True)).to_be_hidden()
