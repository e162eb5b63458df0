"""Range: judge control results by the range that is printed on the insert."""

import re
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import Field

from nodes.qc.controls import Alias, Controls, Found, Material, Target, folded, last_day
from tundish import Emits, Event, Node, NodeConfig, NodeState, OnlyIf, Port, Table, Zone
from tundish.rounding import Marked, rounded_again, to_decimals

SECOND = 1_000_000_000
LONGEST = 200
NUMBER = re.compile(r"[+-]?\d{1,20}(\.\d{0,20})?([eE][+-]?\d{1,2})?", re.ASCII)
MARK = re.compile(r"\(([+-])\)|([+-])", re.ASCII)
WORDS = ("analyte", "unit", "method", "material", "lot", "level", "run")
NEEDED = ("analyte", "material", "lot", "value")


class RangeConfig(NodeConfig):
    materials: Annotated[Table[Material], Field(title="Materials")] = ()
    """The control materials in use: lot and expiry."""
    targets: Annotated[Table[Target], Field(title="Targets")] = ()
    """The lines of the inserts: analyte, unit and method with target, low and high as printed."""
    aliases: Annotated[Table[Alias], Field(title="Aliases")] = ()
    """Words that analysers use for those of the table. Case and blanks need none."""
    expiry_policy: Annotated[Literal["refuse", "warn"], Field(title="Expired material")] = "refuse"
    """Refuse: the verdict is expired. Warn: the value is judged, and the verdict says that the material has expired."""
    zone: Annotated[Zone, Field(title="Time zone")] = "UTC"
    """Where a day ends."""
    compare: Annotated[Literal["full", "rounded"], Field(title="Compare")] = "full"
    """GB/T 8170 (4.3). Full value: the result as it is. Rounded value: after rounding half to even to the digits of the
    limits; a result that was rounded before may carry its mark, as in 66.5+ or 66.5(-)."""
    digits: Annotated[int | None, Field(ge=-12, le=15, title="Digits"), OnlyIf("compare", "rounded")] = None
    """Behind the point; -1 rounds to tens. Empty: as each limit is printed."""


class Verdict:
    """A verdict in the making: the gravest word wins, all reasons are kept."""

    GRAVITY = ("pass", "fail", "no_target", "expired", "wrong_lot", "invalid")

    def __init__(self) -> None:
        self.word = "pass"
        self.reasons: list[str] = []
        self.notes: list[str] = []

    def add(self, word: str, reason: str) -> None:
        self.word = max(self.word, word, key=self.GRAVITY.index)
        self.reasons.append(reason)


class Range(Node[RangeConfig, NodeState]):
    """Judge a control result by target, low and high of its material, analyte, unit and method.

    A result is an event with `analyte`, `unit`, `method`, `material`, `lot`, `level`, `run` and `value`, the value as
    text so that its digits are kept. It passes from low to high, both included, compared in exact decimals. When
    rounded values are compared, the verdict has the rounded one, too, as `reported`; `value` stays as it came. Lot and
    expiry are checked at the event's time. The verdict is pass, fail, no_target, wrong_lot, expired or invalid, with
    its reasons. A line of the insert whose printed lot is not the material's is reported once, and noted in its
    verdicts.
    """

    kind = "qc.range"
    title = "Control range"
    keeps = ("qc.*",)
    inputs = (Port.events(help="Results of controls."),)
    outputs = (
        Port.events(help="A verdict for each result."),
        Port.events("failed", "Not passed", "The verdicts that are not pass."),
    )
    summary_field = "materials"

    def configured(self) -> None:
        self._controls = Controls(self.config.materials, self.config.targets, self.config.aliases)

    def on_config(self, old: RangeConfig | None) -> Emits:
        known = Controls(old.materials, old.targets, old.aliases).notices if old else ()
        for notice in self._controls.notices:
            if notice not in known:
                data = {"error": notice.message, "type": "QcTableNotice", "severity": "warning", "field": notice.field}
                yield "error", Event(kind="problem", time=self.now, arrival=self.now, data=data)

    def on_event(self, port: str, event: Event) -> Emits:
        verdict = Verdict()
        words = {key: _word(event.data.get(key), key, verdict) for key in WORDS}
        for key in NEEDED:
            if _blank(event.data.get(key)):
                verdict.add("invalid", f"the result has no {key}")
        said = _written(event.data.get("value"))
        by_rounding = self.config.compare == "rounded"
        result = _number(event.data.get("value"), verdict, with_mark=by_rounding)
        value = result and result.value
        found = self._found(words, event.time, verdict)
        if found:
            _judge(result, found, verdict, by_rounding=by_rounding, digits=self.config.digits)
        data = {
            "verdict": verdict.word, **words, "value": said and said[:LONGEST], "reasons": verdict.reasons,
            "notes": verdict.notes, **_target(found, value),
        }  # fmt: skip
        if by_rounding:
            data["reported"] = _reported(result, found, self.config.digits)
        judged = Event(kind="qc.verdict", time=event.time, arrival=event.arrival, point=event.point, data=data)
        yield "events", judged
        if verdict.word != "pass":
            yield "failed", judged

    def _found(self, words: dict[str, str], time: int, verdict: Verdict) -> Found | None:
        """The row for these words, after material, lot and expiry have been checked."""
        lots = self._controls.lots(words["material"], words["level"])
        if not lots:
            if words["material"]:
                verdict.add("no_target", f"no material {words['material']!r} of level {words['level']!r} is listed")
            return None
        material = next((m for m in lots if folded(m.lot) == folded(words["lot"])), None)
        if material is None:
            if words["lot"]:
                verdict.add("wrong_lot", f"lot {words['lot']} is not {' or '.join(m.lot for m in lots)}")
            return None
        self._check_expiry(material, time, verdict)
        rows = self._controls.rows(material, words["analyte"], words["unit"], words["method"])
        if len(rows) == 1:
            return rows[0]
        if words["analyte"]:
            name = ", ".join(words[key] for key in ("analyte", "unit", "method") if words[key])
            fit = " and ".join(str(found.number) for found in rows)
            verdict.add("no_target", f"rows {fit} both fit {name}" if rows else f"there is no target for {name}")
        return None

    def _check_expiry(self, material: Material, time: int, verdict: Verdict) -> None:
        if not material.expiry:
            verdict.notes.append(f"no expiry is known for lot {material.lot}")
        elif datetime.fromtimestamp(time // SECOND, ZoneInfo(self.config.zone)).date() > last_day(material.expiry):
            said = f"lot {material.lot} expired: good until {last_day(material.expiry).isoformat()}"
            if self.config.expiry_policy == "refuse":
                verdict.add("expired", said)
            else:
                verdict.notes.append(said)


def _judge(result: Marked | None, found: Found, verdict: Verdict, *, by_rounding: bool, digits: int | None) -> None:
    row = found.row
    if found.note:
        verdict.notes.append(found.note)
    if result is None:
        return
    for limit, name, sign in ((row.low, "below low", -1), (row.high, "above high", 1)):
        value = _to_limit(result, limit, digits) if by_rounding else result.value
        if value.compare(Decimal(limit)) == sign:
            said = f"{result}, rounded to {value:f}," if by_rounding else f"{value}"
            verdict.add("fail", f"{said} is {name} {limit}")


def _to_limit(result: Marked, limit: str, digits: int | None) -> Decimal:
    """The result with so many digits, or with those of the limit."""
    return rounded_again(result, to_decimals(_decimals(limit) if digits is None else digits))


def _reported(result: Marked | None, found: Found | None, digits: int | None) -> str | None:
    """The result as it was compared; when low and high have different digits, with the more."""
    if result is None or (digits is None and found is None):
        return None
    limit = max(found.row.low, found.row.high, key=_decimals) if found else ""
    return f"{_to_limit(result, limit, digits):f}"


def _decimals(printed: str) -> int:
    return len(printed.partition(".")[2])


def _target(found: Found | None, value: Decimal | None) -> dict[str, Any]:
    """What the result was held against. The deviation is in percent of the target, two decimals."""
    if found is None:
        return {"target": None, "low": None, "high": None, "deviation": None, "row": None}
    row, target = found.row, Decimal(found.row.target)
    deviation = f"{(value - target) / target * 100:.2f}" if value is not None and target else None
    return {"target": row.target, "low": row.low, "high": row.high, "deviation": deviation, "row": found.number}


def _written(said: Any) -> str | None:
    """As text; a number as it is written in JSON. None if it is neither."""
    return said.strip() if isinstance(said, str) else repr(said) if type(said) in {int, float} else None


def _blank(said: Any) -> bool:
    return said is None or (isinstance(said, str) and not said.strip())


def _word(said: Any, key: str, verdict: Verdict) -> str:
    text = "" if _blank(said) else _written(said)
    if text is None or len(text) > LONGEST:
        verdict.add("invalid", f"{key} is longer than {LONGEST} characters" if text else f"{key} is no text")
        return ""
    return text


def _number(said: Any, verdict: Verdict, *, with_mark: bool) -> Marked | None:
    """The value in exact decimals; None if it cannot be judged, and then the verdict says why."""
    text = _written(said)
    number = NUMBER.match(text) if text else None
    if text and number:
        rest = text[number.end() :]
        mark = MARK.fullmatch(rest) if with_mark else None
        if mark or not rest:
            return Marked(Decimal(number[0]), ((mark[1] or mark[2]) if mark else ""))  # type: ignore[arg-type]
    if not _blank(said):  # that is told with all that is missing
        verdict.add("invalid", "the value is no number" if text is None else f"the value {text!r:.40} is no number")
    return None
