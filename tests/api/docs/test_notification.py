"""The flow in the page on notification is one that can be deployed, but for the connections, and tells as it says."""

import json
import re
from pathlib import Path
from typing import Any

from nodes.alarm.notify import Notify
from nodes.alarm.telling import NotifyConfig
from tundish.catalogue import load
from tundish.testing import Bench

PAGE = Path(__file__).parents[3] / "docs/notification.md"
MINUTE = 60_000_000_000
SATURDAY_NOON = 1_795_262_400_000_000_000
"""2026-11-21T12:00:00Z, 20:00 in Shanghai."""


def flow() -> dict[str, Any]:
    found = re.search(r"```json\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert found
    document: dict[str, Any] = json.loads(found[1])
    return document


def test_each_node_takes_its_settings() -> None:
    kinds = load().kinds
    for node in flow()["nodes"].values():
        kinds[node["kind"]].config_type.model_validate(node["config"])


def test_an_alarm_on_a_saturday_evening() -> None:
    bench = Bench(Notify, NotifyConfig.model_validate(flow()["nodes"]["notify"]["config"])).start()
    alarm = {"status": "unack", "priority": "serious", "type": "limit", "message": "P1 H"}
    bench.send(SATURDAY_NOON + 1, "alarm.active", alarm, point="P1", time=SATURDAY_NOON)
    bench.wake(SATURDAY_NOON + 70 * MINUTE)
    told = [
        (round((event.arrival - SATURDAY_NOON) / MINUTE, 1), event.data["reason"], event.data["recipients"][-1]["name"])
        for event in bench.events("notify")
    ]
    assert [
        (0.5, "alarm", "Control room"), (15.5, "escalation", "Stand-by"), (45.5, "repeat", "Stand-by"),
        (60.5, "escalation", "Plant manager"),
    ] == told  # fmt: skip
