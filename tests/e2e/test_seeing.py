"""Last values as table, trend and sparkline; input and output beside the form; a draft that is tried with pins."""

from playwright.sync_api import expect

from tests.e2e import documents
from tests.e2e.desk import DRAWN, Desk


def alarm_to_log(id: str) -> documents.Document:
    """A button that says 60, a limit of 50, a text and a line in the log."""
    nodes = {
        "button": documents.inject(f"{id}.p", 60),
        "limit": documents.limit(f"{id}.p", h=50, priority="serious"),
        "text": documents.node("compute.template", {"text": "{{ point }} is too high"}, (520, 0)),
        "line": documents.node("action.log", {"text": "{{ data.text }}"}, (800, 0)),
    }
    wires = [("button/samples", "limit/samples"), ("limit/events", "text/events"), ("text/events", "line/events")]
    return documents.flow(id, nodes, *wires)


def test_last_values_are_seen_as_table_trend_and_sparkline_and_beside_the_form(desk: Desk) -> None:
    id = "seeing"
    desk.run_flow(alarm_to_log(id))
    desk.open_flow(id)
    page = desk.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    for _ in range(3):
        desk.press(id, "button")
    label = desk.label("button")
    expect(label).to_contain_text("60", timeout=DRAWN)
    # a click on the value: a menu; the last values below, with their trend, as CSV, held still
    label.click()
    page.get_by_role("menuitem", name="Show a sparkline").click()
    expect(page.locator("[data-spark='button/samples']")).to_be_attached()
    label.click()
    page.get_by_role("menuitem", name="Last values").click()
    live = page.get_by_role("tabpanel", name="Live")
    expect(live.get_by_role("img", name="Trend of 1 point")).to_be_visible(timeout=DRAWN)
    rows = live.locator("tbody tr")
    expect(rows).to_have_count(3)
    live.get_by_role("button", name="Copy as CSV").click()
    csv = page.evaluate("navigator.clipboard.readText()").splitlines()
    assert ("time,point,value,quality", 4) == (csv[0], len(csv))
    assert all(line.endswith(f",{id}.p,60,good") for line in csv[1:])
    live.get_by_role("button", name="Pause").click()
    desk.press(id, "button")
    expect(live.get_by_text("held still")).to_be_visible()
    live.get_by_role("button", name="Pause").click()
    expect(rows).to_have_count(4, timeout=DRAWN)
    # input and output beside the form
    desk.select("limit")
    inspector = page.get_by_role("complementary", name="Inspector")
    inspector.get_by_role("button", name="Input").click()
    inspector.get_by_role("button", name="Output").click()
    expect(inspector.get_by_role("region", name="Input")).to_contain_text(f"{id}.p")
    expect(inspector.get_by_role("region", name="Output")).to_contain_text("alarm.active", timeout=DRAWN)


def test_a_draft_is_tried_with_a_value_by_hand_and_what_runs_is_not_touched(desk: Desk) -> None:
    """Pins change what the draft shows in its own colour; live values stay, and the document has none."""
    id = "tried"
    flow = alarm_to_log(id)
    desk.run_flow(flow)
    desk.open_flow(id)
    page = desk.page
    desk.press(id, "button")
    label = desk.label("button")
    expect(label).to_contain_text("60", timeout=DRAWN)
    desk.until(lambda: desk.ask("GET", f"/traces?flow={id}")["traces"])  # it is kept a moment later
    before = desk.ask("GET", f"/traces?flow={id}")["traces"]
    label.click()
    page.get_by_role("menuitem", name="Try a value").click()
    page.get_by_role("textbox", name="Try a value").fill(f"{id}.p 40\n{id}.p x")
    page.get_by_role("button", name="Try", exact=True).click()
    expect(page.get_by_text("Line 2: the value is no number")).to_be_visible()
    page.get_by_role("textbox", name="Try a value").fill(f"{id}.p 70\n{id}.p 40")
    page.get_by_role("button", name="Try", exact=True).click()
    expect(page.locator("[data-draft='button/samples']")).to_contain_text("40")
    expect(page.locator("[data-draft='text/events']")).to_contain_text("alarm.clear ×2", timeout=2 * DRAWN)
    expect(label).to_contain_text("60")
    expect(desk.node("button").get_by_role("img", name="An output is pinned")).to_be_visible()
    page.reload()
    expect(page.locator("[data-draft='text/events']")).to_contain_text("alarm.clear ×2", timeout=2 * DRAWN)
    assert before == desk.ask("GET", f"/traces?flow={id}")["traces"]
    desk.node("text").locator(".h").dblclick()
    page.keyboard.press("Control+A")
    page.keyboard.type("Another text")
    page.keyboard.press("Enter")
    desk.becomes(id, lambda document: document["nodes"]["text"]["name"] == "Another text")
    desk.deploy("With a pin in the browser")
    deployed = desk.ask("GET", f"/flows/{id}")["deployed_document"]
    assert (set(flow["nodes"]), False) == (set(deployed["nodes"]), "pin" in str(deployed))
    page.get_by_role("button", name="Unpin all").click()
    expect(page.locator(".draft-value")).to_have_count(0)
