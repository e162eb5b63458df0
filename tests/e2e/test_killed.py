"""A browser that is killed in mid-edit, while the server does not answer: what was typed is there again."""

from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Browser, BrowserContext, Route, expect

from tests.e2e import documents
from tests.e2e.demo import Demo
from tests.e2e.desk import SAVED, Desk, Errors
from tests.fixtures.browser import OPTIONS

COPIES = """() => new Promise((done, failed) => {
  const opened = indexedDB.open('tundish-drafts');
  opened.onerror = () => failed(opened.error);
  opened.onsuccess = () => {
    const asked = opened.result.transaction('drafts').objectStore('drafts').getAll();
    asked.onsuccess = () => done(JSON.stringify(asked.result));
  };
})"""
"""What the browser has kept of flows that are not saved, as JSON."""


@pytest.fixture
def profile(tmp_path: Path) -> Iterator[Path]:
    """A browser's own folder; whatever still runs on it ends with the test."""
    folder = tmp_path / "profile"
    yield folder
    for process in running_on(folder):
        process.kill()


def running_on(profile: Path) -> list[psutil.Process]:
    """The browser that has this folder, without its helpers, which end with it."""
    mine = f"--user-data-dir={profile}"
    return [
        process
        for process in psutil.process_iter(["cmdline"])
        if mine in (line := process.info["cmdline"] or []) and not any(a.startswith("--type=") for a in line)
    ]


def desk_of(context: BrowserContext, demo: Demo) -> Desk:
    made = Desk(context.new_page(), demo.address, Errors(context))
    made.resume(demo.session)
    return made


def test_a_browser_killed_in_mid_edit_has_what_was_typed(
    desk: Desk, demo: Demo, own: str, profile: Path, browser: Browser, chromium: str
) -> None:
    def launch() -> BrowserContext:
        return browser.browser_type.launch_persistent_context(
            profile, executable_path=chromium, args=OPTIONS, viewport={"width": 1440, "height": 900}, locale="en-GB"
        )

    desk.ask("POST", "/flows", {"document": documents.alarmed(own, f"{own}.p")})
    first = desk_of(launch(), demo)
    first.open_flow(own)

    def silent(route: Route) -> None:
        if route.request.method == "PUT":
            route.abort()
        else:
            route.continue_()

    first.page.route(f"**/api/flows/{own}", silent)
    first.select("limit")
    title = first.page.get_by_label("Inspector").get_by_label("Node name")
    title.fill("Typed before the end")
    title.press("Enter")
    first.until(lambda: "Typed before the end" in first.page.evaluate(COPIES))
    (killed,) = running_on(profile)
    killed.kill()
    killed.wait(60)
    assert desk.ask("GET", f"/flows/{own}")["document"]["nodes"]["limit"]["name"] == "Limit"

    again = launch()
    second = desk_of(again, demo)
    second.open_flow(own)
    expect(second.page.get_by_text("that this browser had kept are in your draft again")).to_be_visible(timeout=SAVED)
    second.becomes(own, lambda draft: draft["nodes"]["limit"]["name"] == "Typed before the end")
    again.close()
