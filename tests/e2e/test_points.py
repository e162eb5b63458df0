"""The directory of points: whether one is recorded, in both languages."""

from playwright.sync_api import expect

from tests.e2e import documents
from tests.e2e.desk import DRAWN, Desk


def test_recording_is_switched_for_one_point(desk: Desk) -> None:
    desk.run_flow(documents.alarmed("recorded", "recorded.level"))
    desk.open("/points")
    page = desk.page
    page.get_by_role("searchbox").fill("recorded.level")
    page.get_by_role("button", name="recorded.level", exact=True).click()
    choice = page.get_by_role("radiogroup", name="Record in the history")
    expect(choice.get_by_role("radio", name="As the node says")).to_be_checked(timeout=DRAWN)
    choice.get_by_role("radio", name="Always").click()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("recorded.level is saved.")).to_be_visible()
    (point,) = desk.ask("GET", "/points?search=recorded.level")["points"]
    assert point["record"] is True
    desk.press("recorded", "button")
    desk.until(lambda: "recorded.level" in desk.ask("GET", "/history/points"))
    page.get_by_role("button", name="中: Chinese").click()
    choice = page.get_by_role("radiogroup", name="历史记录")
    expect(choice.get_by_role("radio", name="始终记录")).to_be_checked()
    expect(page.get_by_text("无论节点如何设置，该点位的每个采样都记录。")).to_be_visible()
