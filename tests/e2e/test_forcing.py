"""A measured point is held by hand from its wire, says so everywhere, and is let go."""

from playwright.sync_api import expect

from tests.e2e import documents
from tests.e2e.demo import USER
from tests.e2e.desk import DRAWN, Desk

REASON = "Transmitter is being calibrated"
HELD = 4000


def measured(id: str, point: str) -> documents.Document:
    """A register of the plant's controller under a name of its own, and a limit that only a hand can reach."""
    config = {
        "connection": "demo-plc",
        "interval": 0.5,
        "registers": [{"point": point, "type": "float32", "address": 4, "table": "input"}],
    }
    nodes = {"plc": documents.node("source.modbus", config, (0, 0)), "limit": documents.limit(point, h=HELD - 1)}
    return documents.flow(id, nodes, ("plc/samples", "limit/samples"))


def test_a_point_is_forced_from_its_wire_marked_and_released(desk: Desk, own: str) -> None:
    page, point = desk.page, f"{own}.flow"
    mark = page.locator(".forced:visible")
    desk.run_flow(measured(own, point))
    desk.open_flow(own)
    desk.label("plc").click(timeout=DRAWN)
    page.get_by_role("menuitem", name=f"Force {point}").click()
    form = page.get_by_role("dialog", name="Force a point")
    expect(form.get_by_label("Point")).to_have_value(point)
    form.get_by_label("Value").fill(str(HELD))
    expect(form.get_by_role("button", name="Force", exact=True)).to_be_disabled()
    form.get_by_label("Reason").fill(REASON)
    form.get_by_role("button", name="Force", exact=True).click()
    expect(form).to_have_count(0)
    wire = desk.label("plc")
    expect(wire.locator(mark)).to_have_text("F", timeout=DRAWN)
    expect(wire).to_contain_text(str(HELD))

    desk.open("/points")
    page.get_by_role("searchbox").fill(point)
    row = page.get_by_role("row").filter(has_text=point)
    expect(row.locator(mark)).to_have_text("F", timeout=DRAWN)

    page.get_by_role("link", name="Operations").click()
    row = page.locator("tr[data-key]").filter(has_text=point)
    held = row.get_by_role("img", name=f"Forced to {HELD} by {USER}")
    expect(held).to_be_visible(timeout=DRAWN)

    page.get_by_role("link", name="Forced points").click()
    line = page.get_by_role("row").filter(has_text=point)
    expect(line).to_contain_text(REASON, timeout=DRAWN)
    expect(line).to_contain_text(USER)
    line.get_by_role("button", name=f"Release {point}").click()
    expect(line).to_have_count(0, timeout=DRAWN)
    desk.open_flow(own)
    expect(wire).not_to_contain_text(str(HELD), timeout=DRAWN)
    expect(wire.locator(mark)).to_have_count(0)
