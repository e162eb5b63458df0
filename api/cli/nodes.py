"""`tundish nodes`: the kinds of nodes that are installed."""

import argparse
import json
import sys
import textwrap
from collections.abc import Iterator
from itertools import groupby
from typing import Any

DESCRIPTION = """\
List the kinds of nodes that are installed, or show one in full.
With --json: {"kinds": [...], "connections": [...], "texts": {...}}, config as JSON Schema."""
WIDTH = 100


def add(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "nodes",
        help="list the kinds of nodes",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("kind", nargs="?", metavar="KIND", help="show this kind in full, such as alarm.limit")
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(args: argparse.Namespace) -> int:
    from tundish import catalogue
    from tundish.hint import did_you_mean

    installed = catalogue.load()
    specs = installed.specs()
    if args.kind:
        chosen = next((spec for spec in specs if spec["kind"] == args.kind), None)
        if chosen is None:
            hint = did_you_mean(args.kind, list(installed.kinds)) or "`tundish nodes` lists them all"
            print(f"tundish: there is no kind of node {args.kind!r}. {hint}", file=sys.stderr)
            return 2
        print(_json(chosen) if args.json else "\n".join(in_full(chosen)))
    elif args.json:
        print(_json({"kinds": specs, "connections": installed.connection_specs(), "texts": installed.texts}))
    else:
        print("\n".join(table(specs)))
    return 0


def table(specs: list[dict[str, Any]]) -> Iterator[str]:
    """One line a kind, by category."""
    width = max((len(spec["kind"]) for spec in specs), default=0)
    for category, members in groupby(specs, key=lambda spec: spec["category"]):
        yield category
        for spec in members:
            yield f"  {spec['kind']:{width}}  {spec['title']}: {spec['summary']}"


def in_full(spec: dict[str, Any]) -> Iterator[str]:
    """A kind for a person who wants to use it."""
    from api.cli.node_settings import settings

    yield f"{spec['title']} ({spec['kind']}, version {spec['version']})"
    yield from _wrapped(spec["summary"])
    for paragraph in spec["help"].split("\n\n"):
        yield from ("", *_wrapped(paragraph)) if paragraph.strip() else ()
    for side in ("inputs", "outputs"):
        yield from ("", side.capitalize())
        yield from (f"  {p['name']} ({p['carries']}) {p['help']}".rstrip() for p in spec[side])
        yield from () if spec[side] else ("  none",)
    if extra := spec["outputs_from"]:
        yield f"  one more ({extra['carries']}) for each row of {extra['field']!r}, named by {extra['name']!r}"
    yield from ("", "Settings")
    for setting in settings(spec["config"]):
        indent = "  " + "  " * setting.depth
        about = "; ".join(part for part in (setting.type, setting.limits) if part)
        default = f"default {setting.default}" if setting.default else "must be filled in"
        yield f"{indent}{setting.name} ({about}; {default})"
        yield from _wrapped(setting.help, indent + "    ")
    if spec["commands"]:
        yield from ("", "Commands")
        yield from (f"  {c['name']} ({c['role']}) {c['title']}" for c in spec["commands"])


def _wrapped(text: str, indent: str = "") -> list[str]:
    return textwrap.wrap(" ".join(text.split()), WIDTH, initial_indent=indent, subsequent_indent=indent)


def _json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
