"""Config: what a command is told, from four places, of which the first that says something counts.

1. the command line (`--port 9000`)
2. the environment (`TUNDISH_PORT=9000`)
3. the settings file (`port = 9000` in `tundish.toml`)
4. what is built in

The file is the one that `--config` names, or `TUNDISH_CONFIG`, or `tundish.toml` in the current folder if there is one.
"""

import argparse
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from api import keeping
from api.errors import Refused
from tundish.hint import did_you_mean

FILE, VARIABLE = "tundish.toml", "TUNDISH_CONFIG"
YES, NO = ("1", "true", "yes", "on"), ("0", "false", "no", "off")


class Known(NamedTuple):
    """One setting."""

    name: str
    """In the file. On the command line it is `--name`, in the environment `TUNDISH_NAME`."""
    kind: type
    default: Any
    help: str
    low: int = 0
    high: int | None = None
    """Of a whole number."""

    @property
    def attribute(self) -> str:
        """Of the parsed arguments."""
        return self.name.replace("-", "_")

    @property
    def variable(self) -> str:
        return f"TUNDISH_{self.attribute.upper()}"


KNOWN = (
    Known("data", Path, Path("tundish-data"), "folder of everything that is kept"),
    Known("database", str, "", "URL of a PostgreSQL database; empty: SQLite in the folder"),
    Known("host", str, "127.0.0.1", "address to listen on"),
    Known("port", int, 8420, "port to listen on"),
    Known("tls-cert", Path, None, "certificate (PEM), to serve HTTPS"),
    Known("tls-key", Path, None, "its private key (PEM)"),
    Known("insecure-http", bool, default=False, help="serve other machines although nothing is encrypted"),
    Known("behind-tls", bool, default=False, help="a proxy in front serves HTTPS: cookies are for HTTPS only"),
    Known("names", list, (), "further names under which browsers may call us"),
    Known("worker-memory", int, None, "MiB that each worker may use; 0: any; by itself 2048, or half of the machine's"),
    Known("log", str, "console", "lines of the log: console or json"),
    Known("log-level", str, "info", "least importance of what is logged"),
    *(Known(kept.name, int, kept.default, kept.help, 1, kept.most) for kept in keeping.ALL),
)
WORDS = {Path: "a path", str: "a text", int: "a whole number", bool: "true or false", list: "a list of texts"}


class Told(NamedTuple):
    """A setting as it counts, and who says so."""

    known: Known
    value: Any
    source: str


def fill(args: argparse.Namespace) -> None:
    """Give arguments that the command line has left open (None) their values; Refused says what is wrong where."""
    for told in effective(vars(args)):
        known = told.known
        if getattr(args, known.attribute, 0) is None:
            setattr(args, known.attribute, told.value)
        if known.name.startswith("log") and told.value != known.default:
            os.environ.setdefault(known.variable, told.value)  # for the workers as well


def effective(given: Mapping[str, Any], environment: Mapping[str, str] = os.environ) -> list[Told]:
    """All settings; `given` are parsed arguments, None where the command line says nothing."""
    path = file_of(given.get("config"), environment)
    written = read(path) if path else {}
    found = []
    for known in KNOWN:
        if given.get(known.attribute) is not None and known.attribute in given:
            found.append(Told(known, given[known.attribute], "command line"))
        elif environment.get(known.variable):
            found.append(Told(known, _said(known, environment[known.variable]), known.variable))
        elif known.name in written:
            found.append(Told(known, written[known.name], str(path)))
        else:
            found.append(Told(known, known.default, "built in"))
        _check(found[-1])
    return found


def _check(told: Told) -> None:
    """Refuse a number that makes no sense, whoever says it."""
    known, value = told.known, told.value
    if known.kind is int and value is not None and (value < known.low or value > (known.high or value)):
        least = f"at least {known.low}" if known.high is None else f"from {known.low} to {known.high}"
        raise Refused(f"{known.name} must be {least}; {told.source} says {value}", known.help)


def file_of(named: Path | None, environment: Mapping[str, str] = os.environ) -> Path | None:
    """The settings file; None when there is none. Refused when one was named that is not there."""
    path = named or (Path(environment[VARIABLE]) if environment.get(VARIABLE) else None)
    if path is None:
        return Path(FILE) if Path(FILE).is_file() else None
    if not path.is_file():
        who = "--config" if named else VARIABLE
        raise Refused(f"There is no settings file {path}", f"{who} names it; make it, or name another")
    return path


def read(path: Path) -> dict[str, Any]:
    """The settings in a file. Paths in it are meant from the folder of the file. Refused in a sentence."""
    try:
        written = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refused(f"{path} is not TOML: {error}", "See docs/operating.md for an example") from None
    by_name = {known.name: known for known in KNOWN}
    for name in written:
        if name not in by_name:
            names = ", ".join(by_name)
            raise Refused(
                f"{path}: there is no setting {name!r}", did_you_mean(name, list(by_name)) or f"Known: {names}"
            )
    return {name: _written(by_name[name], value, path) for name, value in written.items()}


def _written(known: Known, value: Any, path: Path) -> Any:
    fits = {
        Path: isinstance(value, str), str: isinstance(value, str), bool: isinstance(value, bool),
        int: isinstance(value, int) and not isinstance(value, bool),
        list: isinstance(value, list) and all(isinstance(one, str) for one in value),
    }  # fmt: skip
    if not fits[known.kind]:
        raise Refused(f"{path}: {known.name} must be {WORDS[known.kind]}; it is {value!r}", known.help)
    if known.kind is Path:
        return path.parent / value
    return tuple(value) if known.kind is list else value


def _said(known: Known, text: str) -> Any:
    """What a variable of the environment says."""
    if known.kind is bool and text.lower() in (*YES, *NO):
        return text.lower() in YES
    if known.kind is int and text.isascii() and text.removeprefix("-").isdigit():
        return int(text)
    if known.kind in (bool, int):
        raise Refused(f"{known.variable} must be {WORDS[known.kind]}; it is {text!r}", known.help)
    if known.kind is list:
        return tuple(part.strip() for part in text.split(",") if part.strip())
    return known.kind(text)
