"""`tundish restore`: a data folder from a backup."""

import argparse
from pathlib import Path

from api.cli import Subparsers
from api.cli.serve import add_data

DESCRIPTION = """\
Make a data folder from a backup. The folder must not exist or be empty: nothing is ever overwritten. Every file is
checked against its checksum, the database is brought to this version, and the chain of the audit trail is verified;
if anything is not right, no folder is left behind. Then start the server with --data: flows go on from where they were
at the moment of the backup, with their alarms, and what was in their outboxes is sent.

A backup of an older version may be restored; one of a newer version is refused."""


def add(subparsers: Subparsers) -> None:
    """Declare the arguments."""
    parser = subparsers.add_parser(
        "restore",
        help="make a data folder from a backup",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="what `tundish backup` has written")
    parser.add_argument("--check", action="store_true", help="only read it and check it")
    parser.add_argument("--key", type=Path, metavar="FILE", help="the key that decrypts secrets, if it was kept apart")
    add_data(parser)


def run(args: argparse.Namespace) -> int:
    """Do it, and say what is there now."""
    from api.backup.pack import verify
    from api.backup.restore import restore

    if args.check:
        found = verify(args.file)
        key = "with" if found.key else "without"
        print(f"{args.file}: whole; of {found.taken}, by Tundish {found.version}, {key} the key, {found.database}")
        return 0
    done = restore(args.file, args.data, key=args.key)
    print(f"{args.data}: everything as it was at {done.manifest.taken}, {len(done.manifest.files)} files checked")
    if done.manifest.database == "postgresql":
        print("The database was PostgreSQL: restore its dump as well, and give its URL with --database")
    else:
        print(f"The audit trail of {done.audited:,} entries holds")
    if not done.key:
        print(f"There is no key: put it at {args.data / 'secret.key'} before the start, or enter the secrets again")
    return 0
