"""A forced point with a real worker: alarms follow, a kill does not release it, its end is kept without the server."""

import time
from pathlib import Path

from tests.system.test_keeping import LIMIT, Plant, flow, plant

__all__ = ["plant"]


ROWS = "\n".join(["time,value", *(f"2026-01-01T00:00:{k // 20:02}.{k % 20 * 50:03}Z,1" for k in range(400))])


async def test_a_forced_point_raises_its_alarm_outlives_a_kill_and_ends_by_itself(plant: Plant, tmp_path: Path) -> None:
    (tmp_path / "p1.csv").write_text(ROWS)
    config = {"path": str(tmp_path / "p1.csv"), "point": "P1", "shift": True, "loop": True}
    source = {"kind": "source.file", "config": config}
    await plant.supervisor.deploy("f", 1, flow("f", "file.samples > limit.samples", file=source, limit=LIMIT))

    def last() -> tuple[float, str | None]:
        said = plant.supervisor.points().get("P1", {}).get("last", {})
        return said.get("value"), said.get("reason")

    await plant.until(lambda: (1, None) == last())
    await plant.supervisor.set_forces({"P1": (60.0, time.time_ns() + 3_600_000_000_000)})
    await plant.until(lambda: (60, "forced") == last())
    await plant.until(lambda: [alarm["value"] for alarm in plant.supervisor.alarms()["alarms"]] == [60])
    await plant.kill()
    held = len(plant.events(kind="alarm.clear"))
    await plant.until(lambda: (60, "forced") == last())
    await plant.supervisor.set_forces({"P1": (60.0, time.time_ns() + 1_000_000_000)})
    await plant.until(lambda: (1, None) == last())
    await plant.until(lambda: plant.events(kind="alarm.clear"))
    assert 0 == held, "the kill did not release it"
    assert ["alarm.active", "alarm.clear"] == [event.kind for event in plant.events(kind="alarm.")]


async def test_a_killed_worker_knows_what_the_source_said_when_the_point_is_released(
    plant: Plant, tmp_path: Path
) -> None:
    """The source says one thing and then nothing: only what was kept can tell the flow that the alarm is over."""
    (tmp_path / "p1.csv").write_text("time,value\n2026-01-01T00:00:00Z,1\n")
    source = {"kind": "source.file", "config": {"path": str(tmp_path / "p1.csv"), "point": "P1", "shift": True}}
    await plant.supervisor.deploy("f", 1, flow("f", "file.samples > limit.samples", file=source, limit=LIMIT))

    def last() -> tuple[float, str | None]:
        said = plant.supervisor.points().get("P1", {}).get("last", {})
        return said.get("value"), said.get("reason")

    await plant.until(lambda: (1, None) == last())
    await plant.supervisor.set_forces({"P1": (60.0, time.time_ns() + 3_600_000_000_000)})
    await plant.until(lambda: [alarm["value"] for alarm in plant.supervisor.alarms()["alarms"]] == [60])
    await plant.until(lambda: list((tmp_path / "flows").glob("forced-*.json")))
    await plant.kill()
    await plant.supervisor.set_forces({})
    await plant.until(lambda: plant.events(kind="alarm.clear"))
    await plant.until(lambda: (1, None) == last())
