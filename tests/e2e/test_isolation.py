"""A node that hangs and one that eats memory, in the demo: they are named on the page, and nobody else notices."""

import os
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e import documents
from tests.e2e.demo import Demo
from tests.e2e.desk import DRAWN, Desk, Errors
from tests.fixtures.troublesome import installed, lags

WATCHDOG = 150.0
"""Seconds until a node is out of work; 2 s for each of two ends are promised, and two starts of a worker."""


@pytest.fixture(scope="module")
def plant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A demo of its own, whose workers know the troublesome nodes."""
    before = {name: os.environ.get(name) for name in ("PYTHONPATH", "TUNDISH_WORKER_MEMORY")}
    os.environ["PYTHONPATH"] = installed(tmp_path_factory.mktemp("plugin"))
    os.environ["TUNDISH_WORKER_MEMORY"] = "900"
    made = Demo(tmp_path_factory.mktemp("troubled"))
    try:
        yield made
    finally:
        made.stop()
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@pytest.fixture
def watcher(plant: Demo, browser: Browser) -> Iterator[Desk]:
    with browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB") as context:
        errors = Errors(context)
        made = Desk(context.new_page(), plant.address, errors)
        made.sign_in()
        yield made
        errors.check()


def troubled(id: str, how: str) -> documents.Document:
    """In a worker of its own."""
    nodes = {
        "tick": documents.node("source.ticker", {"point": f"{id}.tick", "value": 60.0, "every": 0.05}, (0, 0)),
        "culprit": documents.node("compute.trouble", {"how": how}, (240, 0)),
        "deadband": documents.node("compute.deadband", {"band": 0.5}, (240, 120)),
    }
    wires = (("tick/samples", "culprit/samples"), ("tick/samples", "deadband/samples"))
    return {**documents.flow(id, nodes, *wires), "isolation": id}


def gauged(file: Path) -> documents.Document:
    nodes = {
        "tick": documents.node("source.ticker", {"point": "good.tick", "value": 1.0, "every": 0.01}, (0, 0)),
        "gauge": documents.node("compute.gauge", {"file": str(file)}, (240, 0)),
    }
    return documents.flow("good", nodes, ("tick/samples", "gauge/samples"))


def percent(found: list[float], share: float) -> float:
    return found[int(share * (len(found) - 1))]


@pytest.mark.timeout(900)
def test_the_culprit_is_named_and_the_others_live_on(
    watcher: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk, file = watcher, tmp_path / "lags"
    desk.run_flow(gauged(file))
    desk.until(lambda: len(lags(file)) > 500, WATCHDOG)
    worker = next(g for g in desk.ask("GET", "/status")["worker"]["groups"] if not g["group"])
    calm = lags(file)
    for how in ("spin", "eat"):
        began = time.time()
        desk.run_flow(troubled(how, how))
        desk.open_flow(how)
        desk.until(partial(is_stopped, desk, how), WATCHDOG)
        during = lags(file, began)
        with capsys.disabled():
            figures = ", ".join(
                f"p{100 * s:.0f} {1000 * percent(calm, s):.1f} ms calm, {1000 * percent(during, s):.1f} ms meanwhile"
                for s in (0.5, 0.99)
            )
            print(f"\na node that {how}s: another flow's {figures}")  # noqa: T201 - figures are for people to read
        expect(desk.node("culprit")).to_have_attribute("data-status", "error", timeout=DRAWN)
        expect(desk.node("culprit")).to_contain_text("Out of work", timeout=DRAWN)
        expect(desk.node("deadband")).not_to_have_attribute("data-status", "error", timeout=DRAWN)
        row = desk.page.locator("table.problems tr").filter(has_text="Out of work")
        expect(row).to_contain_text("Culprit", timeout=DRAWN)
        expect(row.get_by_role("button", name="Try again")).to_be_visible(timeout=DRAWN)
    after = next(g for g in desk.ask("GET", "/status")["worker"]["groups"] if not g["group"])
    assert (worker["restarts"], worker["since"]) == (after["restarts"], after["since"])
    desk.open("/")
    expect(desk.page.get_by_role("row").filter(has_text="culprit is stopped")).to_have_count(2, timeout=DRAWN)


def test_an_operator_disables_a_flow_in_the_header_and_enables_it_in_the_list(watcher: Desk) -> None:
    desk = watcher
    desk.run_flow(documents.alarmed("noisy", "noisy.level"))
    desk.open_flow("noisy")
    desk.page.get_by_role("button", name="Disable…").click()
    dialog = desk.page.get_by_role("dialog")
    dialog.get_by_label("Reason").fill("the sensor is being mended")
    dialog.get_by_role("button", name="Disable", exact=True).click()
    expect(desk.page.locator(".flow-state")).to_have_text("Disabled", timeout=DRAWN)
    desk.open("/")
    row = desk.page.get_by_role("row").filter(has_text="noisy")
    expect(row).to_contain_text("Disabled", timeout=DRAWN)
    expect(row).to_contain_text("the sensor is being mended", timeout=DRAWN)
    row.get_by_role("button").last.click()
    desk.page.get_by_role("menuitem", name="Enable").click()
    expect(row).to_contain_text("Running", timeout=DRAWN)


def is_stopped(desk: Desk, flow: str) -> bool:
    found = next(row["stopped_nodes"] for row in desk.ask("GET", "/flows") if row["id"] == flow)
    return bool(found == ["culprit"])
