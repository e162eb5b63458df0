"""A flow of hundreds of nodes while it is moved."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from benchmarks.editor import flow

NODES = 400
WINDOW = 1440


@pytest.fixture
def page(stand_in: Page) -> Page:
    """The editor on a large flow of the stand-in server, at half size."""
    address = stand_in.url.split("/flows")[0]
    assert stand_in.request.post(f"{address}/api/flows", data={"document": flow(NODES)}).ok
    stand_in.goto(f"{address}/flows/many-{NODES}")
    expect(stand_in.locator(".wl").first).to_be_visible()
    return stand_in


def test_a_flow_that_is_moved_is_one_layer(page: Page) -> None:
    """Several would be told apart anew, piece by piece, whenever a node comes into view."""
    meter = page.context.new_cdp_session(page)
    wide: list[int] = []
    meter.on("LayerTree.layerTreeDidChange", lambda told: wide.append(layers_of_flow(told.get("layers", []))))
    meter.send("LayerTree.enable")
    box = page.locator(".react-flow__pane").bounding_box()
    assert box
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 4, middle)
    page.mouse.down()
    for step in range(12):
        page.mouse.move(box["x"] + 4 + 20 * step, middle - 20 * step)
        page.wait_for_timeout(20)
    expect(page.locator(".canvas[data-moving]")).to_have_count(1)
    assert page.locator(".react-flow__node").count() > 60, "enough in view for the test to mean something"
    page.mouse.up()
    assert set(wide) <= {0, 1}, wide
    assert 1 in wide


def layers_of_flow(layers: list[dict[str, Any]]) -> int:
    """Those that draw something and reach beyond the window, as a flow does and nothing around it."""
    return sum(layer["width"] > WINDOW and layer["drawsContent"] for layer in layers)
