"""Preview: what an expression or a template gives of one event that somebody has picked, by the capped evaluators."""

import json
import math
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import BoundedSemaphore
from typing import Any

from engine.expression import compile_expression
from engine.template import compile_template
from tundish.bulk import LARGEST, bulk
from tundish.errors import ExpressionError, FieldError

PATIENCE = 2.0
"""Seconds. The evaluators count their own work and end long before; this is the second wall."""
AT_ONCE = 4
LONGEST_SHOWN = 4000
_free = BoundedSemaphore(AT_ONCE)
_threads = ThreadPoolExecutor(AT_ONCE, "preview")


def expression(text: str, event: Mapping[str, Any], before: Sequence[tuple[str, str]] = ()) -> dict[str, Any]:
    """The value as JSON, what it is called, and whether it counts as true; FieldError says why there is none.

    `before` are fields that the node computes first, each of which the later ones know.
    """
    data, size = dict(event["data"]), 0
    for field, first in before:
        try:
            value, more = _computed(first, {**event, "data": data}, LARGEST - size)
        except ExpressionError:
            break  # its own cell says so
        data, size = {**data, field: value}, size + more
    value, _ = _computed(text, {**event, "data": data}, LARGEST - size)
    return {"shown": shown(value), "type": type_of(value), "true": bool(value)}


def template(text: str, event: Mapping[str, Any]) -> dict[str, Any]:
    """The text; FieldError says why there is none."""
    return {"text": compile_template(text).render(event)}


def _computed(text: str, event: Mapping[str, Any], room: int) -> tuple[Any, int]:
    """The value and its bulk; ExpressionError when it has too much of it, as the node would say."""
    value = compile_expression(text).evaluate(event)
    try:
        return value, bulk(value, room)
    except ValueError as error:
        raise ExpressionError(str(error), 1, 1, "take a part of it") from None


def type_of(value: object) -> str:
    """A word for it that the editor has in each language."""
    match value:
        case None:
            return "nothing"
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case str():
            return "text"
        case Mapping():
            return "record"
    return "list"


def shown(value: object) -> str:
    """As JSON, cut where it is long."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…"


def limited(work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Work in a thread of its own, few at once; FieldError when it takes too long or all of them are taken."""
    if not _free.acquire(timeout=PATIENCE):
        raise FieldError("the server is busy with other previews", hint="try again in a moment")

    def run() -> dict[str, Any]:
        try:
            return work()
        finally:
            _free.release()

    try:
        return _threads.submit(run).result(PATIENCE)
    except TimeoutError:
        raise FieldError("this takes too long", hint="make it shorter, or the event smaller") from None
