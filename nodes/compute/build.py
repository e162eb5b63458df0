"""Build: a JSON, CSV or XML text of an event, or of samples."""

import math
from itertools import pairwise
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import Field

from nodes.compute.parse import SEPARATORS, Separator
from nodes.compute.within import Path, changed, found
from nodes.compute.writing import write_csv, write_json, write_xml
from tundish import Emits, Event, Node, NodeConfig, NodeState, OnlyIf, Port, Samples
from tundish.iso import iso


class BuildConfig(NodeConfig):
    format: Annotated[Literal["json", "csv", "xml"], Field(title="Format")] = "json"
    """What the text is written in."""
    of: Annotated[Path, Field(title="What")] = ""
    """Where in the data stands what is written, like `items`. Empty: all of the data."""
    field: Annotated[str, Field(min_length=1, max_length=100, title="Field")] = "text"
    """Under which name the text stands in the data of the event that goes on."""
    separator: Annotated[Separator, OnlyIf("format", "csv"), Field(title="Separator")] = "comma"
    """What stands between the cells."""
    columns: Annotated[str, OnlyIf("format", "csv"), Field(max_length=2000, title="Columns")] = ""
    """Names with a comma between. Empty: all fields, in the order they come up."""
    formulas: Annotated[bool, OnlyIf("format", "csv"), Field(title="Formulas")] = False
    """Whether a text that begins like a formula (= + - @) is written as it is. If not, an apostrophe goes before it, or
    a spreadsheet would run it."""
    root: Annotated[str, OnlyIf("format", "xml"), Field(pattern=r"^[A-Za-z_][\w.-]{0,99}$", title="Root")] = "data"
    """Name of the outermost element."""
    event: Annotated[str, Field(max_length=100, title="Kind of event")] = ""
    """What the event that goes on is called. Empty: as before, and `built` when made of samples."""


class Build(Node[BuildConfig, NodeState]):
    """Write what an event holds, or the samples of an instant, as a JSON, CSV or XML text.

    Everything else of the event stays. Samples become records with `time`, `point`, `value` and `quality`, all of one
    instant in one text. An event that cannot be written goes on as it came, by `failed`; the error output says why.
    """

    kind = "compute.build"
    title = "Build"
    inputs = (
        Port.events(help="What is written."),
        Port.samples(help="What is written, as samples."),
    )
    outputs = (
        Port.events(help="Events with the text."),
        Port.events("failed", "Failed", "Events that could not be worked on, as they came."),
    )
    summary_field = "format"

    def on_event(self, port: str, event: Event) -> Emits:
        try:
            text = self._text(found(event.data, self.config.of))
        except (LookupError, ValueError, TypeError) as error:
            yield "error", self.problem(error, event.arrival, {"event": event.kind})
            yield "failed", event
            return
        yield "events", changed(event, {**event.data, self.config.field: text}, self.config.event)

    def on_samples(self, port: str, samples: Samples) -> Emits:
        edges = [0, *(np.flatnonzero(np.diff(samples.arrival)) + 1).tolist(), samples.size]
        names = self.points.names(samples.point)
        for begin, end in pairwise(edges):
            part = samples.part(begin, end)
            columns = (part.time.tolist(), names[begin:end], part.value.tolist(), part.quality.tolist())
            records = [
                {
                    "time": iso(time),
                    "point": point,
                    "value": value if math.isfinite(value) else None,
                    "quality": quality,
                }
                for time, point, value, quality in zip(*columns, strict=True)
            ]
            content = {"sample": records} if self.config.format == "xml" else records
            kind, newest = self.config.event or "built", int(part.time.max())
            data = {self.config.field: self._text(content)}
            yield "events", Event(kind=kind, time=newest, arrival=part.first, data=data)

    def _text(self, value: Any) -> str:
        config = self.config
        if config.format == "json":
            return write_json(value)
        if config.format == "xml":
            return write_xml(value, config.root)
        columns = [name.strip() for name in config.columns.split(",") if name.strip()]
        return write_csv(value, SEPARATORS[config.separator], columns, formulas=config.formulas)
