"""`tundish replay`: what a flow has done since its last checkpoint, done again."""

import argparse
import sys
from pathlib import Path
from typing import Any

DESCRIPTION = """\
Run a flow's own journal again: everything that came in since its last checkpoint, with the stamps it had. What leaves
the ports is byte for byte what left them when it was live. Nothing goes to any equipment, and the file is not changed;
the flow may be running.

FLOW.db lies in the data folder of a server, under flows. Output and exit code are those of `tundish run`."""


def add(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "replay",
        help="run a flow's own journal again",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("journal", metavar="FLOW.db", type=Path, help="the flow's file")
    parser.add_argument("--out", metavar="OUT.jsonl", help="write here, once all went well, not to standard output")


def run(args: argparse.Namespace) -> int:
    from api.cli.datafile import whole
    from engine.replay.journal import Journal
    from engine.replay.told import told_line
    from tundish import catalogue

    journal = Journal(args.journal)
    flow = args.journal.stem
    with whole(args.out) as out:
        journal.run(catalogue.load().kinds, lambda told: out.write(told_line(flow, *told, journal.points)))
    for sentence in journal.found:
        print(f"tundish: {sentence}", file=sys.stderr)
    return 1 if journal.found else 0
