"""Samples that are too late for a flow are in its history, once, also over a kill."""

import asyncio
from pathlib import Path
from typing import Any

from engine.history.reader import Reader
from engine.history.recorder import Recorder
from tests.engine.stage import DOCUMENT, Stage
from tundish import Samples

RECORDING: dict[str, Any] = {
    **DOCUMENT,
    "nodes": {**DOCUMENT["nodes"], "s": {**DOCUMENT["nodes"]["s"], "record": True}},
}


def feed(stage: Stage, *rows: tuple[int, float]) -> None:
    """(time, value) of one emit."""
    number = stage.world.points.number("p")
    n = len(rows)
    stage.flow.inbox.put(
        "s", "samples",
        Samples.of(
            arrival=[0] * n, time=[time for time, _ in rows], point=[number] * n, value=[v for _, v in rows],
            quality=[0] * n,
        ),
    )  # fmt: skip
    stage.flow.once()


def opened(stage: Stage, folder: Path, monkeypatch: Any) -> Recorder:
    """Open the flow in a process of its own, whose world records."""
    recorders: list[Recorder] = []
    world = type(stage.world)
    begin = world.__init__

    def recording(self: Any) -> None:
        begin(self)
        self.history = Recorder(folder / "log" / "default.db", self.points)
        recorders.append(self.history)

    with monkeypatch.context() as patch:
        patch.setattr(world, "__init__", recording)
        stage.open(RECORDING)
    return recorders[-1]


def kept(folder: Path) -> list[tuple[int, float, bool]]:
    found = Reader(folder).read(None, -(2**62), 2**62)
    return sorted((int(row["time"]), float(row["value"]), bool(row["late"])) for row in found.rows)


async def test_late_samples_are_recorded_once_with_their_mark(tmp_path: Path, monkeypatch: Any) -> None:
    stage = Stage(tmp_path)
    recorder = opened(stage, tmp_path / "h", monkeypatch)
    feed(stage, (100, 1.0), (110, 2.0))
    feed(stage, (90, 3.0), (105, 4.0), (120, 5.0))
    feed(stage, (50, 6.0))
    feed(stage, (10**12, 7.0))
    expected = [
        (50, 6.0, True),
        (90, 3.0, True),
        (100, 1.0, False),
        (105, 4.0, True),
        (110, 2.0, False),
        (120, 5.0, False),
    ]
    assert await asyncio.to_thread(recorder.flush, recorder.hand_over(), 60.0)
    assert expected == kept(tmp_path / "h")
    assert {"late": 3, "future": 1} == {name: stage.flow._gate.counts[name] for name in ("late", "future")}
    stage.kill()
    recorder.close()
    again = opened(stage, tmp_path / "h", monkeypatch)
    feed(stage, (130, 8.0))
    assert await asyncio.to_thread(again.flush, again.hand_over(), 60.0)
    assert [*expected, (130, 8.0, False)] == kept(tmp_path / "h")
    stage.kill()
    again.close()
