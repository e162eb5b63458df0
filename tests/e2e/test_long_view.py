"""A flow that is looked at for long: the memory of the page does not grow with what it has received.

With `--long`, as many messages as an hour has.
"""

import re

import pytest
from playwright.sync_api import CDPSession, Page

from tests.e2e.test_gestures import node


@pytest.fixture
def page(stand_in: Page) -> Page:
    """The editor on the pump station of the stand-in server."""
    return stand_in


FEED = """(count) => {
  const now = Date.now();
  for (let i = 0; i < count; i += 1) {
    const time = new Date(now + i * 250).toISOString();
    const values = {};
    for (const id of ['plc', 'level', 'turbidity', 'power', 'filter'])
      values[`${id}/samples`] = {carries: 'samples', time, point: `${id}.p`, value: Math.random() * 100,
                                 quality: i % 7 ? 'good' : 'bad', reason: null, points: 1, rate: 4};
    values['limits/events'] = {carries: 'events', count: i, event: {id: String(i), time, kind: 'alarm.active',
                               point: 'P1.flow', trace: `t${i}`, data: {level: 'H', priority: 'serious'}}};
    window.say({type: 'live', flow: 'pump-station', values});
    if (i % 4) continue;
    const status = {status: i % 8 ? 'ok' : 'warn', in: i, out: i, rate: i % 50, errors: 0, last_error: null};
    const nodes = Object.fromEntries(['plc', 'level', 'limits'].map((id) => [id, {...status, detail: null}]));
    window.say({type: 'status', flow: 'pump-station', state: 'running', fill: 0, nodes});
  }
}"""
"""So many messages as the server sends in a quarter of a second each."""
TAP = """() => {
  const Real = window.WebSocket;
  window.WebSocket = class extends Real {
    constructor(...given) {
      super(...given);
      window.say = (message) => this.onmessage?.(new MessageEvent('message', {data: JSON.stringify(message)}));
    }
  };
}"""
"""Lets the test speak for the server."""


def heap(meter: CDPSession) -> int:
    """Bytes in use after collecting garbage."""
    meter.send("HeapProfiler.collectGarbage")
    found = meter.send("Performance.getMetrics")["metrics"]
    return int(next(one["value"] for one in found if one["name"] == "JSHeapUsedSize"))


@pytest.mark.parametrize("messages", [1200, pytest.param(4 * 3600, id="an hour", marks=pytest.mark.long)])
def test_what_the_page_received_does_not_stay_in_memory(page: Page, messages: int) -> None:
    page.add_init_script(re.sub(r"^\(\) => (.*)$", r"(() => \1)()", TAP, flags=re.DOTALL))
    page.reload()
    node(page, "limits").wait_for()
    meter = page.context.new_cdp_session(page)
    meter.send("Performance.enable")
    page.evaluate(FEED, 400)  # what is kept on purpose, such as the trail of a sparkline, is full then
    before = heap(meter)
    for _ in range(messages // 400):
        page.evaluate(FEED, 400)
        page.wait_for_timeout(20)
    grown = heap(meter) - before
    assert grown < 4_000_000, f"the heap grew from {before:,} by {grown:,} bytes"
