"""JSON rows: a recording of everything that may happen to a flow; see `engine.replay.recording`."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import msgspec

from engine.replay.rows import CommandRow, EventRow, Row, TickRow
from flows.reading import too_deep
from flows.words import shown
from tundish.hint import did_you_mean
from tundish.rows import sample_row, stamp, time_of


def json_rows(lines: Iterable[str]) -> Iterator[tuple[int, Row | ValueError]]:
    """Line number and row, or what is wrong with it."""
    for line, text in enumerate(lines, 1):
        if text.strip():
            try:
                yield line, _row(text, line)
            except ValueError as error:
                yield line, error


def _row(text: str, line: int) -> Row:
    if deep := too_deep(text):
        raise ValueError(deep.message.partition(": ")[2])
    try:
        raw = msgspec.json.decode(text)
    except UnicodeError:
        raise ValueError("this is no UTF-8 text") from None
    except (msgspec.DecodeError, RecursionError) as error:
        raise ValueError(f"no JSON: {error}") from None
    if not isinstance(raw, dict):
        raise ValueError(f"a line is a JSON object, this is {shown(raw)}")  # noqa: TRY004 - it is the data that is wrong
    for kind, make in _MAKERS.items():
        if kind in raw:
            _known(raw, kind)
            _need(raw, "time")
            return make(line, raw)
    raise ValueError('the line has none of "value", "event", "command" and "tick"')


def _sample(line: int, raw: dict[str, Any]) -> Row:
    quality, reason = raw.get("quality"), raw.get("reason")
    quality = f"{quality}:{reason}" if reason and isinstance(quality, str) else quality
    return sample_row(line, raw["time"], _need(raw, "point"), raw["value"], quality, raw.get("arrival"))


def _when(raw: dict[str, Any]) -> tuple[int, int]:
    return time_of(raw["time"]), stamp(raw.get("arrival"))


def _event(line: int, raw: dict[str, Any]) -> Row:
    event = _typed(raw, "event", dict, {})
    _known(event, "in an event")
    kind = _typed(event, "kind", str, "")
    if not kind:
        raise ValueError('the event has no "kind"')
    about, data = _typed(event, "point", str, ""), _typed(event, "data", dict, {})
    return EventRow(line, *_when(raw), _node(raw), _typed(raw, "port", str, ""), kind, about, data)


def _command(line: int, raw: dict[str, Any]) -> Row:
    command, user = _typed(raw, "command", str, ""), _typed(raw, "user", str, "")
    return CommandRow(line, *_when(raw), _node(raw), command, user, _typed(raw, "args", dict, {}))


def _tick(line: int, raw: dict[str, Any]) -> Row:
    if raw["tick"] is not True:
        raise ValueError('write "tick": true')
    return TickRow(line, *_when(raw))


_MAKERS: dict[str, Callable[[int, dict[str, Any]], Row]] = {
    "event": _event,
    "command": _command,
    "tick": _tick,
    "value": _sample,
}
_KEYS = {
    "event": ("time", "arrival", "node", "port", "event"),
    "command": ("time", "arrival", "node", "command", "user", "args"),
    "tick": ("time", "arrival", "tick"),
    "value": ("time", "arrival", "point", "value", "quality", "reason"),
    "in an event": ("kind", "point", "data"),
}


def _known(raw: dict[str, Any], kind: str) -> None:
    """A misspelt key is a fault; any other that we do not know is left alone."""
    for key in raw:
        if key not in _KEYS[kind] and (hint := did_you_mean(key, _KEYS[kind])):
            raise ValueError(f"unknown key {key!r}. {hint}")


def _need(raw: dict[str, Any], key: str) -> Any:
    if key not in raw:
        raise ValueError(f'the line has no "{key}"')
    return raw[key]


def _node(raw: dict[str, Any]) -> str:
    _need(raw, "node")
    return str(_typed(raw, "node", str, ""))


def _typed(raw: dict[str, Any], key: str, type_: type, default: Any) -> Any:
    value = raw.get(key)
    if value is not None and not isinstance(value, type_):
        raise ValueError(f'"{key}" is {"an object" if type_ is dict else "a text"}, not {shown(value)}')
    return default if value is None else value
