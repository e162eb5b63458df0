"""`tundish run`: a flow on recorded data."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.replay.rows import Row

FAR = 2**62
"""ns: before and after everything."""

DESCRIPTION = """\
Run a flow on recorded data, on the data's own time, as fast as it can. Nothing goes to any equipment.

DATA is CSV, time,point,value[,quality], or JSON lines, each one of
  {"time", "point", "value", "quality"}            a sample: the source that owns the point brings it
  {"time", "node", "event": {"kind", "point", "data"}}   an event: out of a source, or in at another node
  {"time", "node", "command", "user", "args"}      what a person asks of a node
  {"time", "tick": true}                           nothing but time
each optionally with "arrival". Times are ISO 8601, UTC when they name no zone. Consecutive samples of one
time are one instant. At the end timers fire that are due by the last time; a tick lets time go on.

Every sample and event that leaves any port is one line of JSON:
  {"time", "node", "port", "point", "value", "quality"[, "reason"]}
  {"time", "node", "port", "event": {"kind", "point", "data", "id"}}
With --history the samples are what a server has recorded, in the order in which they arrived.
What an action would send leaves by its port "effect". Exit code: 0 done, 1 problems, 2 wrong usage."""


def add(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "run",
        help="run a flow on recorded data",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("flow", metavar="FLOW.json", help="the flow; - for standard input")
    data = parser.add_mutually_exclusive_group(required=True)
    data.add_argument("--replay", metavar="DATA", help="the data; - for standard input")
    data.add_argument("--history", type=Path, metavar="DIR", help="what was recorded in this data folder of a server")
    parser.add_argument("--from", dest="since", type=_time, metavar="TIME", help="of the history, from this time on")
    parser.add_argument("--to", dest="until", type=_time, metavar="TIME", help="of the history, before this time")
    parser.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE", help="the value of a parameter of the flow"
    )  # fmt: skip
    parser.add_argument("--out", metavar="OUT.jsonl", help="write here, once all went well, not to standard output")


def run(args: argparse.Namespace) -> int:
    from api.cli.datafile import left_out, lines, whole
    from api.cli.flowfile import runnable, shown
    from engine.replay.recording import recorded
    from engine.replay.replay import Replay
    from engine.replay.told import told_line
    from flows.blocks import flat
    from flows.migrate import migrated
    from tundish import catalogue

    if args.flow == "-" == args.replay:
        print("tundish: the flow and the data cannot both come from standard input", file=sys.stderr)
        return 2
    installed = catalogue.load()
    document = migrated(flat(runnable(args.flow, installed, args.set), installed.kinds), installed)
    with whole(args.out) as out:
        replay = Replay(
            document, installed.kinds, lambda told: out.write(told_line(document["id"], *told, replay.points))
        )  # fmt: skip
        if args.history is not None:
            replay.run(_history(args))
        else:
            with lines(args.replay) as data:
                replay.run(recorded(data, shown(args.replay), replay.check))
    for sentence in left_out(replay.unowned, replay.late):
        print(f"tundish: {sentence}", file=sys.stderr)
    return 0


def _history(args: argparse.Namespace) -> "Iterator[Row]":
    from engine.history.reader import Reader
    from engine.history.replayed import replayed
    from tundish.errors import DataError

    folder = args.history / "history"
    if not folder.is_dir():
        raise DataError("nothing is recorded there", file=str(args.history), hint="Switch `record` on at a source")
    since = -FAR if args.since is None else args.since
    return replayed(Reader(folder), since, FAR if args.until is None else args.until)


def _time(text: str) -> int:
    from api.times import moment

    try:
        return moment(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
