"""Golden specs: what a kind has promised to saved flows, one JSON file a kind.

    python -m tundish.testing.golden              compares, and says what differs
    python -m tundish.testing.golden --update     writes, unless a change would break saved flows

What saved flows hold on to may grow but not shrink: a setting removed or renamed or made narrower, a port or a command
gone, needs a higher `version` of the kind and a step in its `migrate`.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from tundish.catalogue import load
from tundish.node import Node
from tundish.spec import spec_of

FOLDER = Path("tests/golden")
LOWER = ("minimum", "exclusiveMinimum", "minLength", "minItems")
UPPER = ("maximum", "exclusiveMaximum", "maxLength", "maxItems")


def text_of(spec: dict[str, Any]) -> str:
    """As it stands in the file."""
    return json.dumps(spec, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def differences(kinds: Iterable[type[Node[Any, Any]]], folder: Path = FOLDER) -> Iterator[str]:
    """One sentence for each kind whose spec is not the golden one."""
    for kind in kinds:
        path = folder / f"{kind.kind}.json"
        if not path.exists():
            yield f"{kind.kind} has no golden file {path}"
        elif path.read_text("utf-8") != text_of(spec_of(kind)):
            broken = refusals(kind, json.loads(path.read_text("utf-8")))
            why = "; ".join(broken) or "run python -m tundish.testing.golden --update and look at the change"
            yield f"{kind.kind} is not what {path} says: {why}"


def refusals(kind: type[Node[Any, Any]], golden: dict[str, Any]) -> list[str]:
    """Why the golden file may not be written anew; empty if it may."""
    broken = list(breaks(golden, spec_of(kind)))
    if not broken:
        return []
    if kind.version <= golden["version"]:
        return [f"{what}: raise version above {golden['version']} and add a step to migrate" for what in broken]
    if kind.migrate.__func__ is Node.migrate.__func__:  # type: ignore[attr-defined] # a class method has it
        return [f"{what}: version is raised, but migrate has no step" for what in broken]
    return []


def breaks(old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
    """What a saved flow that fits the old spec would miss in the new one."""
    for side in ("inputs", "outputs"):
        now = {port["name"]: port["carries"] for port in new[side]}
        for port in old[side]:
            if now.get(port["name"]) != port["carries"]:
                yield f"{side}: {port['name']!r} is gone or carries something else"
    if old["outputs_from"] and old["outputs_from"] != new["outputs_from"]:
        yield "outputs_from is another one"
    yield from _narrower(_Schema(old["config"]), _Schema(new["config"]), "")
    commands = {command["name"]: command for command in new["commands"]}
    for command in old["commands"]:
        if command["name"] not in commands:
            yield f"command {command['name']!r} is gone"
        else:
            args = commands[command["name"]]["args"]
            yield from _narrower(_Schema(command["args"]), _Schema(args), f"{command['name']}/")


class _Schema:
    """A JSON Schema with its `$ref`s followed."""

    def __init__(self, at: dict[str, Any], root: dict[str, Any] | None = None) -> None:
        self.root = at if root is None else root
        while "$ref" in at:
            at = {**self.root["$defs"][at["$ref"].rpartition("/")[2]], **{k: v for k, v in at.items() if k != "$ref"}}
        self.at = at

    @property
    def fields(self) -> dict[str, "_Schema"]:
        return {name: _Schema(field, self.root) for name, field in self.at.get("properties", {}).items()}

    @property
    def ways(self) -> dict[str, "_Schema"]:
        """By type: what a value may be."""
        parts = [_Schema(part, self.root) for part in self.at.get("anyOf", ())] or [self]
        return {str(part.at.get("type", "any")): part for part in parts}


def _narrower(old: _Schema, new: _Schema, path: str) -> Iterator[str]:
    for name, field in old.fields.items():
        if name not in new.fields:
            yield f"setting {path}{name} is gone"
        else:
            yield from _narrower_field(field, new.fields[name], f"{path}{name}")
    for name in new.at.get("required", ()):
        if name not in old.at.get("required", ()):
            yield f"setting {path}{name} is new or was optional, and is now required"


def _narrower_field(old: _Schema, new: _Schema, path: str) -> Iterator[str]:
    for kind, way in old.ways.items():
        into = new.ways.get(kind) or new.ways.get("any") or (new.ways.get("number") if kind == "integer" else None)
        if into is None:
            yield f"setting {path} may no longer be {kind}"
        else:
            yield from (f"setting {path} {what}" for what in _tighter(way.at, into.at))
            yield from _narrower(way, into, f"{path}/")
            if "items" in way.at and "items" in into.at:
                yield from _narrower(
                    _Schema(way.at["items"], way.root), _Schema(into.at["items"], into.root), f"{path}/*/"
                )


def _tighter(old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
    before, after = _choices(old), _choices(new)
    if after is not None and (before is None or before - after):
        gone = ", ".join(sorted(map(str, before - after))) if before else "anything but its choices"
        yield f"may no longer be {gone}"
    for word in LOWER:
        if word in new and new[word] > old.get(word, float("-inf")):
            yield f"has a higher {word}"
    for word in UPPER:
        if word in new and new[word] < old.get(word, float("inf")):
            yield f"has a lower {word}"
    if "pattern" in new and new["pattern"] != old.get("pattern"):
        yield "has another pattern"


def _choices(schema: dict[str, Any]) -> set[Any] | None:
    return {schema["const"]} if "const" in schema else set(schema["enum"]) if "enum" in schema else None


def update(kinds: Sequence[type[Node[Any, Any]]], folder: Path = FOLDER) -> list[str]:
    """Write the golden files; sentences about those that were refused."""
    folder.mkdir(parents=True, exist_ok=True)
    refused = []
    for kind in kinds:
        path = folder / f"{kind.kind}.json"
        broken = refusals(kind, json.loads(path.read_text("utf-8"))) if path.exists() else []
        refused += [f"{kind.kind}: {what}" for what in broken]
        if not broken:
            path.write_text(text_of(spec_of(kind)), "utf-8")
    return refused


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tundish.testing.golden", description="Golden specs of node kinds.")
    parser.add_argument("--update", action="store_true", help="write the files, unless that would break saved flows")
    parser.add_argument("--folder", type=Path, default=FOLDER, help=f"where they are ({FOLDER})")
    parser.add_argument("kinds", nargs="*", help="only these kinds")
    asked = parser.parse_args(arguments)
    known = load().kinds
    unknown = [name for name in asked.kinds if name not in known]
    kinds = [known[name] for name in asked.kinds or sorted(known) if name in known]
    said = [f"there is no kind {name}" for name in unknown]
    said += update(kinds, asked.folder) if asked.update else differences(kinds, asked.folder)
    sys.stdout.writelines(f"{line}\n" for line in said)
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())
