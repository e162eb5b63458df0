"""Traces in the drawer, and what nodes cost: a chain of alarm, text and action is followed step by step."""

from playwright.sync_api import expect

from tests.e2e import documents
from tests.e2e.desk import DRAWN, Desk


def chain(id: str) -> documents.Document:
    """A button, a limit, a text and a line in the log."""
    nodes = {
        "button": documents.inject(f"{id}.p", 60),
        "limit": documents.limit(f"{id}.p", h=50, priority="serious"),
        "text": documents.node("compute.template", {"text": "{{ point }} is too high"}, (480, 0)),
        "line": documents.node("action.log", {"text": "{{ data.text }}"}, (720, 0)),
    }
    wires = [("button/samples", "limit/samples"), ("limit/events", "text/events"), ("text/events", "line/events")]
    return documents.flow(id, nodes, *wires)


def test_an_alarm_is_followed_step_by_step_on_the_canvas_as_it_ran(desk: Desk) -> None:
    """Choosing a trace shows the flow as it ran, of the version that ran; its link shows the same to another tab."""
    flow = chain("traced")
    flow["nodes"]["spare"] = documents.node("action.log", {"text": "never"}, (720, 120))
    flow["wires"].append({"from": ["text", "error"], "to": ["spare", "events"]})
    desk.run_flow(flow)
    desk.open_flow("traced")
    page = desk.page
    page.get_by_role("tab", name="Traces").click()
    expect(page.get_by_text("Nothing has been set off yet")).to_be_visible(timeout=DRAWN)
    desk.press("traced", "button")
    row = page.get_by_role("table", name="Traces").get_by_role("row").filter(has_text="alarm.active traced.p")
    expect(row).to_have_count(1, timeout=DRAWN)
    expect(row).to_contain_text("Limit")
    desk.until(lambda: desk.ask("GET", "/traces?flow=traced&kind=alarm.active")["traces"][0]["steps"] == 5)
    row.get_by_role("button").click()
    steps = page.get_by_role("table", name="Steps").locator("[data-step]")
    expect(steps).to_have_count(5)
    assert ["limit", "text", "line", "line", "line"] == [step.get_attribute("data-step") for step in steps.all()]
    expect(steps.nth(3)).to_contain_text("attempt to send")
    expect(steps.nth(4)).to_contain_text("action.done")
    states = {id: desk.node(id).get_attribute("data-run") for id in flow["nodes"]}
    assert {"button": "skipped", "limit": "done", "text": "done", "line": "done", "spare": "skipped"} == states
    expect(desk.node("line").locator(".no")).to_have_text("3 ×3")
    counts = {
        wire: page.locator(f".wl[data-wire='{wire}']")
        for wire in ("text/events>line/events", "text/error>spare/events")
    }
    expect(counts["text/events>line/events"]).to_have_attribute("data-run", "lit")
    expect(counts["text/error>spare/events"]).to_have_text("0")
    # keys walk, what went in and out stands beside the steps
    page.keyboard.press("ArrowRight")
    expect(desk.node("text")).to_have_attribute("data-selected", "true")
    expect(page.get_by_role("region", name="Out")).to_contain_text("traced.p is too high")
    page.keyboard.press("End")
    expect(steps.nth(4)).to_have_class("sel")
    desk.node("limit").click()
    expect(steps.nth(0)).to_have_class("sel")
    page.keyboard.press("ArrowDown")
    # another version is deployed: the link still shows the one that ran
    draft = desk.ask("GET", "/flows/traced")
    renamed = {**flow, "nodes": {**flow["nodes"], "text": {**flow["nodes"]["text"], "name": "Another text"}}}
    desk.ask("PUT", "/flows/traced", renamed, **{"If-Match": f'"{draft["revision"]}"'})
    desk.ask("POST", "/flows/traced/deploy", {"revision": draft["revision"] + 1, "comment": ""})
    tab = desk.another_tab()
    tab.page.goto(page.url)
    expect(tab.page.get_by_text("This is version 1, which ran then; version 2 is deployed now.")).to_be_visible(
        timeout=DRAWN
    )
    expect(tab.node("text")).to_contain_text("Text")
    expect(tab.node("text")).to_have_attribute("data-selected", "true")
    tab.page.get_by_role("button", name="中: Chinese").click()
    expect(tab.page.get_by_role("table", name="步骤").locator("[data-step]").nth(3)).to_contain_text("尝试发送")
    tab.page.keyboard.press("Escape")
    expect(tab.node("text")).to_contain_text("Another text")
    assert tab.page.url.endswith("/flows/traced")


def test_traces_are_filtered_by_result_node_time_and_text(desk: Desk) -> None:
    desk.run_flow(chain("by-result"))
    desk.press("by-result", "button")
    desk.open_flow("by-result")
    desk.page.get_by_role("tab", name="Traces").click()
    table = desk.page.get_by_role("table", name="Traces")
    expect(table.locator("tbody tr")).to_have_count(1, timeout=DRAWN)
    results = desk.page.get_by_role("radiogroup", name="Result of the traces")
    results.get_by_role("radio", name="Failed").click()
    none = desk.page.get_by_text("No trace fits.")
    expect(none).to_be_visible()
    results.get_by_role("radio", name="Action").click()
    row = table.locator("tbody tr")
    expect(row).to_have_count(1)
    node = desk.page.get_by_label("Went through")
    node.select_option("button")
    expect(none).to_be_visible()
    node.select_option("limit")
    expect(row).to_have_count(1)
    span = desk.page.get_by_label("Time", exact=True)
    span.select_option("hour")
    expect(row).to_have_count(1)
    span.select_option("between")
    desk.page.get_by_label("To", exact=True).fill("2026-01-01T00:00")
    expect(none).to_be_visible()
    span.select_option("any")
    expect(row).to_have_count(1)
    text = desk.page.get_by_role("searchbox", name="Kind, point, error")
    text.fill("alarm by-result.p")
    expect(row).to_have_count(1)
    text.fill("oven")
    expect(none).to_be_visible()
    desk.page.get_by_role("button", name="中: Chinese").click()
    expect(desk.page.get_by_text("没有符合条件的追踪。")).to_be_visible()


def test_the_steps_of_the_api_are_those_of_the_chain(desk: Desk) -> None:
    desk.run_flow(chain("every-step"))
    desk.press("every-step", "button")
    expected = [
        ("limit", "samples"), ("text", "events"), ("line", "events"), ("line", "@attempt"), ("line", "@result"),
    ]  # fmt: skip

    def whole() -> list[tuple[str, str]] | None:
        traces = desk.ask("GET", "/traces?flow=every-step&kind=alarm.active&outcome=action")["traces"]
        if not traces or traces[0]["steps"] < len(expected):
            return None
        steps = desk.ask("GET", f"/traces/{traces[0]['id']}")["steps"]
        return [(step["node"], step["port"]) for step in steps]

    assert expected == desk.until(whole)


def test_nodes_show_what_part_of_the_time_they_take(desk: Desk) -> None:
    desk.open_flow("pump-station")
    toggle = desk.page.get_by_role("button", name="Show where the time goes")
    toggle.click()
    expect(toggle).to_have_attribute("aria-pressed", "true")
    shares = desk.page.locator(".node .b span:last-child").filter(has_text="%")
    expect(shares.first).to_be_visible(timeout=DRAWN)
    expect(desk.page.locator(".node .cost").first).to_be_attached()
