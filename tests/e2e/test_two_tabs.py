"""Two tabs, or two people, change the same flow: the second save is told, and nothing is lost."""

from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e import documents
from tests.e2e.desk import SAVED, Desk
from tests.e2e.test_killed import COPIES


@pytest.fixture
def both(desk: Desk, own: str) -> tuple[Desk, Desk, str]:
    """Two tabs with the same flow, of which the first has saved a change."""
    desk.errors.expect("412")
    desk.ask("POST", "/flows", {"document": documents.alarmed(own, f"{own}.p")})
    other = desk.another_tab()
    other.open_flow(own)
    desk.open_flow(own)
    rename(desk, "button", "Mine first")
    desk.becomes(own, lambda draft: named(draft) == ("Mine first", "Limit"))
    rename(other, "limit", "Second")
    return desk, other, own


def rename(desk: Desk, node: str, name: str) -> None:
    desk.select(node)
    title = desk.page.get_by_label("Inspector").get_by_label("Node name")
    title.fill(name)
    title.press("Enter")


def named(document: dict[str, Any]) -> tuple[str, str]:
    return document["nodes"]["button"]["name"], document["nodes"]["limit"]["name"]


def kept(desk: Desk, text: str) -> None:
    """This browser has a copy with the text."""
    desk.until(lambda: text in desk.page.evaluate(COPIES))


def told(desk: Desk) -> Locator:
    dialog = desk.page.get_by_role("dialog", name="ann saved this flow meanwhile")
    expect(dialog).to_be_visible(timeout=SAVED)
    return dialog


def test_what_each_changed_goes_together_once_somebody_has_looked_at_it(both: tuple[Desk, Desk, str]) -> None:
    _, other, id = both
    dialog = told(other)
    expect(dialog.get_by_role("region", name="What changes in your draft")).to_contain_text("Mine first")
    dialog.get_by_role("button", name="Keep the result").click()
    other.becomes(id, lambda draft: named(draft) == ("Mine first", "Second"))
    other.on_canvas()
    other.page.keyboard.press("Control+z")
    other.becomes(id, lambda draft: named(draft) == ("Button", "Second"))


def test_what_both_changed_is_chosen_with_both_values_beside_the_one_before(desk: Desk, own: str) -> None:
    desk.errors.expect("412")
    desk.ask("POST", "/flows", {"document": documents.alarmed(own, f"{own}.p")})
    other = desk.another_tab()
    other.open_flow(own)
    desk.open_flow(own)
    rename(desk, "button", "Mine first")
    desk.becomes(own, lambda draft: named(draft) == ("Mine first", "Limit"))
    rename(other, "button", "Second")
    dialog = told(other)
    keep = dialog.get_by_role("button", name="Keep the result")
    expect(keep).to_be_disabled()
    row = dialog.get_by_role("row").filter(has_text="Mine first").first
    for text in ("Second", "Mine first", "Button"):
        expect(row).to_contain_text(text)
    dialog.get_by_role("radio", name="Mine first").check()
    keep.click()
    other.becomes(own, lambda draft: named(draft) == ("Mine first", "Limit"))


def test_theirs_is_taken_and_undo_brings_mine_back(both: tuple[Desk, Desk, str]) -> None:
    _, other, id = both
    told(other).get_by_role("button", name="Take theirs").click()
    expect(other.node("button")).to_contain_text("Mine first")
    expect(other.node("limit")).to_contain_text("Limit")
    assert ("Mine first", "Limit") == named(other.draft(id))
    other.on_canvas()
    other.page.keyboard.press("Control+z")
    expect(other.node("limit")).to_contain_text("Second")
    other.becomes(id, lambda draft: named(draft) == ("Button", "Second"))


def test_mine_is_kept(both: tuple[Desk, Desk, str]) -> None:
    _, other, id = both
    told(other).get_by_role("button", name="Keep mine", exact=True).click()
    other.becomes(id, lambda draft: named(draft) == ("Button", "Second"))


def test_both_are_kept_by_a_copy(both: tuple[Desk, Desk, str]) -> None:
    desk, other, id = both
    told(other).get_by_role("button", name="Keep mine as a copy").click()
    expect(other.page).to_have_url(f"{other.address}/flows/{id}-copy")
    expect(other.node("limit")).to_contain_text("Second")
    assert ("Button", "Second") == named(desk.ask("GET", f"/flows/{id}-copy")["document"])
    assert ("Mine first", "Limit") == named(desk.ask("GET", f"/flows/{id}")["document"])


def test_what_a_closed_tab_had_not_saved_is_brought_back_and_what_an_open_one_has_stays_there(
    desk: Desk, own: str
) -> None:
    """While the server takes nothing; a third tab has what was in the closed one, not what is in the open one."""
    desk.errors.expect("412", "ERR_FAILED", "Failed to load", "Failed to fetch")
    desk.ask("POST", "/flows", {"document": documents.alarmed(own, f"{own}.p")})
    other = desk.another_tab()
    for tab, node, name in ((desk, "button", "In the first"), (other, "limit", "In the second")):
        tab.page.route(f"**/api/flows/{own}*", lambda r: r.abort() if r.request.method == "PUT" else r.continue_())
        tab.open_flow(own)
        rename(tab, node, name)
        kept(tab, name)
    assert "In the first" in other.page.evaluate(COPIES)
    other.page.close()
    third = desk.another_tab()
    third.open_flow(own)
    expect(third.page.get_by_text("that this browser had kept are in your draft again")).to_be_visible(timeout=SAVED)
    third.until(lambda: named(third.ask("GET", f"/flows/{own}")["document"])[1] == "In the second")
    desk.page.unroute_all()
    told(desk).get_by_role("button", name="Keep the result").click()
    desk.becomes(own, lambda draft: named(draft) == ("In the first", "In the second"))
