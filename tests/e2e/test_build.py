"""Building: from the palette to a value that moves, by mouse and keyboard."""

import re
from typing import Any

from playwright.sync_api import expect

from tests.e2e.desk import DRAWN, Desk

BOILER = "boiler"


def wires(document: dict[str, Any]) -> list[str]:
    return [f"{'/'.join(wire['from'])} > {'/'.join(wire['to'])}" for wire in document["wires"]]


def new_flow(desk: Desk, name: str) -> None:
    """By the button of the flow list."""
    desk.open("/")
    desk.page.get_by_role("button", name="New flow").click()
    dialog = desk.page.get_by_role("dialog", name="New flow")
    dialog.get_by_label("Name").fill(name)
    dialog.get_by_role("button", name="Create").click()
    expect(desk.page.get_by_title("Rename the flow")).to_have_text(name, timeout=DRAWN)


def test_a_flow_is_drawn_deployed_and_alive(desk: Desk) -> None:
    page = desk.page
    new_flow(desk, "Boiler")
    expect(page.get_by_text("Start with a source")).to_be_visible()

    desk.drop_kind("source.inject", 140, 160)
    expect(desk.node("inject")).to_be_visible()
    inspector = page.get_by_label("Inspector")
    inspector.get_by_role("radio", name="Sample").click()
    inspector.get_by_label("Point").fill("boiler.raw")
    inspector.get_by_label("Value").fill("12")
    inspector.get_by_label("Interval").fill("0.5 s")
    desk.drop_kind("compute.scale", 420, 160)
    desk.pull(desk.port("inject", "samples"), desk.port("scale", "samples", "in"))
    desk.drop_kind("compute.deadband", 700, 160)
    desk.pull(desk.port("scale", "samples"), desk.port("deadband", "samples", "in"))
    inspector.get_by_label("Band, row 1", exact=True).fill("0.25")
    document = desk.becomes(BOILER, lambda draft: len(draft["wires"]) == 2)
    assert ["inject/samples > scale/samples", "scale/samples > deadband/samples"] == wires(document)
    assert 0.25 == document["nodes"]["deadband"]["config"]["rows"][0]["band"]

    desk.deploy("First fire")
    expect(desk.label("inject")).to_have_text("12", timeout=DRAWN)
    expect(desk.label("scale")).to_have_text("50", timeout=DRAWN)
    expect(desk.node("scale")).to_have_attribute("data-status", "ok")
    page.get_by_role("tab", name="Versions").click()
    expect(page.get_by_role("row", name="First fire")).to_contain_text("v1")

    desk.select("inject")
    inspector.get_by_label("Value").fill("20")
    expect(page.get_by_text("Draft · 1 change")).to_be_visible()
    expect(desk.label("scale")).to_have_text("50")  # what runs is what was deployed
    desk.deploy("More")
    expect(desk.label("scale")).to_have_text("100", timeout=DRAWN)
    desk.select("scale")
    page.get_by_role("tab", name="Data").click()
    expect(inspector.get_by_role("row", name="boiler.raw.scaled").first).to_contain_text("Good")


def test_a_node_is_added_to_a_flow_that_runs(desk: Desk) -> None:
    desk.open_flow("pump-station")
    before = desk.draft("pump-station")
    expect(desk.label("plc")).to_have_text(re.compile(r"\d"), timeout=DRAWN)
    desk.drop_kind("compute.deadband", 360, 330)
    added = f"deadband{'' if 'deadband' not in before['nodes'] else '-2'}"
    expect(desk.node(added)).to_be_visible()
    desk.pull(desk.port("plc", "samples"), desk.port(added, "samples", "in"))
    desk.page.get_by_label("Inspector").get_by_label("Band, row 1", exact=True).fill("0.1")
    desk.becomes("pump-station", lambda draft: len(draft["wires"]) == len(before["wires"]) + 1)
    desk.deploy("Only what moved")
    expect(desk.node(added)).to_have_attribute("data-status", "ok", timeout=DRAWN)
    desk.select(added)
    desk.page.get_by_role("tab", name="Live").click()
    expect(desk.page.get_by_label("Drawer").get_by_role("row", name="tank.level").first).to_contain_text("Good")
    running = desk.ask("GET", "/flows/pump-station")["deployed_document"]["nodes"]
    assert 0.1 == running[added]["config"]["rows"][0]["band"]
    assert before["nodes"] == {name: node for name, node in running.items() if name != added}
    desk.on_canvas()
    desk.select(added)
    desk.page.keyboard.press("Delete")
    desk.becomes("pump-station", lambda draft: len(draft["wires"]) == len(before["wires"]))
    desk.deploy("As it was")


def test_an_impossible_wire_is_refused_and_says_why(desk: Desk) -> None:
    page = desk.page
    desk.open_flow("furnace-off-gas")
    before = wires(desk.draft("furnace-off-gas"))
    refusals = [
        (("furnace", "samples"), ("say", "events"), "This input takes events, the wire carries samples"),
        (("process", "events"), ("emissions", "samples"), "This input takes samples, the wire carries events"),
        (("air", "samples"), ("air", "samples"), "A node cannot feed itself"),
        (("furnace", "samples"), ("so2", "samples"), "These ports are already wired"),
    ]
    for start, end, reason in refusals:
        desk.pull(desk.port(*start), desk.port(*end, "in"), let_go=False)
        expect(page.locator(".refusal")).to_have_text(reason)
        page.mouse.up()
        expect(page.locator(".refusal")).to_have_count(0)
    assert before == wires(desk.draft("furnace-off-gas"))
    assert page.get_by_text("No changes").is_visible()


def test_everything_undoes_and_comes_back(desk: Desk) -> None:
    page = desk.page
    new_flow(desk, "Undone")
    desk.drop_kind("source.inject", 140, 160)
    desk.drop_kind("alarm.limit", 420, 160)
    desk.pull(desk.port("inject", "samples"), desk.port("limit", "samples", "in"))
    whole = desk.becomes("undone", lambda draft: len(draft["wires"]) == 1)
    desk.on_canvas()
    page.keyboard.press("Control+z")
    expect(page.locator(".react-flow__edge")).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(desk.node("limit")).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(page.get_by_text("Start with a source")).to_be_visible()
    desk.becomes("undone", lambda draft: not draft["nodes"])
    page.keyboard.press("Control+Shift+z")
    page.keyboard.press("Control+y")
    page.keyboard.press("Control+Shift+z")
    expect(page.locator(".react-flow__edge")).to_have_count(1)
    assert whole == desk.becomes("undone", lambda draft: len(draft["wires"]) == 1)
