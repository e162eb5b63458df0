"""Editor: frames while a large flow is moved and zoomed with live values on, beside Node-RED's in the same browser.

The editor as it is built in editor/dist (`./dev bench` builds it first where its sources changed) with a stand-in
server that sends a value for every wire four times a second. The page moves the flow once a frame, by the events of a
mouse, so a busy machine cannot make the work less; it gives up after some seconds, so that it ends there too.
Node-RED's flow has as many nodes and wires in the same places and shows nothing live, since it has nothing of the kind:
that favours Node-RED.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from playwright.sync_api import Browser, Page, TimeoutError, ViewportSize, sync_playwright  # noqa: A004

from benchmarks.peers.install import Unavailable
from benchmarks.peers.node_red import NodeRed
from benchmarks.table import Bench
from tests.fixtures.browser import OPTIONS, TOUR_SEEN
from tests.fixtures.programs import program

STAND_IN = Path(__file__).parents[1] / "editor" / "tests" / "fake-server.mjs"
CHAIN = ("source.points", "compute.scale", "compute.deadband", "action.log")
RED_CHAIN = ("function", "change", "switch", "debug")
STEP = (232, 80)
WINDOW: ViewportSize = {"width": 1440, "height": 900}
SCALE = "new DOMMatrix(getComputedStyle(document.querySelector('.react-flow__viewport')).transform).a"
WORK = """async ([place, button, frames, most, what, turn]) => {
  const target = document.querySelector(place);
  const box = target.getBoundingClientRect();
  const [x0, y0] = [box.left + Math.min(box.width, 800) / 2, box.top + Math.min(box.height, 500) / 2];
  const next = () => new Promise((done) => requestAnimationFrame(done));
  const mouse = (type, x, y) => {
    const how = {view: window, bubbles: true, cancelable: true, clientX: x, clientY: y, button,
                 buttons: type.endsWith('up') ? 0 : button ? 4 : 1};
    const made = type.startsWith('pointer') ? new PointerEvent(type, {...how, pointerId: 1})
                                            : new MouseEvent(type, how);
    (type.endsWith('move') ? document.body : target).dispatchEvent(made);
  };
  const both = (type, x, y) => { mouse('pointer' + type, x, y); mouse('mouse' + type, x, y); };
  const wheel = (deltaY) => target.dispatchEvent(new WheelEvent('wheel', {
    bubbles: true, cancelable: true, ctrlKey: true, clientX: x0, clientY: y0, deltaY}));
  if (what === 'pan') both('down', x0, y0);
  const took = [];
  let last = await next();
  const end = last + 1000 * most;
  for (let i = 1; i <= frames && (last < end || i <= 10); i += 1) {
    if (what === 'pan') both('move', x0 - 300 * Math.sin(i / 20), y0 - 200 * Math.sin(i / 31));
    else wheel(i % 60 <= 30 ? -turn : turn);
    const now = await next();
    took.push((now - last) / 1000);
    last = now;
  }
  if (what === 'pan') both('up', x0, y0);
  return took;
}"""
"""Moves or zooms a little for each frame, for so many frames or seconds; answers how long each took, in s."""
MOST = 6.0
BEGAN = perf_counter()
SCALES = {"whole": 1.0, "pan": 0.5, "far": 0.2}
"""Sizes at which a flow is moved."""


def places(count: int) -> list[tuple[int, int]]:
    """Chains of four side by side, as wide as they are high."""
    columns = 4 * max(1, round((count * STEP[1] / STEP[0]) ** 0.5 / 4 + 0.3))
    return [(i % columns * STEP[0] + 24, i // columns * STEP[1] + 24) for i in range(count)]


def flow(count: int) -> dict[str, Any]:
    """A flow of so many nodes in chains of four."""
    nodes = {
        f"n{i}": {
            "kind": CHAIN[i % 4], "version": 1, "name": f"Unit {i // 4} {CHAIN[i % 4][8:]}", "config": {},
            "position": place,
        } for i, place in enumerate(places(count))
    }  # fmt: skip
    wires = [{"from": [f"n{i - 1}", "samples"], "to": [f"n{i}", "samples"]} for i in range(count) if i % 4]
    return {
        "format": "tundish.flow/1", "id": f"many-{count}", "name": "Many", "description": "", "parameters": {},
        "nodes": nodes, "wires": wires, "groups": [], "notes": [], "tests": [],
    }  # fmt: skip


def red_flow(count: int) -> list[dict[str, Any]]:
    """The same for Node-RED: positions are the middles of its nodes."""
    rest: dict[str, dict[str, Any]] = {
        "function": {"func": "return msg", "outputs": 1}, "change": {"rules": []},
        "switch": {"property": "payload", "rules": [{"t": "else"}], "outputs": 1}, "debug": {"active": False},
    }  # fmt: skip
    tab = {"id": "tab", "type": "tab", "label": "Many"}
    return [tab] + [
        {
            "id": f"n{i}", "type": kind, "z": "tab", "name": f"Unit {i // 4} {kind}", "x": x + 72, "y": y + 24,
            "wires": [[f"n{i + 1}"]] if i % 4 < 3 and i + 1 < count else [[]], **rest[kind],
        }
        for i, (x, y) in enumerate(places(count)) for kind in [RED_CHAIN[i % 4]]
    ]  # fmt: skip


@dataclass
class Looked:
    """What one editor did with one flow; times in s."""

    opened: float
    frames: dict[str, list[float]]
    """By what was done: moved at one of SCALES, or "zoom", which is missing where the wheel did not change the size."""
    cpu: dict[str, float]
    """Of the page's main thread, a frame."""
    memory: int


@dataclass
class Desk:
    """A page and its meter. One `turn` of the wheel for each frame goes from far to near in half a second."""

    page: Page
    place: str
    button: int
    scale: str
    turn: int

    def __post_init__(self) -> None:
        self.meter = self.page.context.new_cdp_session(self.page)
        self.meter.send("Performance.enable", {"timeDomain": "threadTicks"})

    def metric(self, name: str) -> float:
        found = self.meter.send("Performance.getMetrics")["metrics"]
        return float(next(one["value"] for one in found if one["name"] == name))

    def frames(self, what: str, count: int) -> tuple[list[float], float]:
        """Times of the frames, and CPU seconds a frame."""
        before = self.metric("TaskDuration")
        took = self.page.evaluate(WORK, [self.place, self.button, count, MOST, what, self.turn])
        return took, (self.metric("TaskDuration") - before) / len(took)

    def size(self) -> float:
        """At which the flow is shown: 0.5 is half."""
        return float(self.page.evaluate(self.scale))

    def wheel(self, delta: float) -> None:
        """Turn the wheel in the middle of the flow and wait until that is drawn."""
        self.page.evaluate(
            """([place, deltaY]) => { const target = document.querySelector(place);
              const box = target.getBoundingClientRect();
              const at = {clientX: box.left + Math.min(box.width, 800) / 2, clientY: box.top + 200};
              const how = {bubbles: true, cancelable: true, ctrlKey: true, ...at, deltaY};
              target.dispatchEvent(new WheelEvent('wheel', how));
              return new Promise((done) => requestAnimationFrame(done));
            }""",
            [self.place, delta],
        )

    def to_size(self, wanted: float) -> None:
        """Turn the wheel, less each time it went too far, until the flow is shown at about that size or no smaller."""
        step, before = 4.0 * self.turn, 0.0
        for _ in range(60):
            now = self.size()
            if abs(now - wanted) < 0.01 or (before and abs(now - before) < 1e-6):
                return
            if before and (now > wanted) != (before > wanted):
                step /= 2
            before = now
            self.wheel(step if now > wanted else -step)

    def memory(self) -> int:
        """Bytes of the JavaScript heap after collecting garbage."""
        self.meter.send("HeapProfiler.collectGarbage")
        return int(self.metric("JSHeapUsedSize"))


def looked(desk: Desk, opened: float, count: int) -> Looked:
    """Move at each size, the last with all in view or as small as the editor goes; zoom in and out from there."""
    found = Looked(opened, {}, {}, 0)
    for name, size in SCALES.items():
        desk.to_size(size)
        found.frames[name], found.cpu[name] = desk.frames("pan", count)
        told(f"moved at {desk.size():.2f}")
    if zooms(desk):
        found.frames["zoom"], found.cpu["zoom"] = desk.frames("zoom", count)
    told("zoomed")
    found.memory = desk.memory()
    return found


def told(what: str) -> None:
    """How far it is: on a busy machine it takes a while."""
    print(f"{perf_counter() - BEGAN:5.0f} s  {what}", file=sys.stderr, flush=True)


def zooms(desk: Desk) -> bool:
    """Whether the wheel, turned as for the frames of a zoom, makes the flow larger; else there is nothing to time."""
    before = desk.size()
    desk.frames("zoom", 10)
    desk.page.wait_for_timeout(200)
    larger = desk.size() > before * 1.01
    desk.to_size(SCALES["far"])
    return larger


@contextmanager
def stand_in() -> Iterator[str]:
    server = subprocess.Popen([program("node"), str(STAND_IN), "0"], stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        yield server.stdout.readline().strip()
    finally:
        server.terminate()
        server.communicate()


def opened(page: Page, address: str, mark: str) -> float:
    """Seconds until the first part of the flow is drawn, with a warm cache: the median of three times."""
    page.goto(address)
    page.locator(mark).first.wait_for(timeout=120_000)
    took = []
    for _ in range(3):
        began = perf_counter()
        page.reload(wait_until="commit")
        page.locator(mark).first.wait_for(timeout=120_000)
        took.append(perf_counter() - began)
    told("opened three times")
    return median(took)


def ours(browser: Browser, count: int, frames: int) -> Looked:
    with stand_in() as address, browser.new_context(viewport=WINDOW, locale="en-GB") as context:
        page = context.new_page()
        page.add_init_script(TOUR_SEEN)
        made = page.request.post(f"{address}/api/flows", data={"document": flow(count)})
        assert made.ok, made.text()
        took = opened(page, f"{address}/flows/many-{count}", "[data-node-id]")
        page.locator(".wl").first.wait_for(timeout=60_000)
        return looked(Desk(page, ".react-flow__pane", 0, SCALE, 40), took, frames)


def node_red(browser: Browser, count: int, frames: int) -> Looked | str:
    try:
        with NodeRed(editor=True) as red, browser.new_context(viewport=WINDOW) as context:
            red.deploy(red_flow(count))
            page = context.new_page()
            took = opened(page, red.url, ".red-ui-flow-node-group")
            place = "#red-ui-workspace-chart svg rect.red-ui-workspace-chart-background"
            return looked(Desk(page, place, 1, "RED.view.scale()", 8), took, frames)
    except Unavailable as error:
        return str(error)
    except TimeoutError as error:
        return f"its editor was not ready in time: {str(error).splitlines()[0]}"


WORDS = (("moved at 100 %", "whole"), ("moved at 50 %", "pan"), ("moved, far", "far"), ("zoomed", "zoom"))


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def report(bench: Bench, count: int, found: Looked, peer: Looked | str) -> None:
    """The rows of one size."""
    large = count > 1000

    def row(what: str, mine: float, unit: str, theirs: Any, **more: Any) -> None:
        void = "did not zoom by these events" if red and theirs is None else ""
        note = peer if isinstance(peer, str) else void
        beside = "Node-RED" if bench.peers else ""
        bench.row(f"{count} nodes, {what}", mine, unit, peer=theirs, beside=beside, note=note, **more)

    red = None if isinstance(peer, str) else peer
    for what, name in WORDS:
        mine, theirs = found.frames.get(name), red and red.frames.get(name)
        if not mine:
            raise RuntimeError("The editor did not zoom by the events of the benchmark.")
        limit = {"at_most": 0.02} if name != "zoom" and not large else {}
        for share, words in ((0.5, "median"), (0.95, "95 of 100 within")):
            red_time = percentile(theirs, share) if theirs else None
            row(f"{what}: frame, {words}", percentile(mine, share), "s", red_time, **(limit if share == 0.5 else {}))
        row(f"{what}: CPU of the page a frame", found.cpu[name], "s", red.cpu.get(name) if red else None)
    row("opened", found.opened, "s", red.opened if red else None, at_most=2.0)
    row("memory after", found.memory, "B", red.memory if red else None)


def main() -> int:
    bench = Bench("editor", __doc__, journal="off", tracing="off")
    frames = bench.size(240, 20)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program("chromium"), args=OPTIONS)
        for count in [200] if bench.quick else [1000, 3000]:
            told(f"{count} nodes, Node-RED")
            peer = node_red(browser, count, frames) if bench.peers else ""
            told(f"{count} nodes, ours")
            report(bench, count, ours(browser, count, frames), peer)
        browser.close()
    return bench.done()


if __name__ == "__main__":
    sys.exit(main())
