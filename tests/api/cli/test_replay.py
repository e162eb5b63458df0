"""`tundish replay`: a flow's own file, run again, gives byte for byte what left the flow when it was live."""

from collections import defaultdict
from pathlib import Path
from typing import Any

import msgspec
import pytest

from api.cli import main
from engine.disk.ledger import Ledger
from engine.replay.told import told_line
from engine.work.flow import Flow
from tests.engine.stage import World
from tundish import Event, Samples
from tundish.catalogue import load

SECOND = 1_000_000_000
LIMITS = {"rows": [{"points": "*", "h": 50, "on_delay": 3}]}
FLOW: dict[str, Any] = {
    "format": "tundish.flow/1", "id": "pump", "name": "Pump",
    "nodes": {
        "tick": {"kind": "source.inject", "config": {"mode": "sample", "point": "P1", "value": 60, "interval": 2}},
        "limit": {"kind": "alarm.limit", "config": LIMITS},
        "text": {"kind": "compute.template", "config": {"text": "{{ point }} {{ level }}"}},
        "log": {"kind": "action.log", "config": {}},
    },
    "wires": [
        {"from": ["tick", "samples"], "to": ["limit", "samples"]},
        {"from": ["limit", "events"], "to": ["text", "events"]},
        {"from": ["text", "events"], "to": ["log", "events"]},
    ],
}  # fmt: skip


class Live:
    """The flow at work, with every line that left it since its last checkpoint, by port."""

    def __init__(self, path: Path) -> None:
        self.lines: dict[tuple[str, str], list[bytes]] = defaultdict(list)
        self.world = World()
        self.world.time = 1_795_000_000 * SECOND
        self.flow = Flow("pump", self.world, Ledger(path), load().kinds, lambda *_: None)
        self.flow.open(FLOW, 1)
        self._tap = self.flow.runner.tap
        self.flow.runner.tap = self._told

    def _told(self, node: str, port: str, payload: Samples | Event) -> None:
        self._tap(node, port, payload)
        count = payload.size if isinstance(payload, Samples) else 1
        for index in range(count):
            self.lines[node, port].append(told_line("pump", node, port, payload, index, self.world.points))

    def run(self, seconds: int) -> None:
        for _ in range(seconds):
            self.world.time += SECOND
            self.flow.once()


async def test_what_left_the_flow_live_leaves_the_replay_byte_for_byte(tmp_path: Path) -> None:
    live = Live(tmp_path / "pump.db")
    live.run(4)
    live.flow.command("limit", "ack", "ann", {"point": "P1", "comment": "seen"})
    live.flow.checkpoint()
    live.lines.clear()
    live.run(2)
    live.flow.command("tick", "press", "ann", {})
    live.flow.once()
    out = tmp_path / "out.jsonl"
    assert 0 == main(["replay", str(tmp_path / "pump.db"), "--out", str(out)])
    got = defaultdict(list)
    for line in out.read_bytes().splitlines(keepends=True):
        row = msgspec.json.decode(line)
        got[row["node"], row["port"]].append(line)
    assert live.lines == got
    assert {("tick", "samples"), ("limit", "events"), ("text", "events"), ("log", "effect")} <= live.lines.keys()
    await live.flow.close()


@pytest.mark.parametrize("content", [None, b"", b"no database" * 100], ids=["missing", "empty", "no database"])
def test_a_file_that_is_no_journal_is_told_in_a_sentence(
    tmp_path: Path, content: bytes | None, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "pump.db"
    if content is not None:
        path.write_bytes(content)
    assert 1 == main(["replay", str(path)])
    said = capsys.readouterr().err
    assert "pump.db" in said
    assert "Traceback" not in said
    assert content == (path.read_bytes() if path.exists() else None)
