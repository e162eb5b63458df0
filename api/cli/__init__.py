"""The `tundish` command: one module a command, loaded when it is asked for.

A command is a module `api.cli.<name>` with

    add(subparsers) -> None   declare its arguments (`subparsers.add_parser(name, help=..., ...)`)
    run(args) -> int          do it and return the exit code

Heavy imports belong inside `run`, so that `tundish --help` stays quick.
Exit codes: 0 done, 1 problems found or work failed, 2 wrong usage, 130 interrupted.
"""

import argparse
import errno
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

COMMANDS = (
    "check", "nodes", "run", "replay", "eval", "functions", "examples", "doctor", "serve", "demo", "user", "token",
    "backup", "restore", "settings", "pull", "push",
)  # fmt: skip

FAILED, USAGE, INTERRUPTED = 1, 2, 130

Subparsers = Any
"""What `add` receives; argparse has no public name for it."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit code; no error leaves as a traceback."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    parser, modules = build_parser(arguments)
    try:
        args = parser.parse_args(arguments)
    except SystemExit as stop:  # argparse has already said what is wrong
        return stop.code if isinstance(stop.code, int) else USAGE
    if args.command is None:
        parser.print_help()
        return USAGE
    return _run(modules[args.command], args)


def build_parser(arguments: Sequence[str] = ()) -> tuple[argparse.ArgumentParser, dict[str, ModuleType]]:
    """The parser, with the one command the arguments name or with all of them."""
    parser = argparse.ArgumentParser(prog="tundish", description="Flows from measured values to decisions.")
    parser.add_argument("--version", action="version", version=f"tundish {_version()}")
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    named = [name for name in arguments[:1] if name in COMMANDS]
    modules = {name: import_module(f"api.cli.{name}") for name in named or COMMANDS if find_spec(f"api.cli.{name}")}
    for module in modules.values():
        module.add(subparsers)
    return parser, modules


def _run(module: ModuleType, args: argparse.Namespace) -> int:
    try:
        _check_packages()
        if hasattr(args, "config"):
            args.said = dict(vars(args))  # before anything was filled in
            import_module("api.config").fill(args)
        return int(module.run(args))
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # `tundish nodes | head`: the reader has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if os.environ.get("TUNDISH_DEBUG"):
            raise
        print(f"tundish: {_sentence(error)}", file=sys.stderr)
        return FAILED


def _sentence(error: Exception) -> str:
    """What went wrong, for somebody who did not write the program."""
    from tundish.errors import TundishError

    if isinstance(error, TundishError):
        return str(error)
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return f"the disk is full: {error.filename or 'no more can be written'}; make room and start again"
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror}: {error.filename}" if error.filename else error.strerror
    return f"{type(error).__name__}: {error} (TUNDISH_DEBUG=1 shows where)"


def _check_packages() -> None:
    """Refuse to run when another package hides one of ours."""
    if find_spec("api.packages"):
        import_module("api.packages").check()


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("tundish")
    except PackageNotFoundError:
        return "of a source tree that is not installed"
