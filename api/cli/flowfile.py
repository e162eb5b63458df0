"""Flow files as commands read them, and problems as they show them."""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from flows.parameters import declared, fitted, unknown
from flows.text import loads
from flows.validate import errors_in, validate
from tundish.catalogue import Catalogue
from tundish.errors import FlowError, Problem


def read(path: str) -> bytes:
    """The bytes of a file, or of standard input for `-`; OSError with the name in it."""
    return sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()


def runnable(path: str, catalogue: Catalogue, values: Sequence[str] = ()) -> dict[str, Any]:
    """The document in a file, ready to run; FlowError, after its problems have been shown, when it is not.

    `values` are other values of its parameters: `band=2`.
    """
    document = loads(read(path))
    for text in values:
        document = _with_value(document, *text.split("=", 1))
    problems = errors_in(validate(document, catalogue))
    for problem in problems:
        print(line(path, problem), file=sys.stderr)
    if problems:
        raise FlowError(f"{shown(path)} cannot be run: {counted(len(problems), 'problem')}")
    return document


def _with_value(document: dict[str, Any], name: str, value: str | None = None) -> dict[str, Any]:
    known = declared(document)
    if value is None:
        raise FlowError(f"--set {name}: a value is missing", "Write NAME=VALUE")
    if name not in known:
        message, hint = unknown(name, known, "the flow")
        raise FlowError(message, hint)
    try:
        fit = fitted(known[name], value)
    except ValueError as error:
        raise FlowError(f"--set {name}: {error}") from None
    return {**document, "parameters": {**document["parameters"], name: {**known[name], "value": fit}}}


def shown(path: str) -> str:
    """What a file is called in a message."""
    return "standard input" if path == "-" else path


def line(path: str, problem: Problem) -> str:
    """One problem as one line: where, how bad, what, what to do."""
    where = [shown(path)]
    if problem.node is not None:
        where.append(f"node {problem.node}")
    if problem.wire is not None:
        where.append(f"wire {problem.wire + 1}")
    if problem.field and problem.node is not None:
        where.append(problem.field)
    severity = "warning: " if problem.severity == "warning" else ""
    hint = f". {problem.hint}" if problem.hint else ""
    return f"{': '.join(where)}: {severity}{problem.message}{hint}"


def as_json(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    return [problem._asdict() for problem in problems]


def counted(number: int, noun: str) -> str:
    """`1 problem`, `2 problems`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
