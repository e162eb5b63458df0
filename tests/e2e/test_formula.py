"""The formula field: help while it is typed, the value of now, units that do not fit, in both languages."""

import re

from playwright.sync_api import expect

from tests.e2e import documents
from tests.e2e.desk import DRAWN, Desk
from tests.e2e.test_validation import write


def test_a_formula_is_written_with_help_units_and_the_value_of_now(desk: Desk, own: str) -> None:
    page, cold, warm = desk.page, f"{own}.cold", f"{own}.warm"
    quoted_cold, quoted_warm = f'"{cold}"', f'"{warm}"'
    nodes = {
        "cold": documents.inject(cold, 20, interval=0.5),
        "warm": documents.inject(warm, 104, interval=0.5),
        "formula": documents.node(
            "compute.formula", {"formula": f"{quoted_cold} * 1", "output": f"{own}.rise"}, (240, 0)
        ),
    }
    wires = [("cold/samples", "formula/samples"), ("warm/samples", "formula/samples")]
    document = documents.flow(own, nodes, *wires)
    for name, unit in ((cold, "degC"), (warm, "degF")):
        desk.ask("PUT", f"/points/{name}", {"unit": unit})
    desk.run_flow(document)
    desk.open_flow(own)
    desk.select("formula")
    desk.errors.expect("Applying inline style")
    field = page.locator("[data-field='formula']")

    write(desk, "tw")
    option = page.locator(".cm-tooltip-autocomplete li", has_text=re.compile("^twa")).first
    expect(option).to_be_visible()
    expect(page.locator(".cm-completionInfo .fn-example")).to_contain_text("=")
    page.keyboard.press("Escape")

    write(desk, f'to({quoted_warm} - {quoted_cold}, "delta_degC")')
    now = field.get_by_role("status")
    expect(now).to_contain_text("Now 20 delta_degC", timeout=DRAWN)
    expect(field).to_contain_text(f"{cold} is converted from degC to degF")
    expect(field).to_contain_text(f"{warm} (degF)")

    write(desk, f"{quoted_warm} + 5 bar")
    alert = field.get_by_role("alert")
    expect(alert).to_contain_text("this adds degF and bar, which do not fit")
    expect(field.locator(".cm-lintRange-error")).to_have_text("5")
    page.evaluate("localStorage.setItem('tundish.language', 'zh')")
    desk.open_flow(own)
    desk.select("formula")
    expect(field.get_by_role("alert")).to_contain_text("此处相加的是 degF 与 bar，单位不相容")
