"""`tundish backup`: the data folder as one file, while the server runs."""

import argparse
from pathlib import Path

from api.cli import Subparsers
from api.cli.serve import add_data

DESCRIPTION = """\
Write everything that is kept in the data folder into one file: flows with their versions, journals, states and
outboxes, alarms, events, history, users, points, audit. The server may go on running; all of it is as it was at one
moment. The file is read again and checked before it gets its name. It is compressed when it ends in .gz.

The key that decrypts the secrets of connections is left out unless --with-key is given. Keep the key elsewhere: who
has both can read the secrets. When the database is PostgreSQL, it is not in the file: run pg_dump afterwards."""


def add(subparsers: Subparsers) -> None:
    """Declare the arguments."""
    parser = subparsers.add_parser(
        "backup",
        help="write all data into one file, while the server runs",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="the file to write, like plant.tar.gz")
    parser.add_argument("--with-key", action="store_true", help="put the key that decrypts secrets into the file")
    parser.add_argument("--force", action="store_true", help="replace FILE if it exists")
    add_data(parser)


def run(args: argparse.Namespace) -> int:
    """Take it, and say what is in it."""
    from api.backup.take import take

    manifest = take(args.data, args.file, database=args.database, key=args.with_key, force=args.force)
    size = sum(one.size for one in manifest.files)
    print(
        f"{args.file}: {len(manifest.files)} files, {size:,} bytes, everything as it was at {manifest.taken}; checked"
    )
    if manifest.key:
        print("The key is in it: who has this file can read the secrets of connections. Keep it locked away")
    else:
        print(f"The key is not in it: keep {args.data / 'secret.key'} elsewhere, or secrets must be entered again")
    if manifest.database == "postgresql":
        print("The PostgreSQL database is not in it: run pg_dump now, and keep both together")
    return 0
