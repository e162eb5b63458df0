"""Promptly: waits for work with a limit of time, which costs nothing when the work is done at once."""

import asyncio
from collections.abc import Coroutine, Generator
from types import coroutine
from typing import Any, TypeVar

T = TypeVar("T")


async def promptly(work: Coroutine[Any, Any, T], longest: float) -> T:
    """What it comes to; TimeoutError after so many seconds, counted from where it first waits."""
    try:
        waits = work.send(None)
    except StopIteration as ended:
        done: T = ended.value
        return done
    async with asyncio.timeout(longest):
        return await _rest(work, waits)


@coroutine
def _rest(work: Coroutine[Any, Any, T], waits: Any) -> Generator[Any, Any, T]:
    """Go on with work that has begun and `waits` for something, as `await` would have."""
    try:
        while True:
            try:
                told = yield waits
            except GeneratorExit:
                work.close()
                raise
            except BaseException as error:  # noqa: BLE001 - whatever it is, it is meant for the work
                waits = work.throw(error)
            else:
                waits = work.send(told)
    except StopIteration as ended:
        done: T = ended.value
        return done


async def contained(work: Coroutine[Any, Any, T]) -> T:
    """A connector that calls `sys.exit` ends no process; one that waited for what was cancelled has only failed."""
    try:
        return await work
    except (Exception, KeyboardInterrupt, GeneratorExit):
        raise
    except asyncio.CancelledError as error:
        task = asyncio.current_task()
        if task is None or task.cancelling():
            raise
        raise RuntimeError("what it waited for was cancelled") from error
    except BaseException as error:
        raise RuntimeError(f"{type(error).__name__}({error})") from error
