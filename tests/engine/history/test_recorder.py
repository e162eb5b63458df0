"""The recorder: what flows put out is on the disk once, and no flow waits for it."""

import asyncio
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.history.errors import HistoryError
from engine.history.log import Log
from engine.history.reader import Reader
from engine.history.recorder import Recorder
from tundish import Points, Samples

EVER = (-(2**62), 2**62)


def samples(points: Points, *rows: tuple[int, str, float]) -> Samples:
    """(arrival, point, value); time is ten times the arrival."""
    return Samples.of(
        arrival=[arrival for arrival, _, _ in rows], time=[10 * arrival for arrival, _, _ in rows],
        point=[points.number(point) for _, point, _ in rows], value=[value for _, _, value in rows],
        quality=[0] * len(rows),
    )  # fmt: skip


def kept(folder: Path) -> list[tuple[str, float]]:
    found = Reader(folder).arrived(*EVER)
    return [(found.points[int(row["point"])], float(row["value"])) for row in found.rows]


async def flushed(recorder: Recorder) -> bool:
    return await asyncio.to_thread(recorder.flush, recorder.hand_over(), 60.0)


async def test_what_is_put_is_on_the_disk_after_a_flush(tmp_path: Path) -> None:
    points = Points()
    points.number("stranger")
    recorder = Recorder(tmp_path / "log" / "main.db", points)
    recorder.put("f", "n", "samples", samples(points, (1, "a", 1.0), (3, "b", 2.0)), record=True)
    recorder.put("f", "m", "samples", samples(points, (5, "c", 3.0)), record=False)
    assert await flushed(recorder)
    assert [("a", 1.0), ("b", 2.0)] == kept(tmp_path)
    recorder.close()


async def test_who_records_nothing_has_no_thread_and_no_file(tmp_path: Path) -> None:
    points = Points()
    recorder = Recorder(tmp_path / "log" / "main.db", points)
    recorder.put("f", "n", "samples", samples(points, (1, "a", 1.0)), record=False)
    assert 0 == recorder.hand_over()
    assert await flushed(recorder)
    assert "history" not in [thread.name for thread in threading.enumerate()]
    assert [] == kept(tmp_path)
    assert not (tmp_path / "log").is_dir()
    recorder.close()


async def test_the_directory_has_the_last_word(tmp_path: Path) -> None:
    points = Points()
    recorder = Recorder(tmp_path / "log" / "main.db", points)
    recorder.choose({"always": True, "never": False})
    for stamp, record in ((1, True), (11, False)):
        rows = [(stamp, "always", 1.0), (stamp + 2, "never", 2.0), (stamp + 4, "plain", float(stamp))]
        recorder.put("f", "n", "samples", samples(points, *rows), record=record)
    recorder.choose({})
    recorder.put("f", "n", "samples", samples(points, (21, "never", 3.0)), record=True)
    assert await flushed(recorder)
    assert [("always", 1.0), ("plain", 1.0), ("always", 1.0), ("never", 3.0)] == kept(tmp_path)
    recorder.close()


async def test_what_is_run_again_after_a_crash_is_recorded_once(tmp_path: Path) -> None:
    points = Points()
    first = Recorder(tmp_path / "log" / "main.db", points)
    first.put("f", "n", "samples", samples(points, (1, "a", 1.0), (3, "a", 2.0)), record=True)
    assert await flushed(first)
    others = Points()
    others.number("stranger")
    second = Recorder(tmp_path / "log" / "main.db", others)
    second.put("f", "n", "samples", samples(others, (1, "a", 1.0), (3, "a", 2.0), (5, "a", 3.0)), record=True)
    assert await flushed(second)
    assert [("a", 1.0), ("a", 2.0), ("a", 3.0)] == kept(tmp_path)
    first.close()
    second.close()


async def test_while_the_disk_takes_nothing_samples_wait_then_are_lost_and_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    points = Points()
    monkeypatch.setattr("engine.history.recorder.AGAIN", 0.01)
    broken = True

    def append(self: Log, batches: Any) -> int:
        if broken:
            raise HistoryError("the disk is full")
        return done(self, batches)

    done = Log.append
    monkeypatch.setattr(Log, "append", append)
    recorder = Recorder(tmp_path / "log" / "main.db", points, room=2)
    recorder.put("f", "n", "samples", samples(points, (1, "a", 1.0), (3, "a", 2.0)), record=True)
    assert not await flushed(recorder)
    recorder.put("f", "n", "samples", samples(points, (5, "a", 3.0)), record=True)
    recorder.hand_over()
    assert {"waiting": 2, "lost": 1, "recorded": 0, "trouble": "the disk is full"} == recorder.status()
    broken = False
    while recorder.status()["waiting"]:
        await asyncio.sleep(0.01)
    assert {"waiting": 0, "lost": 1, "recorded": 2, "trouble": ""} == recorder.status()
    assert [("a", 1.0), ("a", 2.0)] == kept(tmp_path)
    recorder.close()


async def test_closing_keeps_what_is_waiting(tmp_path: Path) -> None:
    points = Points()
    recorder = Recorder(tmp_path / "log" / "main.db", points)
    number = 200
    for i in range(number):
        recorder.put("f", "n", "samples", samples(points, (2 * i + 1, f"p{i}", 1.0)), record=True)
        await asyncio.sleep(0)
    recorder.close()
    assert number == len(kept(tmp_path))
    assert np.isfinite(Reader(tmp_path).read(None, *EVER).rows["value"]).all()
