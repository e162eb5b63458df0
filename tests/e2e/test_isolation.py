"""A node that hangs and one that eats memory, in the demo: they are named on the page, and nobody else notices."""

import os
import re
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import psutil
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


@pytest.fixture(scope="module", autouse=True)
def refusing(plant: Demo, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """While this file is there, the action of `orders` fails; its five tries go on while the other tests run."""
    file = tmp_path_factory.mktemp("orders") / "refusing"
    file.touch()
    nodes = {
        "first": documents.node("source.inject", {"mode": "event", "event": "order.pump"}, (0, 0)),
        "second": documents.node("source.inject", {"mode": "event", "event": "order.fan"}, (0, 100)),
        "order": documents.node("action.refuse", {"file": str(file)}, (240, 0)),
    }
    wires = [(f"{name}/events", "order/events") for name in ("first", "second")]
    with browser.new_context() as context:
        desk = Desk(context.new_page(), plant.address, Errors(context))
        desk.sign_in()
        desk.run_flow(documents.flow("orders", nodes, *wires))
        for name in ("first", "second"):
            desk.press("orders", name)
    return file


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
    the_groups_are_told(desk)


def the_groups_are_told(desk: Desk) -> None:
    """An administrator sees what each group takes and who is out of work, in both languages, and gives another try."""
    page = desk.page
    desk.open("/admin/groups")
    groups = page.locator("table.ad-groups")
    spin = groups.locator("tr[data-group='spin']")
    expect(spin).to_contain_text("Spin", timeout=DRAWN)
    expect(spin).to_contain_text("MiB")
    expect(groups.locator("tr[data-group='']")).to_contain_text(re.compile(r"\d %"), timeout=DRAWN)
    resting = page.get_by_role("table", name="Out of work")
    expect(resting.get_by_role("row").filter(has_text="culprit")).to_have_count(2)
    expect(resting).to_contain_text("twice it took more memory")
    page.get_by_role("button", name="中: Chinese").click()
    expect(groups).to_contain_text("默认组")
    expect(page.get_by_role("table", name="已停止工作")).to_contain_text("culprit")
    page.get_by_role("button", name="EN: 英文").click()
    resting.get_by_role("row").filter(has_text="Eat").get_by_role("button", name="Try again").click()
    desk.until(lambda: "eat" not in {row["id"] for row in desk.ask("GET", "/flows") if row["stopped_nodes"]})


def test_a_flow_whose_disk_takes_nothing_says_so(watcher: Desk, plant: Demo) -> None:
    """No file of the worker may grow for a while: what a full disk does to it."""
    desk, page = watcher, watcher.page
    desk.run_flow(documents.alarmed("full", "full.level"))
    desk.open_flow("full")
    expect(page.locator(".flow-state")).to_have_text("Running", timeout=DRAWN)
    worker = plant.workers()[0]
    before = worker.rlimit(psutil.RLIMIT_FSIZE)
    worker.rlimit(psutil.RLIMIT_FSIZE, (0, before[1]))
    try:
        desk.press("full", "button")
        expect(page.locator(".flow-state")).to_have_text("Degraded", timeout=DRAWN)
        banner = page.locator(".banner.degraded")
        expect(banner).to_contain_text("The disk takes nothing")
        expect(banner).to_contain_text("full.db cannot be written")
        page.get_by_role("button", name="中: Chinese").click()
        expect(page.locator(".flow-state")).to_have_text("降级运行")
        expect(banner).to_contain_text("磁盘无法写入")
        page.get_by_role("button", name="EN: 英文").click()
        other = desk.another_tab()
        other.open("/")
        row = other.page.get_by_role("row", name=re.compile("^Select Full"))
        expect(row).to_contain_text("Degraded", timeout=DRAWN)
        expect(row).to_contain_text("Nothing can be kept")
    finally:
        worker.rlimit(psutil.RLIMIT_FSIZE, before)
    expect(page.locator(".flow-state")).to_have_text("Running", timeout=4 * DRAWN)
    expect(page.locator(".banner.degraded")).to_have_count(0)


def test_an_operator_disables_a_flow_in_the_header_and_enables_it_in_the_list(watcher: Desk) -> None:
    desk = watcher
    desk.run_flow(documents.alarmed("noisy", "noisy.level"))
    desk.open_flow("noisy")
    desk.page.locator(".flow-bar").get_by_role("button", name="More").click()
    desk.page.get_by_role("menuitem", name="Disable…").click()
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


def test_what_an_action_could_not_send_is_tried_again_or_discarded(watcher: Desk, refusing: Path) -> None:
    """It fails five times for a reason of its own, which is no broken link: begun with the server."""
    desk, page = watcher, watcher.page
    desk.open_flow("orders")
    expect(desk.node("order")).to_contain_text("does not know this asset", timeout=DRAWN)
    desk.select("order")
    page.get_by_role("tab", name="Data").click()
    aside = page.get_by_role("region", name="Set aside")
    rows = aside.locator("tbody tr")
    expect(rows).to_have_count(2, timeout=4 * DRAWN)
    expect(rows.first).to_contain_text("does not know this asset")
    page.get_by_role("button", name="中: Chinese").click()
    expect(page.get_by_role("region", name="搁置")).to_be_visible()
    page.get_by_role("button", name="EN: 英文").click()
    rows.filter(has_text="order.pump").get_by_role("checkbox").check()
    aside.get_by_role("button", name="Discard").click()
    expect(rows).to_have_count(1, timeout=DRAWN)
    expect(rows).to_contain_text("order.fan")
    refusing.unlink()
    aside.get_by_role("checkbox", name="Select all").check()
    aside.get_by_role("button", name="Try again").click()
    expect(aside).to_have_count(0, timeout=DRAWN)
    (trace,) = desk.ask("GET", "/traces?flow=orders&kind=order.fan")["traces"]
    kinds = [step["input"] and step["input"]["kind"] for step in desk.ask("GET", f"/traces/{trace['id']}")["steps"]]
    assert "action.failed" in kinds
    desk.until(lambda: is_done(desk, trace["id"]))


def is_done(desk: Desk, trace: str) -> bool:
    """Whether the action of a trace was done in the end."""
    last = desk.ask("GET", f"/traces/{trace}")["steps"][-1]["input"]
    return bool(last and last["kind"] == "action.done")


def is_stopped(desk: Desk, flow: str) -> bool:
    found = next(row["stopped_nodes"] for row in desk.ask("GET", "/flows") if row["id"] == flow)
    return bool(found == ["culprit"])
