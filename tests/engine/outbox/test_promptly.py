"""Work is waited for as by `await`, with a limit of time."""

import asyncio
import sys
from collections.abc import Awaitable, Callable

import pytest

from engine.outbox.promptly import promptly


async def at_once() -> str:
    return "done"


async def after_turns() -> str:
    await asyncio.sleep(0)
    await asyncio.sleep(0.001)
    return await asyncio.get_running_loop().run_in_executor(None, lambda: "done")


async def in_a_task() -> str:
    async with asyncio.timeout(10), asyncio.TaskGroup() as group:
        made = group.create_task(after_turns())
    return made.result()


@pytest.mark.parametrize("work", [at_once, after_turns, in_a_task])
async def test_what_the_work_comes_to_is_told(work: Callable[[], Awaitable[str]]) -> None:
    assert "done" == await promptly(work(), 10)  # type: ignore[arg-type]


@pytest.mark.parametrize("turns", [0, 1])
async def test_what_the_work_raises_is_raised(turns: int) -> None:
    async def work() -> None:
        for _ in range(turns):
            await asyncio.sleep(0)
        raise KeyError("gone")

    with pytest.raises(KeyError, match="gone"):
        await promptly(work(), 10)


async def test_what_takes_too_long_is_ended_and_may_clean_up() -> None:
    told = []

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            told.append("cleaned up")

    with pytest.raises(TimeoutError):
        await promptly(work(), 0.001)
    assert ["cleaned up"] == told


async def test_an_error_it_waits_for_is_the_works_to_handle() -> None:
    async def work() -> str:
        failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().call_soon(failed.set_exception, ValueError("no"))
        try:
            await failed
        except ValueError:
            await asyncio.sleep(0)
        return "handled"

    assert "handled" == await promptly(work(), 10)


async def test_who_cancels_it_ends_the_work() -> None:
    told = []

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            told.append("cancelled")
            raise

    task = asyncio.create_task(promptly(work(), 10))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert (True, ["cancelled"]) == (task.cancelled(), told)


async def test_work_that_is_let_go_of_is_closed() -> None:
    told = []

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            told.append("closed")

    held = promptly(work(), 10)
    held.send(None)
    held.close()
    assert ["closed"] == told


@pytest.mark.parametrize("turns", [0, 1])
async def test_work_that_ends_the_process_has_failed(turns: int) -> None:
    async def work() -> None:
        for _ in range(turns):
            await asyncio.sleep(0)
        sys.exit(3)

    with pytest.raises(RuntimeError, match=r"SystemExit\(3\)"):
        await promptly(work(), 10)


@pytest.mark.parametrize("turns", [0, 1])
async def test_work_that_waited_for_what_was_cancelled_has_failed(turns: int) -> None:
    async def work() -> None:
        for _ in range(turns):
            await asyncio.sleep(0)
        raise asyncio.CancelledError

    with pytest.raises(RuntimeError, match="cancelled"):
        await promptly(work(), 10)
