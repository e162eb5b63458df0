"""Alarm page: 10,000 transitions in 10 s over the WebSocket into a browser; how long a frame takes, what is lost.

The built editor with a stand-in server; only the alarms come from here. Frames are those of the browser's own clock.
"""

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Route, WebSocketRoute, sync_playwright

from benchmarks.table import Bench
from tests.fixtures.browser import OPTIONS
from tests.fixtures.programs import program

STAND_IN = Path(__file__).parents[1] / "editor" / "tests" / "fake-pages.mjs"
PRIORITIES = ("critical", "serious", "moderate", "advisory")
EVERY = 0.1
"""Seconds between two messages, as the server sends them."""
FRAMES = """() => {
  window.frames_ms = [];
  let last = performance.now();
  const next = (now) => { window.frames_ms.push(now - last); last = now; requestAnimationFrame(next); };
  requestAnimationFrame(next);
}"""


class Flood:
    """What the server would send: alarms that come, are acknowledged, return and go."""

    def __init__(self) -> None:
        self.alarms: dict[str, dict[str, Any]] = {}
        self.sent = 0
        self.start = datetime(2026, 11, 21, 14, 2, tzinfo=UTC)

    def next(self, size: int) -> dict[str, Any]:
        """The next message with so many transitions: six of ten come, three change, one goes."""
        changed: dict[str, dict[str, Any]] = {}
        removed = []
        for _ in range(size):
            self.sent += 1
            part = self.sent % 10
            if part < 6 or not self.alarms:
                raised = self._raised()
                changed[raised["point"]] = raised
            elif part < 9:
                alarm = next(a for a in self.alarms.values() if a["status"] == "unack")
                alarm.update(status="ack" if part == 6 else "rtn_unack", time=self._now())
                changed[alarm["point"]] = dict(alarm)
            else:
                gone = self.alarms.pop(next(iter(self.alarms)))
                changed.pop(gone["point"], None)
                removed.append({key: gone[key] for key in ("flow", "node", "point")})
        return {"type": "alarms", "number": self.sent, "changed": [*changed.values()], "removed": removed}

    def _now(self) -> str:
        return (self.start + timedelta(milliseconds=self.sent)).isoformat()

    def _raised(self) -> dict[str, Any]:
        point = f"unit{self.sent % 40}.signal{self.sent}"
        alarm = {
            "flow": "furnace", "node": "limits", "point": point, "status": "unack", "level": "H", "value": 48.6,
            "limit": 48.0, "unit": "°C", "priority": PRIORITIES[self.sent % 4], "message": f"{point} is too high",
            "time": self._now(), "active_since": self._now(), "acked_by": None, "type": "limit", "count": 1,
        }  # fmt: skip
        self.alarms[point] = alarm
        return dict(alarm)


def flooded(page: Page, address: str, transitions: int, seconds: float) -> tuple[list[float], int, int]:
    """Frame times during the flood in s; how many alarms the page counts after it, and how many there are."""
    flood = Flood()
    sockets: list[WebSocketRoute] = []

    def connected(socket: WebSocketRoute) -> None:
        snapshot = {"type": "alarms", "number": 0, "changed": [], "removed": [], "snapshot": True}
        socket.on_message(lambda _: socket.send(json.dumps(snapshot)))
        sockets.append(socket)

    def nothing(route: Route) -> None:
        route.fulfill(json=[])

    page.route_web_socket("**/api/live", connected)
    page.route("**/api/events/count?*", nothing)
    page.goto(f"{address}/operations")
    page.get_by_role("heading", name="No alarms").wait_for()
    page.evaluate(FRAMES)
    messages = round(seconds / EVERY)
    for _ in range(messages):
        sockets[-1].send(json.dumps(flood.next(transitions // messages)))
        page.wait_for_timeout(1000 * EVERY)
    page.wait_for_timeout(1000)
    frames: list[float] = page.evaluate("window.frames_ms.map(ms => ms / 1000)")
    counted = int(page.locator(".op-tabs a[aria-current=page] .count").inner_text())
    return frames, counted, len(flood.alarms)


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def main() -> int:
    bench = Bench("alarmpage", __doc__, journal="off", tracing="off")
    transitions, seconds = bench.size(10_000, 500), bench.size(10, 1)
    server = subprocess.Popen([program("node"), str(STAND_IN), "0", "--quiet"], stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        address = server.stdout.readline().strip()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=program("chromium"), args=OPTIONS)
            context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB")
            frames, counted, true = flooded(context.new_page(), address, transitions, float(seconds))
            browser.close()
    finally:
        server.terminate()
        server.communicate()
    assert counted == true, f"the page counts {counted} alarms, there are {true}"
    what = f"{transitions} transitions in {seconds} s, frame"
    bench.row(f"{what}: median", percentile(frames, 0.5), "s")
    bench.row(f"{what}: 95 of 100 within", percentile(frames, 0.95), "s")
    bench.row(f"{what}: longest", max(frames), "s", note=f"{counted} alarms in the list, none lost")
    return bench.done()


if __name__ == "__main__":
    sys.exit(main())
