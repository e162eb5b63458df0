"""A draft that is wrong says where, and is not deployed."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e import documents
from tests.e2e.desk import DRAWN, Desk

RIGHT = "{device}.raw * 2"
WRONG = "{device}.raw * * 2"
PLACE = re.compile("line 1, column 16", re.IGNORECASE)


@pytest.fixture
def wrong(desk: Desk, own: str) -> Desk:
    """A flow that runs, open at its formula, which has just been spoiled."""
    nodes = {
        "button": documents.inject(f"{own}.raw", 5, interval=0.5),
        "formula": documents.node("compute.formula", {"formula": RIGHT, "output": "{device}.twice"}, (240, 0)),
        "deadband": documents.node("compute.deadband", {}, (480, 0)),
    }
    wires = [("button/samples", "formula/samples"), ("formula/samples", "deadband/samples")]
    document = documents.flow(own, nodes, *wires)
    desk.run_flow(document)
    desk.open_flow(own)
    expect(desk.label("formula")).to_have_text("10", timeout=DRAWN)
    desk.select("formula")
    desk.errors.expect(
        "Applying inline style"
    )  # Chromium wants to keep the colour of what is replaced; refused, rightly
    write(desk, WRONG)
    desk.becomes(own, lambda draft: formula(draft) == WRONG)
    return desk


def test_a_wrong_formula_is_told_at_its_field_and_among_the_problems(wrong: Desk, own: str) -> None:
    page = wrong.page
    field = page.locator("[data-field='formula']")
    expect(field.get_by_role("alert")).to_contain_text(PLACE)
    problem = page.get_by_label("Drawer").get_by_role("row").filter(has_text="Formula")
    expect(problem).to_have_count(1)
    expect(problem).to_contain_text(PLACE)
    expect(wrong.node("formula")).to_have_attribute("data-status", "error")
    wrong.on_canvas()
    problem.get_by_role("button", name="Show").click()
    write(wrong, RIGHT)
    expect(page.get_by_text("No changes")).to_be_visible()
    expect(field.get_by_role("alert")).to_have_count(0)
    expect(problem).to_have_count(0)
    wrong.becomes(own, lambda draft: formula(draft) == RIGHT)


def test_what_is_wrong_cannot_be_deployed_and_goes_on_as_it_was(wrong: Desk, own: str) -> None:
    page = wrong.page
    page.get_by_role("button", name="Deploy", exact=True).click()
    panel = page.get_by_role("dialog", name="Deploy as v2")
    expect(panel).to_contain_text("1 error blocks deploying")
    expect(panel).to_contain_text(PLACE)
    panel.get_by_label("Comment").fill("It is wrong")
    expect(panel.get_by_role("button", name="Deploy v2")).to_be_disabled()
    panel.get_by_role("button", name="Cancel").click()

    revision = wrong.ask("GET", f"/flows/{own}")["revision"]
    answer = page.request.post(
        f"{wrong.address}/api/flows/{own}/deploy",
        data={"revision": revision, "comment": "Past the page"},
        headers={"Origin": wrong.address, "X-CSRF-Token": wrong.ask("GET", "/session")["csrf"]},
    )
    assert 422 == answer.status
    problems = [one for one in answer.json()["problems"] if one["severity"] == "error"]
    assert [("formula", "formula")] == [(one["node"], one["field"]) for one in problems]
    assert RIGHT == formula(wrong.ask("GET", f"/flows/{own}")["deployed_document"])
    expect(wrong.label("formula")).to_have_text("10")


def write(desk: Desk, text: str) -> None:
    """Replace the formula, as hands do."""
    desk.page.get_by_role("textbox", name="Formula").click()
    desk.page.keyboard.press("Control+a")
    desk.page.keyboard.type(text)


def formula(document: dict[str, Any]) -> str:
    text: str = document["nodes"]["formula"]["config"]["formula"]
    return text
