"""`tundish check`: all problems of flow files."""

import argparse
import json
import sys
from typing import Any

DESCRIPTION = """\
Check flow files and tell everything that is wrong with them, all at once.
Warnings do not keep a flow from being deployed. Nothing is changed.
Exit code: 0 all valid, 1 problems, 2 a file cannot be read."""


def add(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "check",
        help="check flow files",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("flows", nargs="+", metavar="FLOW.json", help="a flow file; - for standard input")
    parser.add_argument("--json", action="store_true", help="print JSON: a list of {file, valid, problems}")


def run(args: argparse.Namespace) -> int:
    from api.cli.flowfile import as_json, counted, line, read, shown
    from flows.validate import errors_in, validate_text
    from tundish import catalogue

    found = []
    code = 0
    for path in args.flows:
        try:
            text = read(path)
        except OSError as error:
            print(f"tundish: {path}: {error.strerror}", file=sys.stderr)
            code = 2
            continue
        _, problems = validate_text(text, catalogue.load())
        errors = len(errors_in(problems))
        found.append({"file": path, "valid": not errors, "problems": as_json(problems)})
        code = max(code, 1 if errors else 0)
        if args.json:
            continue
        for problem in problems:
            print(line(path, problem))
        warnings = len(problems) - errors
        counts = ", ".join(counted(n, noun) for n, noun in ((errors, "problem"), (warnings, "warning")) if n)
        print(f"{shown(path)}: {'valid' if not errors else 'not valid'}{f' ({counts})' if counts else ''}")
    if args.json:
        print(json.dumps(found, indent=2, ensure_ascii=False))
    return code
