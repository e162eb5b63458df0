"""`tundish token`: tokens by which programs call the API. Works beside a running server."""

import argparse

from api.cli import Subparsers
from api.cli.serve import add_data
from api.cli.user import ROLES


def add(subparsers: Subparsers) -> None:
    """Declare the arguments."""
    actions = subparsers.add_parser("token", help="tokens for programs").add_subparsers(
        dest="action", required=True, metavar="ACTION"
    )
    adding = actions.add_parser("add", help="make a token; it is shown once")
    adding.add_argument("name")
    adding.add_argument("--role", choices=ROLES, default="viewer", help="what it may do (default: %(default)s)")
    adding.add_argument(
        "--days", type=float, default=365.0, help="how long it works (default: %(default)g; 0: until it is revoked)"
    )
    revoking = actions.add_parser("revoke", help="make a token worthless")
    revoking.add_argument("name")
    for parser in (adding, revoking, actions.add_parser("list", help="show all tokens, but not their secrets")):
        add_data(parser)


def run(args: argparse.Namespace) -> int:
    """Do what is asked."""
    from api.office import opened
    from api.roles import Role
    from flows.store.database import iso

    with opened(args.data, args.database) as office, office.write() as stores:
        if args.action == "add":
            print(stores.tokens.add(args.name, Role.of(args.role), args.days or None))
        elif args.action == "revoke":
            stores.tokens.revoke(args.name)
            print(f"The token {args.name} does nothing any more")
        else:
            for token in stores.tokens.list():
                print(f"{token.name}\t{token.role}\tuntil {iso(token.expires) if token.expires else 'it is revoked'}")
    return 0
