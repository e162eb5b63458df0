"""`tundish examples`: ready flows to begin with."""

import argparse
import csv
import json
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nodes.source.simulate import SimulateConfig

DESCRIPTION = """\
Print a ready flow as JSON, or list them all.

  tundish examples line-oee > oee.json
  tundish examples line-oee --data > oee.csv
  tundish run oee.json --replay oee.csv

Each runs on simulated values; its note says what it does and what to change for a plant."""
FIRST_DAY = 1_767_225_600_000_000_000
"""2026-01-01 in UTC: where the data begin."""


def add(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "examples",
        help="ready flows to begin with",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("name", nargs="?", metavar="NAME", help="the flow to print; none: list them")
    parser.add_argument("--language", choices=("en", "zh"), default="en", help="of its texts")
    parser.add_argument("--data", action="store_true", help="print its simulated values as CSV for `tundish run`")
    parser.add_argument("--json", action="store_true", help="list as JSON: {name, title, description}")


def run(args: argparse.Namespace) -> int:
    from api.examples.gallery import example, examples

    if args.name and args.data:
        _write(example(args.name))
    elif args.name:
        print(json.dumps(example(args.name, args.language), indent=2, ensure_ascii=False))
    elif args.json:
        told = [{"name": d["id"], "title": d["name"], "description": d["description"]} for d in examples(args.language)]
        print(json.dumps(told, indent=2, ensure_ascii=False))
    else:
        for document in examples(args.language):
            print(f"{document['id']:18} {document['name']}\n{'':18} {document['description']}")
    return 0


def _write(document: dict[str, Any]) -> None:
    """The values of the time before the start, from the beginning of 2026 on."""
    from nodes.source.simulate import SimulateConfig, simulated
    from tundish.iso import iso
    from tundish.quality import level_of

    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(("time", "point", "value", "quality"))
    for config in sources_of(document, SimulateConfig):
        made = simulated(config, *ticks_of(config))
        columns = zip(made.time.tolist(), made.points, made.value.tolist(), made.quality.tolist(), strict=True)
        for time, point, value, quality in columns:
            out.writerow((iso(time), point, "" if value != value else repr(value), level_of(quality)))  # noqa: PLR0124


def sources_of(document: dict[str, Any], model: "type[SimulateConfig]") -> "list[SimulateConfig]":
    """The settings of what simulates in a flow."""
    found = (node["config"] for node in document["nodes"].values() if node["kind"] == "source.simulate")
    return [model.model_validate(config) for config in found]


def ticks_of(config: "SimulateConfig") -> tuple[int, int]:
    """First and last of what is printed."""
    every = round(config.interval * 1e9)
    first = FIRST_DAY // every
    return first, first + round(config.before * 1e9) // every
