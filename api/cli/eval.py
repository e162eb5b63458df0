"""`tundish eval`: a formula on recorded data."""

import argparse
import json
import sys
from collections.abc import Callable
from typing import Any

DESCRIPTION = """\
Evaluate a formula on recorded data (as of `tundish run`), once for each instant that has one of its points.
Windows, delays and totals begin with the first sample of the data; a delay that ends between two samples
makes a line of its own.
Prints time,value,quality: CSV, or JSON lines with --json. What cannot be computed has no value and says why.
Example: tundish eval 'P1.flow / P1.speed' --replay data.csv"""
RESULT = "result of eval"
"""Name of the computed point; the formula language cannot spell it without quotes."""


def add(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "eval",
        help="evaluate a formula on recorded data",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("formula", metavar="FORMULA", help="the formula, in quotes")
    parser.add_argument("--replay", required=True, metavar="DATA", help="the data; - for standard input")
    parser.add_argument("--json", action="store_true", help="print JSON lines")


def run(args: argparse.Namespace) -> int:
    from api.cli.datafile import lines, whole
    from api.cli.flowfile import shown
    from engine.formula import compile_formula
    from engine.replay.recording import recorded
    from engine.replay.replay import Replay
    from flows.validate import errors_in, validate
    from tundish import catalogue
    from tundish.errors import FlowError
    from tundish.rows import SampleRow

    inputs = compile_formula(args.formula).inputs
    kinds = _kinds(catalogue.load())
    document = _flow(args.formula, inputs)
    if wrong := errors_in(validate(document, kinds)):
        raise FlowError(wrong[0].message, wrong[0].hint)
    met: set[str] = set()
    with lines(args.replay) as data, whole(None) as out:
        if not args.json:
            out.write(b"time,value,quality\n")
        replay = Replay(document, kinds.kinds, _writer(out.write, as_json=args.json))
        for row in recorded(data, shown(args.replay)):
            if isinstance(row, SampleRow):
                met.add(row.point)
                replay.feed(row)
        replay.finish()
    if missing := [name for name in inputs if name not in met]:
        print(f"tundish: the data has no sample of {', '.join(missing)}, so nothing was computed", file=sys.stderr)
    if replay.late:
        print(f"tundish: {replay.late} samples left out: older than what had come of the same point", file=sys.stderr)
    return 0


def _kinds(installed: Any) -> Any:
    """The catalogue, with a source that owns whatever is recorded."""
    from tundish import NodeConfig, NodeState, Port, Source
    from tundish.catalogue import Catalogue
    from tundish.connector import Io

    class Recorded(Source[NodeConfig, NodeState]):
        """Recorded data."""

        kind = "source.recorded"
        title = "Recorded data"
        outputs = (Port.samples(),)

        def owned(self) -> tuple[str, ...]:
            return ("*",)

        async def produce(self, io: Io) -> None:
            """Nothing: it is replayed."""

    made = Catalogue()
    for kind in (*installed.kinds.values(), Recorded):
        made.add(kind)
    return made


def _flow(formula: str, inputs: tuple[str, ...]) -> dict[str, Any]:
    from flows.document import empty

    device = any("{" in name for name in inputs)
    output = f"{{device}} {RESULT}" if device else RESULT
    return {
        **empty("eval"),
        "nodes": {
            "data": {"kind": "source.recorded"},
            "formula": {"kind": "compute.formula", "config": {"formula": formula, "output": output}},
        },
        "wires": [{"from": ["data", "samples"], "to": ["formula", "samples"]}],
    }


def _writer(write: Callable[[bytes], object], *, as_json: bool) -> Callable[[Any], None]:
    from engine.watch.wire import number
    from tundish.event import Event
    from tundish.iso import iso
    from tundish.quality import level_of, reason_of

    def tell(told: Any) -> None:
        node, _, payload, index = told
        if node != "formula" or isinstance(payload, Event):
            return
        quality = int(payload.quality[index])
        time, value = iso(int(payload.time[index])), number(float(payload.value[index]))
        level, reason = level_of(quality), reason_of(quality)
        if as_json:
            row = {"time": time, "value": value, "quality": level, **({"reason": reason} if reason else {})}
            write(json.dumps(row).encode() + b"\n")
        else:
            text = "" if value is None else repr(value)
            write(f"{time},{text},{f'{level}:{reason}' if reason else level}\n".encode())

    return tell
