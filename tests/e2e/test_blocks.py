"""Blocks in the browser: a selection becomes one, it is used for a hundred pumps, opened, and upgraded."""

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.e2e.demo import Demo
from tests.e2e.desk import DRAWN, Desk
from tests.e2e.test_accessibility import findings

PUMPS = 100
COMMAND = "Control+Shift+G"


def node(kind: str, name: str, x: int, **config: Any) -> dict[str, Any]:
    return {"kind": kind, "version": 1, "name": name, "config": config, "position": [x, 96]}


def flow(id: str, nodes: dict[str, Any], *wires: str) -> dict[str, Any]:
    """Wires are `plant.samples calm.samples`."""
    ends = [[end.split(".") for end in wire.split()] for wire in wires]
    return {
        "format": "tundish.flow/1", "id": id, "name": id, "description": "", "parameters": {}, "nodes": nodes,
        "wires": [{"from": start, "to": end} for start, end in ends], "groups": [], "notes": [], "tests": [],
    }  # fmt: skip


def plant(own: str) -> dict[str, Any]:
    """Power of the pumps: P7 is the hungriest, P3 the next."""
    power = {"P3": 85.0, "P7": 88.0}
    names = [f"P{number}" for number in range(1, PUMPS + 1)]
    nodes = {
        name.lower(): node("source.inject", name, 0, mode="sample", point=f"{name}.kw", value=power.get(name, 40.0),
                           interval=0.5)
        for name in names
    }  # fmt: skip
    return flow(f"{own}-plant", nodes)


def one_pump(own: str) -> dict[str, Any]:
    return flow(
        own,
        {
            "plant": node("source.points", "Plant", 16, patterns=[{"points": "*.kw"}]),
            "calm": node("compute.deadband", "Calm", 264, band=0.1),
            "limits": node("alarm.limit", "Limits", 512, rows=[{"points": "P1.kw", "h": 80.0, "deadband": 1.0}]),
            "log": node("action.log", "Log", 760),
        },
        "plant.samples calm.samples", "calm.samples limits.samples", "limits.events log.events",
    )  # fmt: skip


def paste(cell: Locator, text: str) -> None:
    """What a spreadsheet puts on the clipboard, into a cell of a table."""
    cell.evaluate(
        """(input, text) => {
            const data = new DataTransfer();
            data.setData('text/plain', text);
            input.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        text,
    )


def dialog(page: Page, name: str) -> Locator:
    return page.get_by_role("dialog", name=re.compile(name))


def active(desk: Desk, own: str) -> set[str]:
    """Points of the flow that are in alarm."""
    alarms = desk.ask("GET", "/alarms")["alarms"]
    return {alarm["point"] for alarm in alarms if alarm["flow"] == own and alarm["active_since"]}


def collapse(desk: Desk, own: str) -> None:
    """Two nodes become a block with one parameter, for any device; undone and redone."""
    page = desk.page
    before = desk.draft(own)

    desk.select("calm")
    desk.node("limits").locator(".h").click(modifiers=["Shift"])
    page.keyboard.press(COMMAND)
    ask = dialog(page, "Collapse 2 nodes")
    ask.get_by_label("Name", exact=True).fill("Pump guard")
    ask.get_by_label(re.compile("Device in the settings")).fill("P1")
    ask.get_by_role("checkbox", name=re.compile("Limits .* · H$")).check()
    assert "" == findings(page)
    ask.get_by_role("button", name="Collapse", exact=True).click()
    expect(desk.node("pump-guard")).to_be_visible()
    made = desk.becomes(own, lambda document: "pump-guard" in document["nodes"])
    assert {"plant", "log", "pump-guard"} == set(made["nodes"])
    assert ["calm", "limits"] == sorted(made["blocks"]["pump-guard"]["nodes"])
    (row,) = made["blocks"]["pump-guard"]["nodes"]["limits"]["config"]["rows"]
    assert ("{device}.kw", "{h}") == (row["points"], row["h"])
    page.keyboard.press("Control+z")
    assert before == desk.becomes(own, lambda document: "calm" in document["nodes"])
    page.keyboard.press("Control+Shift+Z")


def fill_in(desk: Desk, own: str) -> None:
    """A hundred rows from a spreadsheet, one of them with a limit of its own."""
    page = desk.page
    desk.select("pump-guard")
    cell = page.get_by_role("textbox", name="Device, row 1")
    expect(cell).to_have_value("P1")
    rows = "\n".join(f"P{number}\t{'90' if number == 7 else ''}" for number in range(1, PUMPS + 1))
    paste(cell, rows)
    expect(page.get_by_text("One instance for 100 devices. 1 value differs")).to_be_visible()
    desk.becomes(own, lambda document: len(document["nodes"]["pump-guard"]["config"]["devices"]) == PUMPS)
    desk.deploy("A hundred pumps")
    desk.until(lambda: active(desk, own) == {"P3.kw"})


def look_inside(desk: Desk, own: str) -> None:
    """The values of one pump; a port more, and taken back."""
    page = desk.page
    desk.node("pump-guard").locator(".b").dblclick()
    crumbs = page.get_by_role("navigation", name="Where you are")
    expect(crumbs).to_contain_text("Pump guard")
    expect(desk.node("in:samples")).to_be_visible()
    crumbs.get_by_label("Values of").select_option("P7")
    expect(desk.label("calm")).to_contain_text("88", timeout=DRAWN)
    assert "" == findings(page)
    crumbs.get_by_role("button", name="Events out").click()
    crumbs.get_by_role("button", name="Samples out").click()
    desk.pull(desk.port("calm", "samples"), desk.port("out:samples", "port", "in"))
    block = desk.becomes(own, lambda document: len(document["blocks"]["pump-guard"]["outputs"]) == 3)
    assert [["calm", "samples"]] == block["blocks"]["pump-guard"]["outputs"][-1].get("wires")
    for _ in range(3):
        page.keyboard.press("Control+z")
    page.keyboard.press("u")
    expect(crumbs).to_be_hidden()
    desk.becomes(own, lambda document: len(document["blocks"]["pump-guard"]["outputs"]) == 1)


def upgrade(desk: Desk, own: str) -> None:
    """Version 2 renames a node and moves the limit; the override and the state stay."""
    page = desk.page
    new = desk.ask("GET", "/blocks/pump-guard")["document"]
    new["parameters"]["h"]["default"] = 87.0
    new["nodes"]["alarms"] = {**new["nodes"].pop("limits"), "was": "limits", "name": "Alarms"}
    new["wires"][0]["to"][0] = new["outputs"][0]["wires"][0][0] = "alarms"
    desk.ask("PUT", "/blocks/pump-guard", new)
    desk.open_flow(own)
    search = page.get_by_role("searchbox", name="Search nodes")
    search.fill("pump guard")
    search.press("Enter")
    another = desk.becomes(own, lambda document: "pump-guard-2" in document["nodes"])
    assert 1 == another["nodes"]["pump-guard-2"]["config"]["version"]
    page.get_by_role("button", name="Expand", exact=True).click()
    desk.becomes(own, lambda document: document["nodes"].get("calm", {}).get("was") == "pump-guard-2/calm")
    desk.on_canvas()
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    desk.select("pump-guard")
    page.get_by_role("button", name="Upgrade to 2").click()
    ask = dialog(page, "Upgrade Pump guard")
    expect(ask).to_contain_text("2 nodes inside keep what they remember")
    expect(ask).to_contain_text("1 value that differs from the default is kept")
    assert "" == findings(page)
    ask.get_by_role("button", name="Upgrade to version 2").click()
    after = desk.becomes(own, lambda document: document["nodes"]["pump-guard"]["config"]["version"] == 2)
    assert {"device": "P7", "h": 90} == after["nodes"]["pump-guard"]["config"]["devices"][6]
    desk.deploy("Wider")
    desk.until(lambda: active(desk, own) == set())  # 85 is below 87 now, and P7 keeps its 90


def test_a_block_for_a_hundred_pumps_is_built_deployed_and_upgraded_in_the_browser(desk: Desk, demo: Demo) -> None:
    own = "pumps100"
    desk.run_flow(plant(own))
    desk.ask("POST", "/flows", {"document": one_pump(own)})
    desk.open_flow(own)
    collapse(desk, own)
    fill_in(desk, own)
    look_inside(desk, own)
    upgrade(desk, own)
    memory = demo.workers()[0].memory_info().rss
    assert memory < 2_000_000_000, memory
    for flow_id in (f"{own}-plant", own):
        desk.ask("POST", f"/flows/{flow_id}/stop", {})


GUARD: dict[str, Any] = {
    "format": "tundish.block/1", "id": "guard", "version": 1, "name": "Guard",
    "parameters": {"h": {"type": "number", "default": 50}, "note": {"type": "text", "default": ""}},
    "inputs": [{"name": "samples", "carries": "samples", "wires": [["limit", "samples"]]}],
    "outputs": [{"name": "events", "carries": "events", "wires": [["limit", "events"]]}],
    "nodes": {"limit": node("alarm.limit", "Limit", 0, rows=[{"points": "*", "h": "{h}"}])},
    "wires": [],
}  # fmt: skip


def guarded(id: str, **parameters: Any) -> dict[str, Any]:
    """A flow with version 1 of the block."""
    nodes = {
        "button": node("source.inject", "Button", 0, mode="sample", point=f"{id}.p", value=40),
        "guard": node("block", "Guard", 240, block="guard", version=1, parameters=parameters),
    }
    return {**flow(id, nodes, "button.samples guard.samples"), "blocks": {"guard": GUARD}}


def uses(desk: Desk) -> set[tuple[str, ...]]:
    """What the page tells of where the block is used: flow, node, version, draft or what runs."""
    desk.page.get_by_role("button", name="Where used").click()
    shown = dialog(desk.page, "Where guard is used")
    expect(shown.get_by_role("table")).to_be_visible()
    found = {tuple(row.split("\t")) for row in shown.locator("tbody tr").all_inner_texts()}
    shown.get_by_role("button", name="Close").last.click()
    return found


def test_where_a_block_is_used_and_an_upgrade_of_several_flows(desk: Desk) -> None:
    """Open flow, a draft and a flow that runs are upgraded; one that would lose a value is told and left."""
    page = desk.page
    names = here, draft, runs, sets = "guard-here", "guard-draft", "guard-runs", "guard-sets"
    desk.ask("PUT", "/blocks/guard", GUARD)
    for name in (here, draft):
        desk.ask("POST", "/flows", {"document": guarded(name, h=60)})
    desk.run_flow(guarded(runs))
    desk.ask("POST", "/flows", {"document": guarded(sets, note="by the door")})
    desk.open_flow(here)
    desk.select("guard")
    kept = {(name, "guard", "v1", "draft") for name in names if name != runs}
    assert {*kept, (runs, "guard", "v1", "what runs")} == uses(desk)
    new = {**GUARD, "parameters": {"h": GUARD["parameters"]["h"]}, "name": "Better guard"}
    desk.ask("PUT", "/blocks/guard", new)
    page.reload()
    desk.select("guard")
    page.get_by_role("button", name="Upgrade to 2").click()
    ask = dialog(page, "Upgrade Better guard")
    others = ask.get_by_role("group", name="Other flows with an older version").get_by_role("checkbox")
    expect(others).to_have_count(3)
    assert "" == findings(page)
    for each in others.all():
        each.check()
    ask.get_by_role("button", name="Upgrade to version 2").click()
    expect(page.get_by_text("2 other flows upgraded")).to_be_visible()
    expect(page.get_by_text(f"would be lost: {sets}.")).to_be_visible()
    desk.becomes(here, lambda document: document["blocks"]["guard"]["version"] == 2)
    after = {(name, "guard", "v2", "draft") for name in (here, draft, runs)}
    assert {*after, (sets, "guard", "v1", "draft"), (runs, "guard", "v1", "what runs")} == uses(desk)
    assert guarded(sets, note="by the door") == desk.ask("GET", f"/flows/{sets}")["document"]
    page.get_by_role("button", name="Where used").click()
    dialog(page, "Where guard is used").get_by_role("button", name=runs).first.click()
    expect(page).to_have_url(re.compile(f"/flows/{runs}$"))
    expect(page.locator(".flow-name")).to_contain_text(runs, timeout=DRAWN)
