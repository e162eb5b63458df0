"""Controls: the tables of control materials and their target values, as printed on the insert, ready for look-up."""

import calendar
import unicodedata
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import AfterValidator, Field, model_validator

from tundish import NodeConfig

DECIMAL = r"^[+-]?\d{1,20}(\.\d{1,20})?$"


def _expiry(text: str) -> str:
    if text:
        last_day(text)
    return text


def last_day(expiry: str) -> date:
    """The last day of a date; of a month, its end. ValueError says how to write one."""
    try:
        year, month, *rest = (int(part) for part in expiry.split("-"))
        day = rest[0] if rest else calendar.monthrange(year, month)[1]
        return date(year, month, day)
    except (ValueError, IndexError):
        raise ValueError(f"{expiry!r} is no date: write 2019-11 or 2019-11-30") from None


Word = Annotated[str, Field(max_length=200)]
Digits = Annotated[str, Field(pattern=DECIMAL)]


class Material(NodeConfig):
    """A lot of a control material at one level."""

    material: Annotated[Word, Field(min_length=1, title="Material")]
    """Name or catalogue number, like CG5022."""
    level: Annotated[Word, Field(title="Level")] = ""
    """Which concentration, like 2."""
    lot: Annotated[Word, Field(min_length=1, title="Lot")]
    """Lot number of the vials in use."""
    expiry: Annotated[str, AfterValidator(_expiry), Field(max_length=10, title="Expiry")] = ""
    """Last day, or the month: 2019-11 is good until the end of November. Empty: not checked."""


class Target(NodeConfig):
    """One line of the insert: what a method should find. Numbers are kept as printed, digits and all."""

    material: Annotated[Word, Field(min_length=1, title="Material")]
    """As in the table of materials."""
    level: Annotated[Word, Field(title="Level")] = ""
    """As in the table of materials."""
    lot: Annotated[Word, Field(title="Lot as printed")] = ""
    """What stands on the insert. Another one than the material's is reported as a misprint. Empty: the material's."""
    analyte: Annotated[Word, Field(min_length=1, title="Analyte")]
    """What is measured."""
    unit: Annotated[Word, Field(title="Unit")] = ""
    """Unit of the three numbers."""
    method: Annotated[Word, Field(title="Method")] = ""
    """Reagent or method."""
    target: Annotated[Digits, Field(title="Target")]
    """Target value."""
    low: Annotated[Digits, Field(title="Low")]
    """Lowest value that passes."""
    high: Annotated[Digits, Field(title="High")]
    """Highest value that passes."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not Decimal(self.low) <= Decimal(self.target) <= Decimal(self.high):
            raise ValueError(f"target {self.target} must lie between low {self.low} and high {self.high}")
        return self


class Alias(NodeConfig):
    """Another word for the same thing."""

    what: Annotated[Literal["method", "unit", "analyte"], Field(title="Kind of word")] = "method"
    """A method, a unit or an analyte."""
    said: Annotated[Word, Field(min_length=1, title="As reported")]
    """The word in the results."""
    means: Annotated[Word, Field(title="In the table")]
    """The word in the table of targets."""


class Notice(NamedTuple):
    """Something odd about a row of the tables."""

    field: str
    message: str


class Found(NamedTuple):
    """A row that fits. `note` is what is odd about it."""

    number: int
    """Counts from 1."""
    row: Target
    note: str


class Controls:
    """Finds the material and the target row of a result.

    Words are compared without regard to case and blanks, full or half width; never by likeness.
    """

    def __init__(
        self, materials: tuple[Material, ...], targets: tuple[Target, ...], aliases: tuple[Alias, ...]
    ) -> None:
        self._means: dict[tuple[str, str], str] = {(alias.what, folded(alias.said)): alias.means for alias in aliases}
        self._lots: dict[tuple[str, str], list[Material]] = {}
        for material in materials:
            self._lots.setdefault((folded(material.material), folded(material.level)), []).append(material)
        self._rows: dict[tuple[str, ...], list[Found]] = {}
        self.notices = tuple(notice for i, row in enumerate(targets) for notice in self._take_in(i, row))

    def lots(self, material: str, level: str) -> list[Material]:
        """All lots of a material at a level."""
        return self._lots.get((folded(material), folded(level)), [])

    def rows(self, material: Material, analyte: str, unit: str, method: str) -> list[Found]:
        """The target row; several if the words fit more than one, none exactly."""
        words = [self._meant(*pair) for pair in (("analyte", analyte), ("unit", unit), ("method", method))]
        found = self._rows.get((*_lot_key(material), *map(folded, words)), [])
        exact = [one for one in found if [one.row.analyte, one.row.unit, one.row.method] == words]
        return exact[:1] or found

    def _take_in(self, i: int, row: Target) -> Iterator[Notice]:
        name = f"row {i + 1} ({', '.join(word for word in (row.analyte, row.unit, row.method) if word)})"
        lots = self.lots(row.material, row.level)
        own = [m for m in lots if folded(m.lot) == folded(row.lot)] if row.lot else lots
        note = ""
        if not lots:
            known = f"no material {row.material!r} of level {row.level!r} is listed"
            yield Notice(f"targets/{i}/material", f"{name}: {known}")
            return
        if not own and len(lots) == 1:
            note = f"the insert prints lot {row.lot} for this line, the material is lot {lots[0].lot}"
            yield Notice(f"targets/{i}/lot", f"{name}: {note}; it is used all the same")
        elif len(own) != 1:
            yield Notice(f"targets/{i}/lot", f"{name}: lot {row.lot!r} does not say which of the listed lots it is for")
            return
        key = (*_lot_key((own or lots)[0]), *map(folded, (row.analyte, row.unit, row.method)))
        rows = self._rows.setdefault(key, [])
        before = next((r for r in rows if _words(r.row) == _words(row)), None)
        if before:
            yield Notice(f"targets/{i}", f"{name} repeats row {before.number}, which is used")
        else:
            rows.append(Found(i + 1, row, note))

    def _meant(self, what: str, said: str) -> str:
        return self._means.get((what, folded(said)), said)


def folded(text: str) -> str:
    """Without case and blanks, full width as half width."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _words(row: Target) -> tuple[str, str, str]:
    return row.analyte, row.unit, row.method


def _lot_key(material: Material) -> tuple[str, str, str]:
    return folded(material.material), folded(material.level), folded(material.lot)
