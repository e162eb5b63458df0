"""`tundish doctor`: whether everything is here that Tundish needs."""

import argparse
import json
from typing import Any

from api.cli.serve import add_config

DESCRIPTION = """\
Look at everything Tundish needs on this machine, and say what to do where something is missing.
Nothing is changed. Exit code: 0 all well, 1 something is wrong."""


def add(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "doctor",
        help="look for what is wrong with this installation",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_config(parser)
    parser.add_argument("--database", metavar="URL", help="database (default: SQLite in the folder)")
    parser.add_argument("--port", type=int, metavar="PORT", help="port of the server (default: 8420)")
    parser.add_argument("--json", action="store_true", help="print JSON: a list of {name, state, message, advice}")


def run(args: argparse.Namespace) -> int:
    from api.examine import Place, examine

    findings = list(examine(Place(args.data, args.port, args.database)))
    if args.json:
        print(json.dumps([finding._asdict() for finding in findings], indent=2, ensure_ascii=False))
    else:
        for name, state, message, advice in findings:
            print(f"{state:8}{name:11}{message}{f'. {advice}' if advice else ''}")
    return 1 if any(finding.state == "problem" for finding in findings) else 0
