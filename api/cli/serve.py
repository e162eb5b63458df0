"""`tundish serve`: the server, for browsers."""

import argparse
import os
from collections.abc import Callable
from pathlib import Path
from socket import socket
from typing import TYPE_CHECKING

from api.cli import Subparsers
from api.keeping import ALL

if TYPE_CHECKING:
    from engine.processes.launch import Launched


def add(subparsers: Subparsers) -> None:
    """Declare the arguments."""
    add_served(subparsers.add_parser("serve", help="start the server"))


def add_served(parser: argparse.ArgumentParser) -> None:
    """Declare how a server is started. What is left open (None) is filled by `api.config`."""
    add_data(parser)
    parser.add_argument("--host", help="address to listen on (default: 127.0.0.1, this machine only)")
    parser.add_argument("--port", type=int, help="port to listen on (default: 8420; 0: a free one)")
    parser.add_argument("--tls-cert", type=Path, metavar="FILE", help="certificate (PEM), to serve HTTPS")
    parser.add_argument("--tls-key", type=Path, metavar="FILE", help="its private key (PEM)")
    parser.add_argument(
        "--insecure-http", action="store_true", default=None, help="serve other machines although nothing is encrypted"
    )
    parser.add_argument(
        "--behind-tls",
        action="store_true",
        default=None,
        help="a proxy in front serves HTTPS: cookies are for HTTPS only",
    )
    parser.add_argument(
        "--name", action="append", dest="names", help="further name under which browsers may call us; may be repeated"
    )
    add_worker(parser)
    add_kept(parser)


def add_kept(parser: argparse.ArgumentParser) -> None:
    """Declare how long things are kept."""
    for kept in ALL:
        help = f"{kept.help} (default: {kept.default})"
        parser.add_argument(f"--{kept.name}", type=int, metavar=kept.unit, help=help)


def add_worker(parser: argparse.ArgumentParser) -> None:
    """Declare what workers may take."""
    parser.add_argument(
        "--worker-memory",
        type=int,
        metavar="MIB",
        help="memory that each worker may use; 0: any (default: 2048, or half of the machine's if that is less)",
    )


def add_data(parser: argparse.ArgumentParser) -> None:
    """Declare where things are kept."""
    add_config(parser)
    parser.add_argument("--database", metavar="URL", help="database (default: SQLite in the folder of data)")


def add_config(parser: argparse.ArgumentParser) -> None:
    """Declare the settings file and the folder."""
    parser.add_argument(
        "--config", type=Path, metavar="FILE", help="settings file (default: tundish.toml, if there is one)"
    )
    parser.add_argument("--data", type=Path, metavar="DIR", help="folder of data (default: tundish-data)")


def run(args: argparse.Namespace) -> int:
    """Serve until a signal."""
    from api import place
    from api.errors import Refused
    from engine.processes.launch import launched
    from engine.processes.steady import loading

    memory = worker_memory(args)
    if (args.tls_cert is None) != (args.tls_key is None):
        raise Refused("--tls-cert and --tls-key belong together")
    os.umask(0o077)
    tls = args.tls_cert is not None or args.behind_tls
    place.check_open(args.host, tls=tls, insecure_http=args.insecure_http)
    with place.locked(args.data), place.bound(args.host, args.port) as made:
        os.environ.setdefault("NUMBA_CACHE_DIR", str((args.data / "kernels").resolve()))
        with launched(args.data / "flows") as first:  # it loads its modules while we load ours
            with loading():
                serving = _loaded(args, made, first, memory)
            serving()
    return 0


def _loaded(args: argparse.Namespace, made: socket, first: "Launched", memory: int | None) -> Callable[[], None]:
    """Everything is there; what is left is to serve."""
    from api import listen
    from api.app import create_app
    from api.keeping import keep_events, keep_history
    from api.place import address_of
    from api.settings import Settings
    from engine.processes.supervisor import Supervisor
    from engine.watch.logs import configure

    configure(process="server")
    said = {name.replace("_", "-"): value for name, value in vars(args).items()}
    tls = listen.Tls(args.tls_cert, args.tls_key) if args.tls_cert else None
    settings = Settings(
        args.data, args.database, args.host, args.port, tls=tls is not None or args.behind_tls, names=tuple(args.names),
        keep_events=keep_events(said), keep_history=keep_history(said),
    )  # fmt: skip
    supervisor = Supervisor(args.data / "flows", memory, events=settings.events, history=settings.history, first=first)
    app = create_app(settings, supervisor)
    token = listen.setup_token(app.state.server.office)
    return lambda: listen.run(app, made, tls, ready=lambda: announce(address_of(settings, made), token, args.data))


def worker_memory(args: argparse.Namespace) -> int | None:
    """Bytes that each worker may use; None: what the engine finds right."""
    from api.errors import Refused

    if args.worker_memory is None:
        return None
    if args.worker_memory < 0:
        raise Refused(f"--worker-memory must be at least 0; it is {args.worker_memory}", "In MiB; 0: any")
    return int(args.worker_memory) * 2**20


def announce(address: str, token: str, data: Path) -> None:
    """Say where we are, and how to begin."""
    print(f"Tundish is at {address}")
    if token:
        print(f"Nobody can sign in yet. Open the page and set it up with this token (also in {data / 'setup-token'}):")
        print(f"    {token}")
