"""Pictures for README and docs, taken from a running demo: python -m tests.e2e.pictures [NAME…]"""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from tests.e2e import documents
from tests.e2e.demo import ROOT, Demo
from tests.e2e.desk import DRAWN, SAVED, Desk, Errors
from tests.fixtures.browser import OPTIONS
from tests.fixtures.programs import program
from tests.fixtures.troublesome import installed

FOLDER = ROOT / "docs" / "pictures"
MOST = 250_000
"""Bytes of a picture: they are in the repository."""
DESK = ViewportSize(width=1440, height=900)
PHONE = ViewportSize(width=390, height=844)


@dataclass(frozen=True)
class Picture:
    """One file: what is done before the shutter opens, and how the page looks."""

    name: str
    pose: Callable[[Desk], None]
    language: str = "en"
    theme: str = "light"
    phone: bool = False

    @property
    def file(self) -> Path:
        return FOLDER / f"{self.name}-{self.theme}-{self.language}.png"


def flows(desk: Desk) -> None:
    desk.open("/")
    expect(desk.page.locator("tbody tr")).to_have_count(4, timeout=DRAWN)


def editor(desk: Desk) -> None:
    desk.open_flow("pump-station")
    expect(desk.label("plc")).to_have_attribute("data-quality", "good", timeout=DRAWN)
    expect(desk.label("limits", "events")).to_be_visible(timeout=4 * DRAWN)
    desk.select("limits")
    expect(desk.page.locator("[data-field='rows'] table")).to_be_visible()
    for _ in range(6):
        desk.page.locator(".insp-grip").press("ArrowLeft")  # room for all columns
    desk.page.locator(".insp-grip").blur()
    desk.page.wait_for_timeout(300)  # the canvas has taken its new size
    desk.page.keyboard.press("1")
    desk.page.wait_for_timeout(300)


def formula(desk: Desk) -> None:
    desk.open_flow("furnace-off-gas")
    expect(desk.label("co")).to_have_attribute("data-quality", "good", timeout=DRAWN)
    desk.select("co")
    expect(desk.page.locator(".cm-content")).to_be_visible(timeout=DRAWN)
    desk.page.locator(".formula-ok").wait_for()
    desk.page.get_by_role("tab").nth(1).click()


def deploy(desk: Desk) -> None:
    desk.open_flow("pump-station")
    expect(desk.label("plc")).to_be_visible(timeout=DRAWN)
    desk.select("limits")
    desk.page.locator("[data-cell^='0:'][data-column='h']").fill("75")
    desk.page.locator("[data-cell^='2:'][data-column='on_delay']").fill("5")
    desk.page.keyboard.press("Tab")
    desk.page.locator(".flow-bar .btn.prim").click()
    desk.page.locator("#deploy-comment").fill("Pump 2 starts earlier; bearings get five seconds")
    expect(desk.page.locator("table.diff tbody tr")).to_have_count(2)
    expect(desk.page.locator(".save-state")).to_have_attribute("data-state", "saved", timeout=SAVED)


def operations(desk: Desk) -> None:
    desk.open("/operations")
    rows = desk.page.locator("tr[data-key]")
    expect(rows.nth(5)).to_be_visible(timeout=4 * DRAWN)
    rows.first.locator("button.link").click()
    expect(desk.page.locator(".al-trend .ln").first).to_be_visible(timeout=DRAWN)


def phone(desk: Desk) -> None:
    desk.open("/operations")
    rows = desk.page.locator("li[data-priority]")
    expect(rows.nth(5)).to_be_visible(timeout=4 * DRAWN)
    with desk.page.expect_response("**/api/events?*"):
        rows.nth(1).get_by_role("button").click()


def performance(desk: Desk) -> None:
    desk.open("/operations/performance")
    expect(desk.page.locator(".pf-grid")).to_be_visible(timeout=4 * DRAWN)


def points(desk: Desk) -> None:
    desk.open("/points")
    expect(desk.page.locator("tbody tr").nth(20)).to_be_visible(timeout=DRAWN)
    desk.page.get_by_role("searchbox").fill("furnace")
    expect(desk.page.locator("tbody tr")).to_have_count(14)
    desk.page.get_by_role("row", name="furnace.co_ref").get_by_role("button").first.click()


def aside(desk: Desk) -> None:
    """A flow of its own, whose action is refused five times."""
    page, refusing = desk.page, Path(tempfile.gettempdir()) / "asset-unknown"
    refusing.touch()
    nodes = {
        "pump": documents.node("source.inject", {"mode": "event", "event": "order.pump"}, (0, 0)),
        "fan": documents.node("source.inject", {"mode": "event", "event": "order.fan"}, (0, 100)),
        "work-order": documents.node("action.work_order", {"file": str(refusing)}, (260, 48)),
    }
    desk.run_flow(
        documents.flow("work-orders", nodes, *((f"{id}/events", "work-order/events") for id in ("pump", "fan")))
    )
    for id in ("pump", "fan"):
        desk.press("work-orders", id)
    desk.open_flow("work-orders")
    desk.select("work-order")
    page.get_by_role("tab", name="Data").click()
    expect(page.get_by_role("region", name="Set aside").locator("tbody tr")).to_have_count(2, timeout=4 * DRAWN)
    refusing.unlink()


def isolation(desk: Desk) -> None:
    """A flow of its own, whose node hangs: it comes last, since the flow stays."""
    nodes = {
        "kiln": documents.node("source.points", {"patterns": [{"points": "furnace.draft"}]}, (0, 40)),
        "flame-image": documents.node("compute.flame_image", {}, (260, 0)),
        "calmer": documents.node("compute.deadband", {"band": 0.5}, (260, 120)),
        "limits": documents.limit("furnace.draft", (520, 120), h=80),
    }
    pairs = (("kiln", "flame-image"), ("kiln", "calmer"), ("calmer", "limits"))
    wires = [(f"{start}/samples", f"{end}/samples") for start, end in pairs]
    desk.run_flow({**documents.flow("kiln-vision", nodes, *wires), "isolation": "vision"})
    desk.open_flow("kiln-vision")
    expect(desk.node("flame-image")).to_contain_text("Out of work", timeout=4 * DRAWN)
    expect(desk.label("calmer")).to_have_attribute("data-quality", "good", timeout=DRAWN)
    desk.select("flame-image")
    desk.page.keyboard.press("1")
    desk.page.wait_for_timeout(1500)


def groups(desk: Desk) -> None:
    desk.open("/admin/groups")
    expect(desk.page.locator("table.ad-groups tr[data-group='vision']")).to_be_visible(timeout=DRAWN)
    expect(desk.page.locator("table.ad-groups")).to_contain_text(" %", timeout=DRAWN)


def history(desk: Desk) -> None:
    desk.open("/operations/history")
    expect(desk.page.locator("table.st-table tbody tr").nth(5)).to_be_visible(timeout=4 * DRAWN)


def forced(desk: Desk) -> None:
    """Two points that are held for an hour."""
    for point, value, reason in (
        ("furnace.draft", -12.0, "Transmitter is calibrated"),
        ("header.pressure", 310.0, "Impulse line is flushed"),
    ):
        desk.ask("POST", f"/points/{point}/force", {"value": value, "seconds": 3600, "reason": reason})
    desk.open("/operations/forced")
    expect(desk.page.locator("table.list tbody tr")).to_have_count(2, timeout=DRAWN)


def knowledge(desk: Desk) -> None:
    desk.open("/operations/knowledge")
    expect(desk.page.locator(".pg-body")).to_be_visible(timeout=DRAWN)
    desk.page.wait_for_timeout(1000)


def users(desk: Desk) -> None:
    desk.open("/admin/users")
    expect(desk.page.locator("table tbody tr").first).to_be_visible(timeout=DRAWN)


def audit(desk: Desk) -> None:
    desk.open("/admin/audit")
    expect(desk.page.locator("table tbody tr").nth(2)).to_be_visible(timeout=DRAWN)


def keys(desk: Desk) -> None:
    """Where keys are looked up, and changed."""
    desk.open_flow("pump-station")
    expect(desk.label("plc")).to_have_attribute("data-quality", "good", timeout=DRAWN)
    desk.on_canvas()
    desk.page.keyboard.press("?")
    desk.page.locator(".keys").wait_for()


LOOKS = (("en", "light"), ("en", "dark"), ("zh", "light"), ("zh", "dark"))
POSES = (editor, formula, deploy, flows, operations, performance, phone, points)
PICTURES = tuple(
    Picture(pose.__name__, pose, language, theme, phone=pose is phone) for pose in POSES for language, theme in LOOKS
)
BOTH = (("en", "light"), ("zh", "light"))
PICTURES += tuple(
    Picture(pose.__name__, pose, language, theme)
    for pose in (history, forced, knowledge, users, audit, keys) for language, theme in BOTH
)  # fmt: skip
WITH_PLUGIN = (
    Picture("aside", aside),
    Picture("isolation", isolation),
    Picture("groups", groups),
    Picture("groups", groups, "zh", "dark"),
)
"""These take nodes that go wrong, from a package beside the product."""


def take(browser: Browser, demo: Demo, picture: Picture) -> None:
    """One picture in a fresh profile, without blinking."""
    context = browser.new_context(
        viewport=PHONE if picture.phone else DESK,
        locale="zh-CN" if picture.language == "zh" else "en-GB",
        color_scheme="dark" if picture.theme == "dark" else "light",
        reduced_motion="reduce",
    )
    with context:
        errors = Errors(context)
        desk = Desk(context.new_page(), demo.address, errors)
        desk.sign_in()
        picture.pose(desk)
        settle(desk.page)
        desk.page.screenshot(path=picture.file, animations="disabled", caret="hide")
    errors.check()


def settle(page: Page) -> None:
    """All fonts are there, the pointer is out of the way."""
    page.mouse.move(2, 2)
    page.evaluate("document.fonts.ready.then(() => true)")


def taken(pictures: Sequence[Picture]) -> None:
    """Pictures of a demo of their own."""
    data = Path(tempfile.mkdtemp(prefix="pictures-"))
    demo = Demo(data)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=program("chromium"), args=OPTIONS)
            for picture in pictures:
                take(browser, demo, picture)
                size = picture.file.stat().st_size
                print(f"{picture.file.relative_to(ROOT)}  {size // 1000} kB")  # noqa: T201 - a command says what it does
                assert size <= MOST, f"{picture.file.name} is too large"
            browser.close()
    finally:
        demo.stop()
        shutil.rmtree(data, ignore_errors=True)


def main() -> None:
    """All pictures, or those whose names are given."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    names = set(sys.argv[1:])
    wanted = [[one for one in some if not names or one.name in names] for some in (PICTURES, WITH_PLUGIN)]
    if wanted[0]:
        taken(wanted[0])
    if wanted[1]:
        with tempfile.TemporaryDirectory() as folder:
            os.environ["PYTHONPATH"] = installed(Path(folder), "tests.fixtures.plant_package")
            taken(wanted[1])


if __name__ == "__main__":
    main()
