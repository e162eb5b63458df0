"""Desk: a browser that is signed in and sits before the demo; what a test sees and does there."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, WebError, expect

from tests.e2e.demo import PASSWORD, USER
from tests.fixtures.browser import TOUR_SEEN

SAVED = 60_000
DRAWN = 60_000
ANSWERED = 120_000
"""Milliseconds that a busy machine may take."""


class Errors:
    """What went wrong in the pages of a context; a test names what it provokes on purpose."""

    def __init__(self, context: BrowserContext) -> None:
        self._found: list[str] = []
        self._expected: list[str] = []
        context.on("console", self._console)
        context.on("weberror", self._page)

    def expect(self, *texts: str) -> None:
        """These are part of the test: a status such as "412", or words of a message."""
        self._expected += texts

    def check(self) -> None:
        """Fail with what nobody expected."""
        if wrong := [text for text in self._found if not any(part in text for part in self._expected)]:
            pytest.fail("the page reported errors:\n" + "\n".join(wrong), pytrace=False)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self._found.append(f"console: {message.text} at {message.location.get('url', '')}")

    def _page(self, error: WebError) -> None:
        self._found.append(f"page: {error.error}")


class Desk:
    """One tab of a signed-in browser. Names of nodes are their ids."""

    def __init__(self, page: Page, address: str, errors: Errors, *, newcomer: bool = False) -> None:
        self.page = page
        if not newcomer:
            page.add_init_script(TOUR_SEEN)
        self.address = address
        self.errors = errors
        self._csrf = ""

    # -- over HTTP, in the session of the page -----------------------------------------------------------------------

    def sign_in(self, name: str = USER, password: str = PASSWORD) -> None:
        """A session of its own, in place of the one there was."""
        self.page.context.clear_cookies()
        self._csrf = self.ask("POST", "/session", {"name": name, "password": password})["csrf"]

    def session(self) -> dict[str, Any]:
        """What another desk needs to go on with this session."""
        return {"cookies": self.page.context.cookies(), "csrf": self._csrf}

    def resume(self, session: dict[str, Any]) -> None:
        self.page.context.add_cookies(session["cookies"])
        self._csrf = session["csrf"]

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """A request as the page would make it; fails when it is refused.

        As a page does, it asks again when the server has just closed a connection that nobody had used for seconds.
        """
        answer = self.page.request.fetch(
            f"{self.address}/api{path}",
            method=method,
            data=body,
            headers={"Origin": self.address, "X-CSRF-Token": self._csrf, **headers},
            timeout=ANSWERED,
            max_retries=2,
        )
        assert answer.ok, f"{method} {path}: {answer.status} {answer.text()}"
        return answer.json() if answer.body() else None

    def let_in(self, name: str, role: str) -> None:
        """A user with PASSWORD, unless there is one of that name."""
        if name not in {user["name"] for user in self.ask("GET", "/users")}:
            self.ask("POST", "/users", {"name": name, "role": role, "password": PASSWORD})

    def run_flow(self, document: dict[str, Any]) -> None:
        """Make a flow and deploy it, without the editor."""
        revision = self.ask("POST", "/flows", {"document": document})["revision"]
        self.ask("POST", f"/flows/{document['id']}/deploy", {"revision": revision, "comment": "For a test"})

    def press(self, flow: str, node: str) -> None:
        """The button of an inject node."""
        self.ask("POST", f"/flows/{flow}/nodes/{node}/commands", {"command": "press", "args": {}})

    def another_tab(self) -> "Desk":
        """A second tab of the same browser."""
        tab = Desk(self.page.context.new_page(), self.address, self.errors)
        tab._csrf = self._csrf
        return tab

    # -- pages -------------------------------------------------------------------------------------------------------

    def open(self, path: str) -> None:
        self.page.goto(self.address + path)

    def open_flow(self, id: str) -> None:
        """Open a flow in the editor, in any language; it is there when its name and the canvas are."""
        self.open(f"/flows/{id}")
        expect(self.page.locator(".flow-name")).to_be_visible(timeout=DRAWN)
        expect(self.canvas).to_be_visible(timeout=DRAWN)

    # -- the canvas --------------------------------------------------------------------------------------------------

    @property
    def canvas(self) -> Locator:
        return self.page.locator(".react-flow__pane")

    def node(self, id: str) -> Locator:
        return self.page.locator(f"[data-node-id='{id}']")

    def port(self, node: str, name: str, side: str = "out") -> Locator:
        return self.node(node).locator(f"[data-port='{name}'][data-side='{side}']")

    def wire(self, start: str, end: str) -> Locator:
        """A wire by the titles of its nodes."""
        return self.page.get_by_role("group", name=f"{start} → {end}", exact=True)

    def label(self, node: str, port: str = "samples") -> Locator:
        """The live value on the wire that leaves a port."""
        return self.page.locator(f".wl[data-output='{node}/{port}']")

    def drop_kind(self, kind: str, x: float, y: float) -> None:
        """Drag a kind from the palette to a place of the canvas, in pixels from its corner."""
        item = self.page.get_by_label("Node kinds").locator(f"[data-kind='{kind}']")
        item.drag_to(self.canvas, target_position={"x": x, "y": y})

    def pull(self, start: Locator, end: Locator, *, let_go: bool = True) -> None:
        """Pull a wire from port to port, as a hand does: in steps."""
        x, y = middle(start)
        to_x, to_y = middle(end)
        mouse = self.page.mouse
        mouse.move(x, y)
        mouse.down()
        mouse.move((x + to_x) / 2, (y + to_y) / 2, steps=6)
        mouse.move(to_x, to_y, steps=6)
        if let_go:
            mouse.up()

    def select(self, node: str) -> None:
        """Click on the title of a node."""
        self.node(node).locator(".h").click()

    def on_canvas(self) -> None:
        """Give the keyboard to the canvas, with nothing selected."""
        box = self.canvas.bounding_box()
        assert box
        self.canvas.click(position={"x": box["width"] - 30, "y": 20})

    # -- the draft ---------------------------------------------------------------------------------------------------

    def draft(self, id: str) -> dict[str, Any]:
        """The document as the server has it, once everything is saved."""
        expect(self.page.locator(".save-state")).to_have_text("Saved", timeout=SAVED)
        document: dict[str, Any] = self.ask("GET", f"/flows/{id}")["document"]
        return document

    def becomes(self, id: str, holds: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The draft, once it is as wanted; saving comes a second after the last change."""

        def wanted() -> dict[str, Any] | None:
            document = self.draft(id)
            return document if holds(document) else None

        found: dict[str, Any] = self.until(wanted)
        return found

    def deploy(self, comment: str) -> None:
        """Press Deploy, say why, and wait until it is done."""
        self.page.get_by_role("button", name="Deploy", exact=True).click()
        panel = self.page.get_by_role("dialog", name=re.compile(r"^Deploy as v\d+"))
        panel.get_by_label("Comment").fill(comment)
        panel.get_by_role("button", name=re.compile(r"^Deploy v\d+")).click()
        expect(panel).to_be_hidden(timeout=DRAWN)

    # -- waiting -----------------------------------------------------------------------------------------------------

    def until(self, holds: Callable[[], Any], seconds: float = 60) -> Any:
        """The first true answer; the page goes on living meanwhile."""
        for _ in range(round(seconds / 0.1)):
            if answer := holds():
                return answer
            self.page.wait_for_timeout(100)
        raise AssertionError(f"it did not happen within {seconds} s")


def middle(place: Locator) -> tuple[float, float]:
    """Middle of something on the screen."""
    expect(place).to_be_visible()
    box = place.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
