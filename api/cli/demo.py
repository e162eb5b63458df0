"""`tundish demo`: a simulated plant, and a server with flows that run on it."""

import argparse
import os
import sys
from pathlib import Path
from socket import socket
from typing import TYPE_CHECKING

from api.cli import Subparsers
from api.cli.serve import add_worker, worker_memory

if TYPE_CHECKING:
    from api.demo.process import Plant
    from api.settings import Settings
    from engine.processes.launch import Launched

DATA = Path(".tundish") / "demo"
TRIES = 20
"""Ports that are tried, from the one asked for upwards."""
FOREVER = 12 * 3600.0
"""Seconds for which the printed link waits to be followed."""


def add(subparsers: Subparsers) -> None:
    """Declare the arguments."""
    parser = subparsers.add_parser("demo", help="start a simulated plant and a server with flows that run on it")
    parser.add_argument("--port", type=int, default=8420, help="port for browsers, or the next free one (%(default)s)")
    parser.add_argument(
        "--data", type=Path, default=DATA, metavar="DIR", help="folder that is used again (%(default)s)"
    )
    add_worker(parser)
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser")
    parser.add_argument("--speed", type=_speed, metavar="X", help="how much faster the recorded machine runs (600)")


def run(args: argparse.Namespace) -> int:
    """Run until Ctrl+C."""
    from api import place
    from api.demo.process import Plant
    from engine.processes.launch import launched
    from engine.watch.logs import LEVEL, configure

    memory = worker_memory(args)
    os.environ.setdefault(LEVEL, "warning")  # what the flows of the demo log would push the link away
    configure(process="server")
    os.umask(0o077)
    with place.locked(args.data):
        plant = Plant.start(args.data)  # it comes up while we load our own modules, as the worker does
        os.environ.setdefault("NUMBA_CACHE_DIR", str((args.data / "kernels").resolve()))
        try:
            with launched(args.data / "flows") as first:
                _serve(args, plant, memory, first)
        except KeyboardInterrupt:
            print("\nStopped. What you have changed is kept; start again with the same command.")
        finally:
            plant.stop()
    return 0


def _serve(args: argparse.Namespace, plant: "Plant", memory: int | None, first: "Launched") -> None:
    from api import listen
    from api.app import create_app
    from api.demo.seed import USER, seed
    from api.place import address_of
    from api.server import Server
    from api.settings import Settings
    from api.signin import make_link
    from engine.processes.supervisor import Supervisor

    settings = Settings(args.data, port=args.port, demo=True)
    with _bound(settings) as made:
        folder = args.data / "flows"
        supervisor = Supervisor(folder, memory, events=settings.events, history=settings.history, first=first)
        app = create_app(settings, supervisor)
        server: Server = app.state.server
        ports = plant.ports()
        with server.office.write() as stores:
            seed(stores, server, ports, args.speed)
            links = [make_link(stores, USER, FOREVER) for _ in range(2)]  # a link works once: one for the browser
        address = address_of(settings, made)

        def ready() -> None:
            opened = not args.no_browser and _open(address + links[1])
            print(_told(address + links[0], opened=opened, asked=args.port, data=args.data))

        listen.run(app, made, ready=ready)


def _told(link: str, *, opened: bool, asked: int, data: Path) -> str:
    """The one block that the demo prints."""
    moved = f"  (port {asked} is in use, so another one was taken)\n" if f":{asked}/" not in link and asked else ""
    what = "A browser has been opened. If it shows nothing, open this" if opened else "Open this in a browser"
    return f"""
Tundish demo

  {what}; the link signs you in, once:

    {link}
{moved}
  What runs: a pump station (Modbus TCP), a furnace (OPC UA), a laboratory analyser (MQTT), all simulated on
  this machine, and eleven weeks of a real machine, replayed. Four flows are deployed on them.

  Ctrl+C stops everything. What you change is kept in {data}
"""


def _bound(settings: "Settings") -> socket:
    """A socket on the port asked for, or on the next free one; Refused when there is none near."""
    from api import place
    from api.errors import Refused

    for port in range(settings.port, settings.port + TRIES if settings.port else 1):
        try:
            return place.bound(settings.host, port)
        except Refused as error:
            if "in use" not in str(error):
                raise
    raise Refused(f"Ports {settings.port} to {settings.port + TRIES - 1} are all in use", "Give another with --port")


def _open(link: str) -> bool:
    """Show it in a browser, if there is a screen to show it on."""
    import webbrowser

    if sys.platform not in {"darwin", "win32"} and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return False
    try:
        return webbrowser.open(link)
    except webbrowser.Error:
        return False


def _speed(text: str) -> float:
    value = float(text)
    if not 0 < value <= 1e6:  # noqa: PLR2004
        raise argparse.ArgumentTypeError("a speed above 0, at most 1000000")
    return value
