"""Logs: every line of every process through one pipe, with what it is about, and without secrets.

`TUNDISH_LOG` says how lines look: `console` for people (the default) or `json`, one object a line, for machines;
`TUNDISH_LOG_LEVEL` from which severity on they are written (`info`). What is bound with `about(flow=…, node=…)`
stands in every line that is written inside it, by our own loggers, the standard library's and those of other packages.
"""

import logging
import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from contextvars import ContextVar
from typing import Any, Final, TextIO

import structlog
from pydantic import BaseModel
from structlog.typing import EventDict, Processor

from tundish.errors import TundishError
from tundish.fields import Marks

FORM, LEVEL = "TUNDISH_LOG", "TUNDISH_LOG_LEVEL"
FORMS = ("console", "json")
LEVELS = ("debug", "info", "warning", "error", "critical")
HIDDEN = "•••"
SHORTEST = 4
"""Characters from which on a secret is looked for inside lines: shorter ones would hide ordinary words."""
_SECRET_KEY = re.compile(r"(?i)passw|secret|token|authori[sz]ation|cookie|csrf|credential|private")
_SECRET_TEXT: Final = (
    re.compile(r"\btdt_[\w-]{8,}"),
    re.compile(r"(?i)(?<=\bbearer )[\w.~+/=-]{8,}"),
    re.compile(r"(?<=://)[^\s/@:]*:[^\s/]+(?=@)"),
    re.compile(r"(?i)(?<=password=)[^\s&'\"]+"),
)
_TAKEN = frozenset(vars(logging.makeLogRecord({}))) - {"exc_info", "stack_info"} | {"message", "asctime"}
_FIRST = ("time", "level", "logger", "message")
_QUIET = {"asyncio": logging.WARNING, "alembic": logging.WARNING, "uvicorn": logging.WARNING, "numba": logging.WARNING}
"""Packages that would tell too much at a low level."""

about = structlog.contextvars.bound_contextvars
"""`with about(flow="pumps"):` lines written inside say so, also those of tasks that are started there."""

TRACE: ContextVar[Callable[[], str] | None] = ContextVar("trace", default=None)
"""Tells which trace lines belong to that are written here. It is asked only when one is written."""


class WrongLogs(TundishError):
    """The settings of the log make no sense."""

    code = "logs"


def logger(name: str) -> structlog.stdlib.BoundLogger:
    """A logger whose keyword arguments become fields of the line: `LOG.warning("late", flow=id, count=3)`."""
    made: structlog.stdlib.BoundLogger = structlog.wrap_logger(
        logging.getLogger(name),
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            _spare,
            structlog.stdlib.render_to_log_kwargs,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        context_class=dict,
    )
    return made


def _traced(_logger: Any, _method: str, line: EventDict) -> EventDict:
    trace = TRACE.get()
    return line if trace is None else {"trace": trace(), **line}


def _ordered(_logger: Any, _method: str, line: EventDict) -> EventDict:
    return {key: line[key] for key in (*_FIRST, *line) if key in line}


def _spare(_logger: Any, _method: str, line: EventDict) -> EventDict:
    """Fields that the standard library has names of its own for get an underscore at the end."""
    return {f"{key}_" if key in _TAKEN else key: value for key, value in line.items()}


class Secrets:
    """Texts that must not stand in any line: `hide` them as soon as they are known."""

    def __init__(self) -> None:
        self._hidden: dict[object, set[str]] = {}
        self._texts = re.compile(r"(?!)")

    def hide(self, source: object, texts: Iterable[str]) -> None:
        """These, in place of those that were hidden for the same source before."""
        self._hidden[source] = {text for text in texts if len(text) >= SHORTEST}
        longest_first = sorted(set().union(*self._hidden.values()), key=len, reverse=True)
        self._texts = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")

    def without(self, value: Any, depth: int = 6) -> Any:
        """The value with a mark in place of every secret; what lies too deep is told as text."""
        if isinstance(value, str):
            return self._clean(value)
        if value is None or isinstance(value, bool | int | float):
            return value
        if depth and isinstance(value, Mapping):
            return {str(key): self._field(str(key), item, depth - 1) for key, item in value.items()}
        if depth and isinstance(value, list | tuple):
            return [self.without(item, depth - 1) for item in value]
        return self._clean(str(value))

    def _field(self, key: str, value: Any, depth: int) -> Any:
        return HIDDEN if _SECRET_KEY.search(key) and value else self.without(value, depth)

    def _clean(self, text: str) -> str:
        text = self._texts.sub(HIDDEN, text)
        for pattern in _SECRET_TEXT:
            text = pattern.sub(HIDDEN, text)
        return text

    def __call__(self, _logger: Any, _method: str, line: MutableMapping[str, Any]) -> EventDict:
        """As a step of the pipe."""
        return {key: self._field(key, value, 6) for key, value in line.items()}


SECRETS = Secrets()


def secret_texts(model: type[BaseModel], values: Mapping[str, Any]) -> list[str]:
    """What stands in the secret fields of settings of this type."""
    fields = model.model_fields.items()
    secret = [name for name, field in fields if any(_is_secret(mark) for mark in field.metadata)]
    return [str(values[name]) for name in secret if values.get(name)]


def _is_secret(mark: Any) -> bool:
    return isinstance(mark, Marks) and mark.marks.get("x-widget") == "secret"


def configure(form: str = "", level: str = "", stream: TextIO | None = None, **always: Any) -> None:
    """Write lines to `stream` (standard error) from now on, each with `always`. WrongLogs names a wrong setting."""
    form = form or os.environ.get(FORM, "") or "console"
    level = (level or os.environ.get(LEVEL, "") or "info").casefold()
    if form not in FORMS:
        raise WrongLogs(f"{FORM} is {form!r}", f"Say one of {', '.join(FORMS)}")
    if level not in LEVELS:
        raise WrongLogs(f"{LEVEL} is {level!r}", f"Say one of {', '.join(LEVELS)}")
    stream = stream or sys.stderr
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter(form, colors=stream.isatty(), **always))
    root = logging.getLogger()
    for old in [old for old in root.handlers if getattr(old, "tundish", False)]:
        root.removeHandler(old)
    handler.tundish = True  # type: ignore[attr-defined]
    root.addHandler(handler)
    root.setLevel(level.upper())
    for name, least in _QUIET.items():
        logging.getLogger(name).setLevel(max(least, root.level))
    logging.captureWarnings(capture=True)


def formatter(form: str, *, colors: bool = False, **always: Any) -> logging.Formatter:
    """Makes a line of a record."""

    def marked(_logger: Any, _method: str, line: EventDict) -> EventDict:
        return {**always, **line}

    common: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        _traced,
        marked,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
    ]
    last: list[Processor] = (
        [structlog.processors.EventRenamer("message"), _ordered, structlog.processors.JSONRenderer(ensure_ascii=False)]
        if form == "json"
        else [structlog.dev.ConsoleRenderer(colors=colors, timestamp_key="time")]
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=common,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,  # plain: no values of variables, there may be secrets among them
            SECRETS,
            *last,
        ],
    )
