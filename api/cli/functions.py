"""`tundish functions`: what formulas can call."""

import argparse
import json
from itertools import groupby
from typing import Any

KEYS = "name, signature, defaults, units, summary, summary_zh, example, result, group"
"""Named here, for formulas are not loaded to tell the help."""


def add(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "functions", help="list the functions of formulas", description="List the functions that formulas can call."
    )
    parser.add_argument("--json", action="store_true", help=f"print JSON: a list of {{{KEYS}}}")


def run(args: argparse.Namespace) -> int:
    from engine.formula import functions

    known = functions()
    if args.json:
        print(json.dumps(known, indent=2, ensure_ascii=False))
        return 0
    width = max(len(function["signature"]) for function in known)
    for group, members in groupby(known, key=lambda function: function["group"]):
        print(group)
        for function in members:
            print(f"  {function['signature']:{width}}  {function['summary']}")
    return 0
