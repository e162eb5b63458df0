"""One demo for all tests of the editor; each test has a browser of its own, signed in."""

import re
import subprocess
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.demo import ROOT, SHIPPED, Demo, Program
from tests.e2e.desk import DRAWN, Desk, Errors
from tests.e2e.looks import CHINESE_DARK
from tests.fixtures.browser import TOUR_SEEN
from tests.fixtures.programs import program

HERE = Path(__file__).parent
PROVOKED = ("412", "ERR_FAILED")
"""Errors that tests make on purpose: a second save, and a connection that is lost."""
STAND_IN = ROOT / "editor" / "tests" / "fake-server.mjs"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of them drive a browser, and the first one waits until the demo is up."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.e2e)
            item.add_marker(pytest.mark.timeout(600))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """What our servers have said is told with a test that fails."""
    report = yield
    if report.failed:
        report.sections += [(f"said by the server of {each.data}", each.said[-8000:]) for each in Program.running]
    return report


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The plant with its four flows, on a port of its own."""
    if not (ROOT / "editor" / "dist" / "index.html").exists():
        pytest.fail("the editor is not built: start the tests with ./dev test, which builds it")
    made = Demo(tmp_path_factory.mktemp("demo"))
    yield made
    made.stop()


@pytest.fixture
def errors(page: Page) -> Iterator[Errors]:
    """Errors of all tabs; those not expected fail the test."""
    found = Errors(page.context)
    yield found
    found.check()


@pytest.fixture
def viewer(demo: Demo, desk: Desk, browser: Browser) -> Iterator[Desk]:
    """A tab of somebody who may look."""
    desk.let_in("victor", "viewer")
    with browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB") as context:
        found = Errors(context)
        made = Desk(context.new_page(), demo.address, found)
        made.sign_in("victor")
        yield made
        found.check()


@pytest.fixture(scope="module")
def _left_as_found(demo: Demo, browser: Browser) -> Iterator[None]:
    """What a file of tests has set running ends with it, so that files neither see nor slow down each other."""
    yield
    with browser.new_context() as context:
        desk = Desk(context.new_page(), demo.address, Errors(context))
        desk.sign_in()
        for flow in desk.ask("GET", "/flows"):
            if flow["deployed"] and flow["id"] not in SHIPPED:
                desk.ask("POST", f"/flows/{flow['id']}/stop", {})


@pytest.fixture
def desk(demo: Demo, page: Page, errors: Errors, _left_as_found: None) -> Desk:
    """A tab of an administrator."""
    made = Desk(page, demo.address, errors)
    if demo.session:
        made.resume(demo.session)
    else:
        made.sign_in()
        demo.session = made.session()
    return made


@pytest.fixture
def own(request: pytest.FixtureRequest) -> str:
    """An id for the flow of this test alone."""
    return re.sub("[^a-z0-9]+", "-", request.node.name.removeprefix("test_"))[:60].strip("-")


@pytest.fixture
def stand_in(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The editor on a flow, with a stand-in server of its own; errors of the page fail the test.

    In English and light, unless a test is parametrised with looks.
    """
    dark = getattr(request, "param", "") == CHINESE_DARK
    server = subprocess.Popen([program("node"), STAND_IN, "0"], stdout=subprocess.PIPE, text=True)
    context = browser.new_context(
        viewport={"width": 1440, "height": 900},
        locale="zh-CN" if dark else "en-GB",
        color_scheme="dark" if dark else "light",
    )
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.add_init_script(TOUR_SEEN)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda one: errors.append(f"{one.text} {one.location}") if one.type == "error" else None)
    try:
        assert server.stdout is not None
        page.goto(server.stdout.readline().strip() + "/flows/pump-station")
        limits = page.locator("[data-node-id=limits]")
        expect(limits).to_be_visible(timeout=DRAWN)
        expect(page.locator("html")).to_have_attribute("lang", "zh-CN" if dark else "en")
        expect(page.locator("html")).to_have_attribute("data-theme", "dark" if dark else "light")
        stands_still(page, limits)
        yield page
        assert [] == [error for error in errors if not any(part in error for part in PROVOKED)]
    finally:
        context.close()
        server.terminate()
        server.communicate()


def stands_still(page: Page, place: Locator) -> None:
    """Wait until the canvas has fitted the flow into its window: a page that gets no processor stands still as well."""
    before = None
    while before != (before := place.bounding_box()):
        page.wait_for_timeout(200)
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
