"""What real workers write into the log."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from engine.processes.supervisor import Supervisor

CANARY = "canary-9b1e-secret"
PATIENCE = 240.0
"""Seconds; a watchdog."""
FLOW: dict[str, Any] = {
    "format": "tundish.flow/1",
    "id": "f",
    "name": "F",
    "nodes": {
        "button": {
            "kind": "source.inject",
            "config": {"mode": "event", "event": "tapped", "data": [{"name": "word", "value": CANARY}]},
        },
        "log": {"kind": "action.log", "config": {"text": "tapped {{ data }}", "level": "warning"}},
        "feed": {"kind": "source.mqtt", "config": {"connection": "broker", "topics": [{"topic": "t"}]}},
    },
    "wires": [{"from": ["button", "events"], "to": ["log", "events"]}],
}


async def test_a_line_of_a_worker_names_flow_node_and_trace_and_no_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TUNDISH_LOG", "json")
    monkeypatch.setenv("TUNDISH_LOG_LEVEL", "debug")
    supervisor = Supervisor(tmp_path)
    await supervisor.start()
    settings = {"host": "127.0.0.1", "port": 1, "username": "me", "password": CANARY}
    await supervisor.set_connections([{"id": "broker", "kind": "mqtt", "settings": settings}])
    await supervisor.deploy("f", 1, FLOW)
    await supervisor.command("f", "button", "press", "ann", {})
    text = ""
    async with asyncio.timeout(PATIENCE):
        while "tundish.action.log" not in text:
            await asyncio.sleep(0.05)
            text += capfd.readouterr().err
    pid = supervisor.pid
    await supervisor.stop()
    text += capfd.readouterr().err
    lines = [json.loads(line) for line in text.splitlines()]
    (told,) = [line for line in lines if line["logger"] == "tundish.action.log"]
    assert ("worker", pid, "", "f", "log", "warning") == tuple(
        told[key] for key in ("process", "pid", "group", "flow", "node", "level")
    )
    assert 32 == len(told["trace"])
    assert told["message"].startswith("tapped ")
    assert CANARY not in text
