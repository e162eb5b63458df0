"""Parse: a JSON, CSV or XML text in an event as fields, events or samples."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from nodes.compute.reading import read
from nodes.compute.records import Read, sample_of
from nodes.compute.within import Path, Unfit, changed, found
from tundish import Emits, Event, Node, NodeConfig, NodeState, OnlyIf, PointPattern, Port, Samples, Zone
from tundish.errors import FieldError
from tundish.pattern import Chooser

MOST = 10_000
SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}
Separator = Literal["comma", "semicolon", "tab", "bar"]


class ParseConfig(NodeConfig):
    field: Annotated[Path, Field(min_length=1, title="Field")] = "text"
    """Where in the data the text stands."""
    format: Annotated[Literal["json", "csv", "xml"], Field(title="Format")] = "json"
    """What the text is written in."""
    separator: Annotated[Separator, OnlyIf("format", "csv"), Field(title="Separator")] = "comma"
    """What stands between the cells."""
    numbers: Annotated[bool, OnlyIf("format", "csv", "xml"), Field(title="Numbers")] = True
    """Whether what is written as a number becomes one. `007` and `1,5` stay texts in any case."""
    makes: Annotated[Literal["fields", "events", "samples"], Field(title="Becomes")] = "fields"
    """The event goes on with what was read; or each record becomes an event; or each a sample."""
    at: Annotated[Path, Field(title="Records")] = ""
    """Where in what was read the records stand, like `message.results`. Empty: all of it."""
    into: Annotated[str, OnlyIf("makes", "fields"), Field(max_length=100, title="Into field")] = "parsed"
    """Under which name it stands in the event that goes on. Empty: the fields of the record join those of the event."""
    event: Annotated[str, OnlyIf("makes", "fields", "events"), Field(max_length=100, title="Kind of event")] = ""
    """What the events are called. Empty: as before."""
    point: Annotated[Path, OnlyIf("makes", "samples"), Field(min_length=1, title="Point")] = "point"
    """Where in a record the name of the point stands."""
    points: Annotated[PointPattern, OnlyIf("makes", "samples"), Field(title="Makes points")] = "*"
    """Points that this node makes the values of. A record with another name is refused."""
    value: Annotated[Path, OnlyIf("makes", "samples"), Field(min_length=1, title="Value")] = "value"
    """Where in a record the number stands. An empty one is a bad value."""
    time: Annotated[Path, OnlyIf("makes", "samples"), Field(title="Time")] = "time"
    """Where in a record the time stands, as ISO 8601. Empty, or missing in a record: the time of the event."""
    zone: Annotated[Zone, OnlyIf("makes", "samples"), Field(title="Time zone")] = "UTC"
    """Of times that name none."""
    largest: Annotated[int, Field(ge=1, le=10_000_000, title="Longest text")] = 1_000_000
    """In characters. A longer one is not read."""


class Parse(Node[ParseConfig, NodeState]):
    """Read a JSON, CSV or XML text in an event.

    An event whose text cannot be read whole goes on as it came, by `failed`, and nothing of it goes elsewhere; the
    error output says what is wrong, with line and column, or record. Read are at most 64 levels, a million values and
    10,000 events or samples. Of CSV the first line names the columns. XML with a document type is refused. Of a name
    that stands twice in an object of JSON the last one counts, and the error output tells it.
    """

    kind = "compute.parse"
    title = "Parse"
    inputs = (Port.events(help="Events with a text."),)
    outputs = (
        Port.events(help="What was read."),
        Port.samples(help="What was read, as samples."),
        Port.events("failed", "Failed", "Events that could not be worked on, as they came."),
    )
    summary_field = "format"

    def configured(self) -> None:
        self._fits = Chooser([self.config.points])

    def owned(self) -> tuple[str, ...]:
        return (self.config.points,) if self.config.makes == "samples" else ()

    def on_event(self, port: str, event: Event) -> Emits:
        try:
            made = list(self._made(event))
        except (FieldError, LookupError, ValueError) as error:
            where = {"line": error.line, "column": error.column} if isinstance(error, FieldError) else {}
            yield (
                "error",
                self.problem(error, event.arrival, {"event": event.kind, "field": self.config.field, **where}),
            )
            yield "failed", event
            return
        yield from made

    def _made(self, event: Event) -> Emits:
        config = self.config
        text = found(event.data, config.field)
        if not isinstance(text, str):
            raise Unfit(f"{config.field} is no text")
        if len(text) > config.largest:
            raise Unfit(f"the text has {len(text)} characters; at most {config.largest} are read")
        separator = SEPARATORS[config.separator]
        twice: list[str] = []
        value = read(text, config.format, separator=separator, numbers=config.numbers, twice=twice)
        content = found(value, config.at)
        if twice:
            error = Unfit(f"{twice[0][:100]!r} stands more than once in an object; the last one counts")
            yield "error", self.problem(error, event.arrival, {"event": event.kind, "field": config.field})
        if config.makes == "fields":
            if not config.into and not isinstance(content, Mapping):
                raise Unfit("what was read has no fields: say into which field it goes")
            own = {config.into: content} if config.into else content
            yield "events", changed(event, {**event.data, **own}, config.event)
            return
        records = content if isinstance(content, list) else [content]
        if len(records) > MOST:
            raise Unfit(f"there are {len(records)} records; at most {MOST} are made events or samples")
        if config.makes == "events":
            for record in records:
                yield (
                    "events",
                    changed(event, record if isinstance(record, Mapping) else {"value": record}, config.event),
                )
        elif records:
            rows = list(self._samples(records, event))
            yield "samples", Samples.of(
                arrival=[event.arrival] * len(rows), time=[row.time for row in rows],
                point=[self.points.number(row.point) for row in rows], value=[row.value for row in rows],
                quality=[row.quality for row in rows],
            )  # fmt: skip

    def _samples(self, records: list[Any], event: Event) -> Iterator[Read]:
        for number, record in enumerate(records, start=1):
            try:
                yield sample_of(record, self.config, self._fits, event.time)
            except (LookupError, ValueError) as error:
                raise Unfit(f"record {number}: {error.args[0]}") from None
