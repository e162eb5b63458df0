"""Seat: one flow, one worker; and who was being called is known after its end."""

import asyncio
from pathlib import Path

import pytest

from engine.work.seat import Caught, Marks, Seat, Taken, caught, coming, vacate


def test_two_workers_cannot_open_one_flow_until_the_first_lets_go(tmp_path: Path) -> None:
    first = Seat(tmp_path, "f")
    with pytest.raises(Taken, match="run by another process"):
        Seat(tmp_path, "f")
    Seat(tmp_path, "g").close()
    first.close()
    Seat(tmp_path, "f").close()


def test_the_node_that_is_called_is_found_with_the_pass_it_is_in(tmp_path: Path) -> None:
    seat = Seat(tmp_path, "f")
    seat.name(["a", "b"], ["plc"])
    seat.frame = 17
    assert (None, 18) == (caught(tmp_path, "f"), coming(tmp_path, "f"))
    seat.called[0] = 1
    assert Caught("b", 17) == caught(tmp_path, "f")
    vacate(tmp_path, "f")
    assert caught(tmp_path, "f") is None
    seat.called[0] = 0
    seat.close()
    assert caught(tmp_path, "f") is None, "it ended in good order"


def test_a_connector_is_known_only_while_its_coroutine_runs(tmp_path: Path) -> None:
    seat = Seat(tmp_path, "f")
    seat.name(["a"], ["plc"])
    seen: list[Caught | None] = []

    async def work() -> None:
        seen.append(caught(tmp_path, "f"))
        await asyncio.sleep(0)
        seen.append(caught(tmp_path, "f"))
        raise ValueError("lost")

    async def main() -> None:
        task = asyncio.create_task(seat.around("plc", work()))
        with pytest.raises(ValueError, match="lost"):
            await task
        seen.append(caught(tmp_path, "f"))

    asyncio.run(main())
    seat.close()
    assert [Caught("plc", 0), Caught("plc", 0), None] == seen


def test_a_connector_that_is_cancelled_before_its_first_step_leaves_nothing_behind() -> None:
    marks, ran = Marks(), []

    async def work() -> None:
        ran.append(True)

    async def main() -> None:
        task = asyncio.create_task(marks.around("plc", work()))
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(main())
    assert [] == ran


def test_of_a_flow_that_was_never_opened_nothing_is_known(tmp_path: Path) -> None:
    vacate(tmp_path, "f")
    assert (None, 0) == (caught(tmp_path, "f"), coming(tmp_path, "f"))
