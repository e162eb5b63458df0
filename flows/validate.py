"""Validate: everything that is wrong with a flow, all at once.

Takes any JSON value and never raises. An error keeps a flow from being deployed, a warning does not. A problem of a
node has its id and, within the config, the path of the field (`rows/0/h`); a problem of a wire has its index; any other
has its path in the document in `field`.
"""

from collections.abc import Iterator
from typing import Any

from flows.block_alone import block_alone
from flows.block_problems import block_problems, shown_problems
from flows.blocks import flattened
from flows.configs import config_problems
from flows.document import BLOCK_FORMAT, FORMAT, MOST_NODES, Document, nodes_of, structure
from flows.migrate import Kinds, formatted
from flows.parameters import parameter_problems
from flows.pause import unswept
from flows.reading import parse
from flows.units import with_units
from flows.wiring import Level, wiring_problems
from flows.words import sentence, shown
from tundish.errors import FlowError, Problem

_ID_HINT = "An id has lower-case letters, digits, _ and -, begins with a letter or digit, and has at most 64 of them"


def validate(document: object, catalogue: Kinds) -> list[Problem]:
    """All problems of a document, errors first, else in the order of the document."""
    if not isinstance(document, dict):
        return [Problem("structure", f"a flow is a JSON object, this is {shown(document)}", field="")]
    if document.get("format") == BLOCK_FORMAT:
        return block_alone(document, lambda flow: validate(flow, catalogue))
    try:
        document = formatted(document)
    except FlowError as error:
        unknown = [Problem("format", error.message, error.hint, field="format")]
        if "format" in document:
            return unknown  # of another format nothing can be said
        return unknown + validate({"format": FORMAT, **document}, catalogue)
    if (size := _size(document)) > MOST_NODES:
        message = f"the flow has {size:,} nodes; at most {MOST_NODES:,} are allowed"
        return [Problem("too-many-nodes", message, "Split it into several flows", field="nodes")]
    with unswept():
        return sorted(_problems(document, catalogue), key=lambda problem: problem.severity != "error")


def _problems(document: dict[str, Any], catalogue: Kinds) -> list[Problem]:
    flat = flattened(document, catalogue.kinds)
    told = {(problem.node, problem.field) for problem in flat.problems}
    measured = with_units(flat.document, catalogue.kinds)
    found = shown_problems(config_problems(measured, catalogue), flat.origins)
    return [
        *_structure_problems(document),
        *parameter_problems(document),
        *flat.problems,
        *(problem for problem in found if problem.field is None or (problem.node, problem.field) not in told),
        *wiring_problems(Level(document, document.get("blocks")), catalogue, flat.document),
        *block_problems(document, catalogue),
        *_group_problems(document),
    ]


def validate_text(text: str | bytes, catalogue: Kinds) -> tuple[dict[str, Any] | None, list[Problem]]:
    """The document in a text (None when it is no JSON object) and everything that is wrong with it."""
    document, problems = parse(text)
    if document is None:
        return None, problems
    return document, validate(document, catalogue)


def errors_in(problems: list[Problem]) -> list[Problem]:
    """Those that keep a flow from being deployed."""
    return [problem for problem in problems if problem.severity == "error"]


def _size(document: dict[str, Any]) -> int:
    nodes = document.get("nodes")
    return len(nodes) if isinstance(nodes, dict) else 0


def _structure_problems(document: dict[str, Any]) -> Iterator[Problem]:
    for error in structure(document):
        loc = error["loc"]
        if loc[-1:] == ("[key]",):
            yield Problem("id", f"{shown(error['input'])} is no id of a node", _ID_HINT, node=str(error["input"]))
            continue
        said = sentence(error, document, Document, by_path=True)
        message, hint = said.message, said.hint
        if error["type"] == "string_pattern_mismatch":
            what = "name of an isolation group" if loc == ("isolation",) else "id"
            message, hint = f"{said.path}: {shown(error['input'])} is no {what}", _ID_HINT.replace("An id", "It", 1)
        node = str(loc[1]) if loc[0] == "nodes" and len(loc) > 1 else None
        wire = int(loc[1]) if loc[0] == "wires" and len(loc) > 1 else None
        whole = node is not None or wire is not None
        yield Problem("structure", message, hint, node=node, wire=wire, field=None if whole else said.path)


def _group_problems(document: dict[str, Any]) -> Iterator[Problem]:
    """Groups that hold what is not there."""
    ids = {id for id, _ in nodes_of(document)}
    groups = document.get("groups")
    for index, group in enumerate(groups) if isinstance(groups, list) else ():
        members = group.get("nodes") if isinstance(group, dict) else None
        for member in members if isinstance(members, list) else ():
            if isinstance(member, str) and member not in ids:
                message = f"Group {shown(group.get('name') or group.get('id'))} holds {member!r}, which is no node here"
                yield Problem("group", message, field=f"groups/{index}/nodes", severity="warning")
