"""Promptly: waits for work with a limit of time, which costs nothing when the work is done at once."""

import asyncio
from collections.abc import Awaitable, Coroutine, Generator
from types import coroutine
from typing import Any, TypeVar

T = TypeVar("T")


async def promptly(work: Coroutine[Any, Any, T], longest: float) -> T:
    """What it comes to; TimeoutError after so many seconds, counted from where it first waits."""
    told, waits = started(work, longest)
    return await waits if waits is not None else told  # type: ignore[return-value]


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


def started(work: Coroutine[Any, Any, T], longest: float) -> tuple[T | None, Coroutine[Any, Any, T] | None]:
    """`promptly`, without another coroutine for work that is done at once: what it comes to, or what to wait for."""
    try:
        waits = work.send(None)
    except StopIteration as ended:
        return ended.value, None
    except (Exception, KeyboardInterrupt, GeneratorExit):
        raise
    except BaseException as error:
        raise _instead(error) from error
    return None, _bounded(work, waits, longest)


async def _bounded(work: Coroutine[Any, Any, T], waits: Any, longest: float) -> T:
    async with asyncio.timeout(longest):
        return await contained(_rest(work, waits))


async def contained(work: Awaitable[T]) -> T:
    """A connector that calls `sys.exit` ends no process; one that waited for what was cancelled has only failed."""
    try:
        return await work
    except (Exception, KeyboardInterrupt, GeneratorExit):
        raise
    except asyncio.CancelledError as error:
        task = asyncio.current_task()
        if task is None or task.cancelling():
            raise
        raise _instead(error) from error
    except BaseException as error:
        raise _instead(error) from error


def _instead(error: BaseException) -> RuntimeError:
    cancelled = isinstance(error, asyncio.CancelledError)
    return RuntimeError("what it waited for was cancelled" if cancelled else f"{type(error).__name__}({error})")
