"""Alarms on the operations page: acknowledged one by one and several at once, with a trace in the audit."""

import re

from playwright.sync_api import Locator, expect

from tests.e2e import documents
from tests.e2e.demo import USER
from tests.e2e.desk import DRAWN, Desk

COMMENT = "Valve was shut by hand"


def row_of(desk: Desk, point: str) -> Locator:
    return desk.page.get_by_role("row").filter(has_text=point)


def raised(desk: Desk, flow: str, *points: str) -> None:
    """Alarms of a flow of our own, all unacknowledged, on the open operations page."""
    nodes = {f"b{i}": documents.inject(point, 60, (0, 80 * i)) for i, point in enumerate(points)}
    nodes["limit"] = documents.limit(f"{flow}.*", h=50, priority="serious")
    wires = [(f"b{i}/samples", "limit/samples") for i in range(len(points))]
    desk.run_flow(documents.flow(flow, nodes, *wires))
    for i in range(len(points)):
        desk.press(flow, f"b{i}")
    desk.open("/operations")
    for point in points:
        expect(row_of(desk, point)).to_contain_text("Unacknowledged", timeout=DRAWN)


def test_one_is_acknowledged_with_a_comment_and_the_audit_has_it(desk: Desk) -> None:
    raised(desk, "one-alarm", "one-alarm.p")
    row = row_of(desk, "one-alarm.p")
    expect(row).to_contain_text("60")
    row.get_by_role("button", name="one-alarm.p H").click()
    panel = desk.page.get_by_role("complementary", name="Alarm one-alarm.p H")
    expect(panel).to_contain_text("10 above limit 50")
    panel.get_by_label("Add a comment").fill(COMMENT)
    panel.get_by_role("button", name="Acknowledge").click()
    expect(row).to_contain_text("Acknowledged")
    expect(row).not_to_contain_text("Unacknowledged")
    expect(panel).to_contain_text(COMMENT)
    expect(panel).to_contain_text(USER)
    desk.page.get_by_role("link", name="Admin").click()
    desk.page.get_by_role("link", name="Audit").click()
    entry = row_of(desk, "one-alarm").filter(has_text=COMMENT)
    expect(entry).to_have_count(1)
    expect(entry).to_contain_text(USER)


def test_several_are_acknowledged_at_once_and_none_comes_again(desk: Desk) -> None:
    points = ["many.a", "many.b", "many.c"]
    raised(desk, "many", *points)
    for point in points[:2]:
        row_of(desk, point).get_by_role("checkbox").check()
    desk.page.get_by_role("button", name=re.compile("^Acknowledge 2")).click()
    expect(desk.page.get_by_text("2 alarms acknowledged.")).to_be_visible()
    for point in points[:2]:
        expect(row_of(desk, point)).not_to_contain_text("Unacknowledged")
    expect(row_of(desk, "many.c")).to_contain_text("Unacknowledged")
    desk.press("many", "b0")  # still too high: nothing new
    desk.page.reload()
    expect(row_of(desk, "many.a")).to_contain_text("Acknowledged", timeout=DRAWN)
    expect(row_of(desk, "many.a")).not_to_contain_text("Unacknowledged")


def test_a_viewer_sees_alarms_and_is_told_why_not_more(desk: Desk, viewer: Desk) -> None:
    raised(desk, "looked-at", "looked-at.p")
    viewer.open("/operations")
    row = row_of(viewer, "looked-at.p")
    expect(row).to_contain_text("Unacknowledged", timeout=DRAWN)
    row.get_by_role("checkbox").check()
    expect(viewer.page.get_by_text("Acting on alarms needs the role of an operator.")).to_be_visible()
    expect(viewer.page.get_by_role("link", name="Admin")).to_have_count(0)
    viewer.open_flow("looked-at")
    expect(viewer.page.get_by_text("Read only")).to_be_visible()
    expect(viewer.page.get_by_role("button", name="Deploy", exact=True)).to_have_count(0)
