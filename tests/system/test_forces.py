"""A forced point with a real worker: alarms follow, a kill does not release it, its end is kept without the server."""

import time

from tests.system.test_keeping import LIMIT, Plant, flow, plant, tick

__all__ = ["plant"]


async def test_a_forced_point_raises_its_alarm_outlives_a_kill_and_ends_by_itself(plant: Plant) -> None:
    source = tick("sample", point="P1", value=1)
    await plant.supervisor.deploy("f", 1, flow("f", "tick.samples > limit.samples", tick=source, limit=LIMIT))

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
