"""Payloads of MQTT: what a message says, as values of points or as an event."""

import json
import math
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Annotated, Any, Literal, NamedTuple

import msgspec
from pydantic import Field, field_validator

from nodes.drivers.times import in_range
from tundish import NodeConfig, OnlyIf
from tundish.fields import LONGEST_POINT
from tundish.iso import nanoseconds_of

LARGEST = 1_000_000
"""Bytes; what is larger is not read."""
DEEPEST = 50
"""Levels of an event; what is nested deeper is not kept."""
PLACE = re.compile(r"\{(topic|path|-?[1-9]\d?)\}")
KNOWN = 50_000
"""Names that are remembered."""
NO_NUMBER = "is no number in JSON"
WORDS = {"true": 1.0, "on": 1.0, "false": 0.0, "off": 0.0}
UNITS = ((1e11, 1e9), (1e14, 1e6), (1e17, 1e3))
"""A number below the first is a time in units of the second, in ns; above all of them it is ns."""


class Topic(NodeConfig):
    """Messages of some topics, and how they are read."""

    topic: Annotated[str, Field(min_length=1, max_length=1000, title="Topic")] = "plant/#"
    """A topic, or many: `+` stands for one level, `#` at the end for all that follow."""
    format: Annotated[Literal["number", "json", "array", "event"], Field(title="Payload")] = "number"
    """`number`: one plain number. `json`: an object, its numbers become points. `array`: a list of objects with
    `point`, `value` and, if there is one, `time`. `event`: an object that goes on as an event."""
    point: Annotated[str, Field(min_length=1, max_length=200, title="Point"), OnlyIf("format", "number", "json")] = (
        "{topic}"
    )
    """Name of the point. `{topic}` is the topic with dots for slashes, `{1}` its first level, `{-1}` its last, `{path}`
    where the number stands in the object."""
    paths: Annotated[str, Field(max_length=2000, title="Paths"), OnlyIf("format", "json")] = ""
    """Which numbers of the object, separated by commas: `flow, motor.current`. Empty: all."""
    time: Annotated[str, Field(max_length=200, title="Time in")] = ""
    """Path of the time in the object: ISO 8601, or a number since 1970 in s, ms, µs or ns. Empty: when it arrives."""
    event: Annotated[str, Field(min_length=1, max_length=100, title="Kind of event"), OnlyIf("format", "event")] = (
        "result"
    )
    """What the event is called, like `lab.result`."""
    qos: Annotated[Literal[0, 1], Field(title="QoS")] = 1
    """1: a message is acknowledged only when the flow has it. 0: the broker may lose it."""

    @field_validator("topic")
    @classmethod
    def _is_filter(cls, topic: str) -> str:
        levels = topic.split("/")
        alone = all(level in {"+", "#"} for level in levels if "+" in level or "#" in level)
        if not alone or "#" in levels[:-1] or "\0" in topic:
            raise ValueError("`+` stands for a whole level, and `#` for all levels at the end")
        return topic

    def owned(self) -> tuple[str, ...]:
        """A pattern for the points it makes, as far as that can be told."""
        if self.format in {"array", "event"}:
            return ()
        levels = ["*" if level in {"+", "#"} else level for level in self.topic.split("/")]
        known = levels if "#" not in self.topic else levels[:-1]
        rule = self._rule()

        def filled(match: re.Match[str]) -> str:
            what = match[1]
            if what == "topic":
                return ".".join(levels)
            index = None if what == "path" else int(what)
            if index is None or (index < 0 and known is not levels) or not -len(known) <= index <= len(known):
                return "*"
            return known[index - 1 if index > 0 else index]

        return (re.sub(r"\*[*.]*\*", "*", PLACE.sub(filled, rule)),)

    def name(self, topic: str, path: str = "") -> str:
        """The point for a topic and a path; ValueError if the topic is too short for the rule."""
        return _named(self._rule(), topic, path)

    def _rule(self) -> str:
        return f"{self.point}.{{path}}" if self.format == "json" and "{path}" not in self.point else self.point


@lru_cache(maxsize=KNOWN)
def _named(rule: str, topic: str, path: str) -> str:
    """The same few names are asked for with every message."""
    levels = topic.split("/")

    def filled(match: re.Match[str]) -> str:
        what = match[1]
        if what in {"topic", "path"}:
            return topic.replace("/", ".") if what == "topic" else path
        index = int(what)
        if not -len(levels) <= index <= len(levels):
            raise ValueError(f"the topic has no level {index}, which the name of the point needs")
        return levels[index - 1 if index > 0 else index]

    return _point(PLACE.sub(filled, rule))


class Value(NamedTuple):
    point: str
    value: float
    time: int
    """ns UTC; -1 where the message tells none."""


class Said(NamedTuple):
    """What one message says: values, or an event."""

    values: Sequence[Value] = ()
    data: dict[str, Any] | None = None
    time: int = -1


class Item(msgspec.Struct, gc=False):
    """One of an array, as nearly all are written."""

    point: str
    value: float | bool | None
    time: int | float | str | msgspec.UnsetType = msgspec.UNSET


_items = msgspec.json.Decoder(list[Item])


def read_payload(row: Topic, topic: str, payload: bytes) -> Said:
    """Read a message; ValueError says why it makes no sense."""
    if len(payload) > LARGEST:
        raise ValueError(f"{len(payload)} bytes are more than is read ({LARGEST})")
    try:
        text = payload.decode()
    except UnicodeDecodeError:
        raise ValueError("it is not text (UTF-8)") from None
    if row.format == "number":
        return Said([Value(row.name(topic), _plain(text), -1)])
    if row.format == "array" and (items := _typical(payload)) is not None:
        return Said(items)
    body = _body(text)
    if row.format == "array":
        return Said([_item(item) for item in (body if isinstance(body, list) else [body])])
    if not isinstance(body, dict):
        raise ValueError("it is no JSON object")  # noqa: TRY004 - one kind of error for all nonsense
    time = _time(_at(body, row.time)) if row.time else -1
    if row.format == "event":
        _check_kept(body, DEEPEST)
        return Said(data=body, time=time)
    return Said([Value(row.name(topic, path), value, time) for path, value in _numbers(row, body)])


def _typical(payload: bytes) -> list[Value] | None:
    """The values of an array, straight from the bytes; None if there is anything unusual about it."""
    try:
        items = _items.decode(payload)
    except (msgspec.MsgspecError, RecursionError):
        return None
    return [
        Value(
            _point(item.point),
            math.nan if item.value is None else float(item.value),
            -1 if item.time is msgspec.UNSET else _time(item.time),
        )
        for item in items
    ]


def _body(text: str) -> Any:
    """What the JSON says; ValueError says why it says nothing."""
    try:
        return json.loads(text, parse_constant=_refused)
    except RecursionError:
        raise ValueError("it is nested too deep") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"it is no JSON: {error.msg} at character {error.pos}") from None
    except ValueError as error:  # Python reads no number of more than 4300 digits
        raise ValueError(str(error) if NO_NUMBER in str(error) else "there is a number without end in it") from None


def _plain(text: str) -> float:
    text = text.strip().lower()
    try:
        return WORDS[text] if text in WORDS else float(text)
    except ValueError:
        raise ValueError("it is no number") from None


def _numbers(row: Topic, body: dict[str, Any]) -> Iterator[tuple[str, float]]:
    if row.paths:
        for path in (p.strip() for p in row.paths.split(",") if p.strip()):
            yield path, _number(_at(body, path), path)
        return
    found = False
    for path, value in _leaves(body, ""):
        if path != row.time:
            found = True
            yield path, _number(value, path)
    if not found:
        raise ValueError("there is no number in it")


def _leaves(body: dict[str, Any], before: str) -> Iterator[tuple[str, float]]:
    for key, value in body.items():
        path = f"{before}{key}"
        if isinstance(value, dict):
            yield from _leaves(value, f"{path}.")
        elif isinstance(value, bool | int | float):
            yield path, value


def _at(body: Any, path: str) -> Any:
    for key in path.split("."):
        if not isinstance(body, dict) or key not in body:
            raise ValueError(f"there is no {path!r} in it")
        body = body[key]
    return body


def _number(value: Any, path: str) -> float:
    if value is None:
        return math.nan
    if not isinstance(value, bool | int | float):
        raise ValueError(f"{path!r} is no number")  # noqa: TRY004
    try:
        return float(value)
    except OverflowError:
        raise ValueError(f"the number in {path!r} is too large") from None


def _check_kept(value: Any, depth: int) -> None:
    """ValueError if there is something in an event that can be read but not be stored or sent on."""
    if isinstance(value, str):
        if not value.isascii() and any("\ud800" <= c <= "\udfff" for c in value):
            raise ValueError("there is half a character in it (a lone surrogate)")
    elif isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise ValueError("there is a number of more than 64 bits in it")
    elif isinstance(value, dict | list):
        if not depth:
            raise ValueError(f"it is nested too deep: {DEEPEST} levels are kept")
        for item in value:
            _check_kept(item, depth - 1)
        for item in value.values() if isinstance(value, dict) else ():
            _check_kept(item, depth - 1)


def _item(item: Any) -> Value:
    if not isinstance(item, dict) or not isinstance(item.get("point"), str) or "value" not in item:
        raise ValueError('it is no list of {"point", "value", "time"}')
    return Value(_point(item["point"]), _number(item["value"], "value"), _time(item["time"]) if "time" in item else -1)


@lru_cache(maxsize=KNOWN)
def _point(name: str) -> str:
    if not 0 < len(name) <= LONGEST_POINT or name != name.strip() or not name.isprintable():
        raise ValueError(f"{name[:50]!r} is no name of a point")
    return name


def _time(value: Any) -> int:
    if isinstance(value, str):
        time = _written(value)
    elif isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 2**63:
        raise ValueError(f"{str(value)[:50]} is no time")
    else:
        scale: float = 1
        for limit, unit in UNITS:
            if value < limit:
                scale = unit
                break
        time = int(value * int(scale)) if isinstance(value, int) else round(value * scale)
    if not in_range(time):
        raise ValueError(f"{str(value)[:50]} is no time that can be kept: years 1970 to 2261")
    return time


_written = lru_cache(maxsize=256)(nanoseconds_of)
"""What comes together mostly has one time."""


def _refused(text: str) -> None:
    raise ValueError(f"{text} {NO_NUMBER}")
