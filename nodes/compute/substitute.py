"""Substitute: values for hours of emissions that are not valid, by the rules for missing data."""

import math
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from pydantic import Field

from nodes.compute.hourly import Told, hour_by_hour
from nodes.compute.mapped import MappedRow
from nodes.compute.output import OutputPoint, named
from tundish import Emits, Node, NodeConfig, NodeState, Number, OnlyIf, PerKey, Port, Samples, Table, Zone
from tundish.pattern import Chooser
from tundish.quality import BAD, NOT_OPERATING, STALE, SUBSTITUTED, UNCERTAIN, is_bad

SECOND = 1_000_000_000
HELD = 1000
"""Hours that wait for the end of missing data, at most."""
DAY, SHORT, MONTH, QUARTER, YEAR = 24, 8, 720, 2160, 8760
"""Numbers of hours in the rules."""
LATEST = 180


class SubstituteRow(MappedRow):
    """Hours of all points that fit a pattern."""

    output: Annotated[OutputPoint, Field(title="Output point")] = "{point}.filled"
    """Name of the result. `{point}` stands for the name of the input; alone, it keeps the name."""
    highest: Annotated[Number | None, Field(title="Maximum potential value")] = None
    """What is put in where too little was ever measured (40 CFR 75), in the unit of the point. Empty: nothing is."""


class SubstituteConfig(NodeConfig):
    rows: Annotated[Table[SubstituteRow], Field(title="Points")] = (SubstituteRow(points="*.mean"),)
    """One row for a point or for all points that fit a pattern."""
    rule: Annotated[Literal["hj75", "part75"], Field(title="Rule")] = "hj75"
    """HJ 75: the highest of the latest 180, 720 or 2160 valid hours. Part 75: 40 CFR 75.31 and 75.33(b), the hours
    before and after, percentiles and the highest of 720 valid hours."""
    zone: Annotated[Zone, Field(title="Time zone"), OnlyIf("rule", "hj75")] = "UTC"
    """Whose clock the quarters of the year keep to, like Asia/Shanghai."""


class Hour(NamedTuple):
    """An hour that waits: its end, whether the plant stood, and the availability then, in percent."""

    time: int
    stands: bool
    available: float


class History(NamedTuple):
    """What is known of a point: its latest valid hours, and which of the hours of operation were valid."""

    values: bytes = b""
    """Doubles, oldest first, at most 2160."""
    flags: bytes = b""
    """1 for each valid hour of operation, 0 for the others, at most 8760, or those of the quarter."""
    quarter: str = ""
    time: int = 0
    missing: int = 0
    """Hours of operation that are missing up to now."""
    waits: tuple[Hour, ...] = ()

    def latest(self, count: int) -> Any:
        """So many valid hours, or as many as there are."""
        return np.frombuffer(self.values, np.float64)[-count:]


class SubstituteState(NodeState):
    history: PerKey[History]
    """By point."""


class Substitute(Node[SubstituteConfig, SubstituteState]):
    """Put in values for hours that are not valid, by the rules of HJ 75 or of 40 CFR 75.

    It takes hourly averages, and gives all of them: valid ones as they are, substitutes as uncertain for the reason
    `substituted`, and bad those for which the rule has none. Hours that are bad for the reason `not_operating` pass as
    they are and count nowhere. Where the value depends on how long data are missing, or on the hour after, hours wait
    for the next valid one, at most 1,000.

    HJ 75-2017, for the emission of an hour: with valid data of at least 90 % of the operating hours of the quarter so
    far, the highest of the latest 180 valid hours when up to 24 are missing, of 720 when more are; from 75 % on, of
    2160; below there is no substitute. 40 CFR 75.33(b), by the availability of the latest 8760 operating hours: from
    95 % on the mean of the hours before and after up to 24 hours, beyond it at least the 90th percentile of 720 hours;
    from 90 % on the same with 8 hours and the 95th; from 80 % on the highest of 720 hours; below the maximum potential
    value. Before there are 720 valid hours it is the mean of before and after (75.31). Percentiles are by nearest rank.
    The table of HJ 75 is as programs in use have it; compare it with your printed standard and your permit.
    """

    kind = "compute.substitute"
    title = "Substitute values"
    inputs = (Port.samples(help="Hourly averages, bad when they are not valid."),)
    outputs = (Port.samples(help="The same with substitutes."),)
    summary_field = "rule"

    def configured(self) -> None:
        self._chooser = Chooser([row.points for row in self.config.rows])
        self._zone = ZoneInfo(self.config.zone)

    def owned(self) -> tuple[str, ...]:
        return tuple(
            dict.fromkeys(named(row.output, row.points) for row in self.config.rows if row.output != "{point}")
        )

    def on_samples(self, port: str, samples: Samples) -> Emits:
        return hour_by_hour(samples, self.points, self._chooser, self.config.rows, self._named)

    def _named(self, row: SubstituteRow, name: str, time: int, value: float, quality: int) -> list[Told]:
        output = named(row.output, name)
        return [(at, output, x, q) for at, x, q in self._hour(row, name, time, value, quality)]

    def _hour(
        self, row: SubstituteRow, name: str, time: int, value: float, quality: int
    ) -> list[tuple[int, float, int]]:
        """What is known now: times, values, qualities."""
        history = self.state.history.get(name) or History()
        if time <= history.time:
            return []
        valid, stands = not is_bad(quality) and math.isfinite(value), quality == BAD | NOT_OPERATING
        history = self._counted(history, time, valid=valid, stands=stands)
        if not valid:
            flags = history.flags
            available = 100 * sum(flags) / len(flags) if flags else 0.0
            history = history._replace(
                missing=history.missing + (not stands), waits=(*history.waits, Hour(time, stands, available))
            )
            told = [] if self._waits_on(history) else self._told(row, history, math.nan)
            self.state.history[name] = history._replace(waits=()) if told else history
            return told
        told = [*self._told(row, history, value), (time, value, quality)]
        values = (history.values + np.float64(value).tobytes())[-8 * QUARTER :]
        self.state.history[name] = history._replace(values=values, missing=0, waits=())
        return told

    def _counted(self, history: History, time: int, *, valid: bool, stands: bool) -> History:
        """With this hour among those of operation."""
        local = datetime.fromtimestamp((time - 1) // SECOND, UTC).astimezone(self._zone)
        quarter, flags = f"{local.year}-{(local.month + 2) // 3}", history.flags
        if self.config.rule == "hj75" and quarter != history.quarter:
            flags = b""
        return history._replace(
            time=time, quarter=quarter, flags=flags if stands else (flags + bytes([valid]))[-YEAR:]
        )  # fmt: skip

    def _waits_on(self, history: History) -> bool:
        """Whether more must be known of how long data are missing, and of the hour after."""
        if not history.missing:
            return False  # the plant stands, and nothing is missing
        longest = DAY if self.config.rule == "hj75" else HELD
        return history.missing <= longest and len(history.waits) <= HELD

    def _told(self, row: SubstituteRow, history: History, after: float) -> list[tuple[int, float, int]]:
        """All hours that wait."""
        told = []
        for hour in history.waits:
            value = math.nan if hour.stands else self._substitute(row, history, hour.available, after)
            quality = BAD | (NOT_OPERATING if hour.stands else STALE)
            told.append((hour.time, value, UNCERTAIN | SUBSTITUTED if math.isfinite(value) else quality))
        return told

    def _substitute(self, row: SubstituteRow, history: History, available: float, after: float) -> float:
        if self.config.rule == "hj75":
            count = (LATEST if history.missing <= DAY else MONTH) if available >= 90 else QUARTER  # noqa: PLR2004 - percent
            return _highest(history.latest(count)) if available >= 75 else math.nan  # noqa: PLR2004 - percent
        highest = math.nan if row.highest is None else row.highest
        valid, hours = history.latest(MONTH), history.missing
        around = [x for x in (*valid[-1:].tolist(), after) if math.isfinite(x)]
        mean = sum(around) / len(around) if around else math.nan
        if valid.size < MONTH:
            return mean if valid.size else highest
        if available < 80:  # noqa: PLR2004 - percent
            return highest
        if available < 90:  # noqa: PLR2004 - percent
            return _highest(valid)
        long, percent = (DAY, 90) if available >= 95 else (SHORT, 95)  # noqa: PLR2004 - percent
        return mean if hours <= long else max(mean, _ranked(valid, percent))


def _highest(values: Any) -> float:
    return float(values.max()) if values.size else math.nan


def _ranked(values: Any, percent: int) -> float:
    """The smallest that so much of them do not exceed."""
    return float(np.sort(values)[math.ceil(values.size * percent / 100) - 1])
