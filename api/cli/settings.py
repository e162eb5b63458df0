"""`tundish settings`: what counts, and who says so."""

import argparse
import json
from typing import Any

from api.cli import Subparsers
from api.cli.serve import add_served

DESCRIPTION = """\
Show every setting as it counts for `tundish serve`, and where it comes from: the command line, a variable of the
environment (TUNDISH_PORT), the settings file (port = 8420 in tundish.toml), or what is built in, in this order. The
password in the URL of a database is not shown. Exit code: 0 done, 1 the file or the environment is wrong."""


def add(subparsers: Subparsers) -> None:
    """Declare the arguments."""
    parser = subparsers.add_parser(
        "settings",
        help="show which settings count, and who says so",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--json", action="store_true", help="print JSON: a list of {name, value, source}")
    add_served(parser)


def run(args: argparse.Namespace) -> int:
    """Print them."""
    from api.config import effective

    rows = [(told.known.name, _shown(told.value), told.source) for told in effective(args.said)]
    if args.json:
        print(json.dumps([dict(zip(("name", "value", "source"), row, strict=True)) for row in rows], indent=2))
    else:
        for name, value, source in rows:
            text = ", ".join(value) if isinstance(value, list) else "–" if value in (None, "") else str(value)
            print(f"{name:15}{text:40} {source}")
    return 0


def _shown(value: Any) -> Any:
    """As JSON, without the password of a URL."""
    if isinstance(value, str) and "://" in value:
        from sqlalchemy.engine import make_url
        from sqlalchemy.exc import ArgumentError

        try:
            url = make_url(value)
            hidden = {name: "..." for name in url.query if "password" in name.casefold()}
            return url.update_query_dict(hidden).render_as_string(hide_password=True)
        except ArgumentError:
            return "(no URL)"
    if isinstance(value, tuple | list):
        return list(value)
    return value if value is None or isinstance(value, str | int | bool) else str(value)
