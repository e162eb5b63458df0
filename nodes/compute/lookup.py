"""Lookup: what a table knows of a key joins the event: a material, a recipe, a limit."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from nodes.compute.grid import Grid, cell, lines_of
from nodes.compute.within import Path, Unfit, changed, key_of
from tundish import Emits, Event, Node, NodeConfig, NodeState, Port
from tundish.errors import FieldError

MOST_ROWS = 50_000
DEFAULT = "*"


class LookupConfig(NodeConfig):
    key: Annotated[Path, Field(min_length=1, title="Key")] = "material"
    """Field of the event that is looked up; several with commas between, for the first columns of the table in turn."""
    table: Annotated[Grid, Field(title="Entries")] = "material | unit | low | high\nC1 | s | 22.4 | 33.6"
    """Paste it from a spreadsheet, or write `|` between the cells. The first line names the columns, the first of them
    the key. A line with the key `*` holds for keys that are not there. `"007"` in quotation marks is a text."""
    into: Annotated[str, Field(max_length=100, title="Into field")] = ""
    """Under which name the columns stand in the event. Empty: each is a field of the event, before one
    of the same name."""
    case: Annotated[Literal["same", "any"], Field(title="Capital letters")] = "same"
    """Whether `c1` is another key than `C1`."""
    event: Annotated[str, Field(max_length=100, title="Kind of event")] = ""
    """What the event that goes on is called. Empty: as before."""

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(part.strip() for part in self.key.split(","))

    @model_validator(mode="after")
    def _can_be_read(self) -> Self:
        if not all(self.keys):
            raise ValueError("key: a field is missing between commas")
        try:
            rows_of(self)
        except FieldError as error:
            raise error.within("table") from None
        return self


def rows_of(config: LookupConfig) -> dict[tuple[str, ...], dict[str, Any]]:
    """Columns by key. FieldError for a key that stands there twice."""
    names, lines = lines_of(config.table, MOST_ROWS)
    width = len(config.keys)
    if len(names) <= width:
        raise FieldError("there is no column beside the key")
    rows: dict[tuple[str, ...], dict[str, Any]] = {}
    for line in lines:
        key = tuple(folded(str(cell(text)), config) for text in line.cells[:width])
        if key in rows:
            raise FieldError(f"the key {' | '.join(line.cells[:width])} stands there twice", line.number)
        rows[key] = dict(zip(names[width:], map(cell, line.cells[width:]), strict=True))
    return rows


def folded(text: str, config: LookupConfig) -> str:
    return text.strip().casefold() if config.case == "any" else text.strip()


class Lookup(Node[LookupConfig, NodeState]):
    """Look up a key of each event in a table, and pass the event on with what stands there.

    A number is the same key as its text: 7, 7.0 and `7`. An event whose key is not in the table, with no line for such
    keys, goes on as it came, by `unknown`; so does one without a key, and the error output says why.
    """

    kind = "compute.lookup"
    title = "Lookup table"
    inputs = (Port.events(help="Events with a key."),)
    outputs = (
        Port.events(help="The same, with the columns of their key."),
        Port.events("unknown", "Unknown key", "Events whose key is not in the table, as they came."),
    )
    summary_field = "key"

    def configured(self) -> None:
        self._rows = rows_of(self.config)
        self._default = self._rows.get((DEFAULT,) * len(self.config.keys))

    def on_event(self, port: str, event: Event) -> Emits:
        try:
            found = self._found(event)
        except Unfit as error:
            yield "error", self.problem(error, event.arrival, {"event": event.kind})
            yield "unknown", event
            return
        own = {self.config.into: found} if self.config.into else found
        yield "events", changed(event, {**event.data, **own}, self.config.event)

    def _found(self, event: Event) -> dict[str, Any]:
        key = tuple(folded(key_of(event.data, path), self.config) for path in self.config.keys)
        found = self._rows.get(key, self._default)
        if found is None:
            raise Unfit(f"the key {' | '.join(key)[:200]} is not in the table")
        return found
