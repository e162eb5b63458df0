"""`tundish user`: who may sign in. Works beside a running server."""

import argparse
import getpass
import sys
from typing import TYPE_CHECKING

from api.cli import Subparsers
from api.cli.serve import add_data

if TYPE_CHECKING:
    from api.office import Office

ROLES = ("viewer", "operator", "engineer", "admin")


def add(subparsers: Subparsers) -> None:
    """Declare the arguments."""
    actions = subparsers.add_parser("user", help="add users, change passwords").add_subparsers(
        dest="action", required=True, metavar="ACTION"
    )
    adding = actions.add_parser("add", help="add a user")
    adding.add_argument("name")
    adding.add_argument("--role", choices=ROLES, default="viewer", help="what the user may do (default: %(default)s)")
    changing = actions.add_parser("password", help="give a user another password, and sign the user out everywhere")
    changing.add_argument("name")
    for parser in (adding, changing):
        parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
    for parser in (adding, changing, actions.add_parser("list", help="show all users")):
        add_data(parser)


def run(args: argparse.Namespace) -> int:
    """Do what is asked."""
    from api.office import opened

    with opened(args.data, args.database) as office:
        if args.action == "list":
            with office.read() as stores:
                for user in stores.users.list():
                    print(f"{user.name}\t{user.role}\tsince {user.created}")
            return 0
        return _change(args, office)


def _change(args: argparse.Namespace, office: "Office") -> int:
    from api.passwords import Passwords, check_password
    from api.roles import Role

    if args.action == "password":
        with office.read() as stores:
            stores.users.get(args.name)
    password = read_password(stdin=args.password_stdin)
    check_password(args.name, password)
    hashed = Passwords().hash(password)
    with office.write() as stores:
        if args.action == "add":
            stores.users.add(args.name, Role.of(args.role), hashed)
            stores.tickets.withdraw("setup")
            print(f"{args.name} may sign in as {args.role}")
        else:
            stores.users.password(args.name, hashed)
            print(f"{args.name} has a new password and is signed out everywhere")
    return 0


def read_password(*, stdin: bool) -> str:
    """From the terminal, twice and unseen, or one line of standard input."""
    from api.errors import Invalid

    if stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise Invalid("There is no terminal to ask for the password", "Give it with --password-stdin")
    password = getpass.getpass("Password: ")
    if getpass.getpass("Once more: ") != password:
        raise Invalid("The two passwords differ", "Try again")
    return password
