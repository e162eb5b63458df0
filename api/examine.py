"""Examine: what Tundish needs of the machine it is on. Each check yields findings; none raises."""

import errno
import http.client
import importlib
import os
import platform
import shutil
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from importlib.metadata import PackageNotFoundError, entry_points, requires, version
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

from api.settings import PORT, Settings

OLDEST_PYTHON = (3, 11)
LITTLE, VERY_LITTLE = 2 * 10**9, 2 * 10**8
"""Bytes free on the disk from which on there is nothing to say, and below which nothing will work for long."""
COMPILERS = {"formula": "a + 1", "expression": "value > 1", "template": "{{ value }}"}


class Finding(NamedTuple):
    """One thing looked at."""

    name: str
    state: Literal["ok", "note", "problem"]
    message: str
    advice: str = ""


class Place(NamedTuple):
    """Where a server would run."""

    data: Path = Path("tundish-data")
    port: int = PORT
    database: str = ""


Check: TypeAlias = Callable[[Place], Iterator[Finding]]


def examine(place: Place, checks: "tuple[Check, ...] | None" = None) -> Iterator[Finding]:
    """All findings. A check that breaks is itself a finding."""
    for check in CHECKS if checks is None else checks:
        try:
            yield from check(place)
        except Exception as error:  # noqa: BLE001 - the doctor must not fall ill
            name = getattr(check, "__name__", "check")
            yield Finding(name, "problem", f"cannot be looked at: {error}", "Install Tundish again")


def python(place: Place) -> Iterator[Finding]:
    """Version and word size."""
    shown = f"Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    if sys.version_info < OLDEST_PYTHON:
        yield Finding("python", "problem", shown, "Use Python 3.11 or newer")
    elif sys.maxsize < 2**32:
        yield Finding("python", "problem", f"{shown}, 32 bits", "Use a 64-bit Python")
    else:
        yield Finding("python", "ok", shown)


def packages(place: Place) -> Iterator[Finding]:
    """Ours, and those we need."""
    from api.packages import PackageHidden, check  # noqa: PLC0415 - what is broken must not keep this from loading

    try:
        check()
    except PackageHidden as error:
        yield Finding("packages", "problem", str(error))
        return
    missing = [name for name in _needed() if not _installed(name)]
    if missing:
        advice = f"Install them: pip install {' '.join(missing)}"
        yield Finding("packages", "problem", f"missing: {', '.join(missing)}", advice)
    else:
        yield Finding("packages", "ok", f"Tundish {_version()}, nothing hidden, nothing missing")


def kernels(place: Place) -> Iterator[Finding]:
    """Whether compiled kernels can be kept."""
    folder = Path(os.environ.get("NUMBA_CACHE_DIR") or place.data / "kernels")
    if why := _unwritable(folder):
        yield Finding("kernels", "problem", f"compiled kernels cannot be kept in {folder}: {why}", _RIGHTS)
        return
    number = sum(1 for _ in folder.rglob("*.nbc")) if folder.is_dir() else 0
    known = f"{number} compiled kernels" if number else "no compiled kernels yet: the first start takes longer"
    yield Finding("kernels", "ok", f"{known}, in {folder}")


def data(place: Place) -> Iterator[Finding]:
    """Whether data can be written, and how much."""
    if why := _unwritable(place.data):
        yield Finding("data", "problem", f"{place.data} cannot be written: {why}", _RIGHTS)
        return
    free = shutil.disk_usage(_nearest(place.data)).free
    room = f"{place.data} can be written, {free / 1e9:.1f} GB free"
    if free < VERY_LITTLE:
        yield Finding("data", "problem", room, "Make room on this disk")
    elif free < LITTLE:
        yield Finding("data", "note", room, "Make room on this disk before it is full")
    else:
        yield Finding("data", "ok", room)


def port(place: Place) -> Iterator[Finding]:
    """Whether the port is free, or ours already."""
    shown = f"port {place.port} of this machine"
    try:
        with closing(socket.socket()) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", place.port))
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            yield Finding("port", "problem", f"{shown} cannot be used: {error.strerror}", _OTHER_PORT)
        elif _is_ours(place.port):
            yield Finding("port", "ok", f"{shown} is in use by a Tundish server")
        else:
            yield Finding("port", "problem", f"{shown} is in use by another program", _OTHER_PORT)
    else:
        yield Finding("port", "ok", f"{shown} is free")


def editor(place: Place) -> Iterator[Finding]:
    """Whether the page is built."""
    from api.editor import folder_of  # noqa: PLC0415 - what is broken must not keep this from loading

    folder = folder_of(Settings(place.data))
    if (folder / "index.html").is_file():
        yield Finding("editor", "ok", f"built, in {folder}")
    else:
        yield Finding(
            "editor", "problem", f"not built: {folder} has no index.html", "Run ./dev demo once, or use a wheel"
        )


def compilers(place: Place) -> Iterator[Finding]:
    """Whether every small language has its compiler, and it works."""
    from tundish.fields import compiler  # noqa: PLC0415 - what is broken must not keep this from loading

    wrong = []
    for name, text in COMPILERS.items():
        try:
            compiler(name)(text)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the finding
            wrong.append(f"{name} ({error})")
    if wrong:
        yield Finding("compilers", "problem", f"do not work: {', '.join(wrong)}", "Install Tundish again")
    else:
        yield Finding("compilers", "ok", ", ".join(COMPILERS))


def plugins(place: Place) -> Iterator[Finding]:
    """Whether every package of nodes can be loaded."""
    for point in sorted(entry_points(group="tundish.nodes"), key=lambda p: (p.name, p.value)):
        brought = f"{point.dist.name} {point.dist.version}" if point.dist else "an unknown package"
        try:
            importlib.import_module(point.module)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the finding
            message = f"{point.name} of {brought} cannot be loaded: {type(error).__name__}: {error}"
            yield Finding("plugins", "problem", message, "Update or uninstall it")
    from tundish import catalogue  # noqa: PLC0415 - what is broken must not keep this from loading

    try:
        yield Finding("nodes", "ok", f"{len(catalogue.load().kinds)} kinds")
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the finding
        yield Finding("nodes", "problem", str(error), "Update or uninstall the package that brings them")


def stores(place: Place) -> Iterator[Finding]:
    """Whether database and event store are there and answer."""
    settings = Settings(place.data, place.database)
    for name, url in (("database", settings.url), ("events", settings.events)):
        try:
            yield Finding(name, "ok", _answer(url))
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the finding
            yield Finding(name, "problem", str(error).strip().splitlines()[0], _STORE)


def logs(place: Place) -> Iterator[Finding]:
    """Whether the settings of the log make sense."""
    from engine.watch.logs import FORM, FORMS, LEVEL, LEVELS  # noqa: PLC0415 - what is broken must not keep this from loading

    form, level = os.environ.get(FORM) or "console", (os.environ.get(LEVEL) or "info").casefold()
    if form not in FORMS:
        yield Finding("logs", "problem", f"{FORM} is {form!r}", f"Say one of {', '.join(FORMS)}")
    elif level not in LEVELS:
        yield Finding("logs", "problem", f"{LEVEL} is {level!r}", f"Say one of {', '.join(LEVELS)}")
    else:
        yield Finding("logs", "ok", f"{form}, from {level} on")


CHECKS: tuple[Check, ...] = (python, packages, kernels, data, stores, logs, port, editor, compilers, plugins)

_RIGHTS = "Give this user the right to write there, or choose another folder with --data"
_STORE = "Check the URL, and whether the database runs and lets this user in"
_SQLITE = b"SQLite format 3\0"
_OTHER_PORT = "Stop that program, or choose another port with --port"


def _needed() -> list[str]:
    """Names of the packages that Tundish depends on here."""
    try:
        wanted = requires("tundish") or []
    except PackageNotFoundError:
        return []
    plain = [text for text in wanted if ";" not in text or ("sys_platform" in text and sys.platform != "win32")]
    return [text.partition(";")[0].strip().split(">")[0].split("=")[0].split("[")[0].strip() for text in plain]


def _installed(name: str) -> bool:
    try:
        version(name)
    except PackageNotFoundError:
        return False
    return True


def _version() -> str:
    return version("tundish") if _installed("tundish") else "of a source tree"


def _answer(url: str) -> str:
    """What the database at a URL has to say; raises what keeps it from answering. Changes nothing."""
    from sqlalchemy import make_url  # noqa: PLC0415 - what is broken must not keep this from loading

    if url.startswith("sqlite"):
        return _sqlite(Path(make_url(url).database or ""))
    import psycopg  # noqa: PLC0415 - only who has PostgreSQL has this

    plain = make_url(url).set(drivername="postgresql")
    with psycopg.connect(plain.render_as_string(hide_password=False), connect_timeout=5) as connection:
        version = connection.info.server_version
    return f"PostgreSQL {version // 10_000} at {plain.host} answers"


def _sqlite(path: Path) -> str:
    if not path.exists():
        return f"{path.name} is not there yet: the server makes it"
    with path.open("rb") as file:
        begin = file.read(len(_SQLITE))
    if begin and begin != _SQLITE:
        raise ValueError(f"{path} is damaged: it is no SQLite file")
    if not os.access(path, os.W_OK):
        raise PermissionError(f"{path} cannot be written by this user")
    return f"{path.name}, {path.stat().st_size / 1e6:.1f} MB"


def _nearest(folder: Path) -> Path:
    """The folder itself, or what of its path there is."""
    return next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())


def _unwritable(folder: Path) -> str:
    """Why nothing can be written there; empty if it can. Makes nothing that stays."""
    nearest = _nearest(folder)
    if not nearest.is_dir():
        return f"{nearest} is no folder"
    try:
        with tempfile.TemporaryFile(dir=nearest) as file:
            file.write(b"tundish")
    except OSError as error:
        return error.strerror or str(error)
    return ""


def _is_ours(port_number: int) -> bool:
    """Whether what listens there speaks as a Tundish server does."""
    try:
        with closing(http.client.HTTPConnection("127.0.0.1", port_number, timeout=1)) as link:
            link.request("GET", "/api/session")
            kind = link.getresponse().getheader("content-type", "")
            return kind.startswith("application/problem+json")  # nobody is signed in here
    except (OSError, http.client.HTTPException):
        return False
