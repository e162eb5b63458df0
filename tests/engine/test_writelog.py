"""The write log: on disk before anybody goes on."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from engine.writelog import WriteLog


async def test_on_disk_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[dict[str, Any]] = []
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", synced.append)
    path = tmp_path / "engine" / "writes.jsonl"
    log = WriteLog(path, told.append)
    records: list[dict[str, Any]] = [{"action": "write.intent", "value": 1.5}, {"action": "write.done", "object": "泵"}]
    for record in records:
        await log(record)
    assert records == [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert (records, 2) == (told, len(synced))


async def test_what_cannot_be_kept_is_an_error(tmp_path: Path) -> None:
    told: list[dict[str, Any]] = []
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="file"):
        await WriteLog(tmp_path / "file" / "writes.jsonl", told.append)({})
    assert [] == told


async def test_a_full_file_is_put_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.writelog.LARGEST", 10)
    log = WriteLog(tmp_path / "writes.jsonl", lambda record: None)
    for number in range(3):
        await log({"number": number})
    assert ['{"number": 2}', '{"number": 1}'] == [
        (tmp_path / name).read_text().strip() for name in ("writes.jsonl", "writes.old")
    ]
