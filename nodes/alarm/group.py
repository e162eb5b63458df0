"""Group alarm: one alarm for many, which says which of them came first."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, NamedTuple, Self

from pydantic import Field, model_validator

from nodes.alarm.conditions import Message, PriorityField
from nodes.alarm.events import OfEvents
from nodes.alarm.refer import referred
from tundish import (
    AlarmConfig,
    AlarmState,
    Emits,
    Event,
    NodeConfig,
    PerKey,
    Place,
    Plant,
    PointPattern,
    PointRef,
    Port,
    Table,
)
from tundish.alarm import SUPPRESS, TRANSITIONS, Alarm
from tundish.pattern import matches

HIDDEN = ("shelved", "suppressed", "out_of_service")
STANDS = ("unack", "ack")


class GroupRow(NodeConfig):
    """A group of alarms: those of a device, of an area, of one trip."""

    points: Annotated[PointPattern, Field(title="Members")] = "*"
    """Points whose alarms belong to the group: a point, or many with `*`."""
    by: Annotated[Literal["name", "device", "area"], Field(title="One for each")] = "name"
    """Device, area: all members of a device, of an area, that the point directory had for them when the flow was
    deployed, make a group; points without one are in none. Name: as Group says."""
    group: Annotated[PointRef, Field(title="Group")] = "group"
    """Name of the group and of its alarm. `*` stands for what `*` in Members stood for: `*` for `*.flow` makes a group
    for each prefix; of a group for each device or area it stands for its name."""
    priority: PriorityField = "moderate"
    message: Message = "{point}: first {first}, {value} active"
    """What the operator reads. `{point}`, the group, `{first}`, the member that came first, and `{value}`, how many are
    active, are filled in."""

    @model_validator(mode="after")
    def _names_groups(self) -> Self:
        stars = self.points.count("*") if self.by == "name" else 1
        if self.group.count("*") > stars or "?" in self.group or "{" in self.group:
            raise ValueError("group: write a name; each * stands for what a * of Members stood for")
        return self

    def of(self, point: str, place: Place) -> str:
        """The group of a point that fits; empty if it is in none."""
        if self.by == "name":
            return referred(self.group, self.points, point)
        name: str = getattr(place, self.by)
        return self.group.replace("*", name) if name else ""

    def name_in(self, group: str) -> str:
        """The device or area that a group of this row is of; empty if it is of no one."""
        before, star, after = self.group.partition("*")
        if self.by == "name" or not star or not matches(group, self.group):
            return ""
        return group[len(before) : len(group) - len(after)]


class GroupConfig(AlarmConfig):
    rows: Annotated[Table[GroupRow], Field(title="Groups")] = (GroupRow(),)
    """The groups. An alarm is a member of each that it fits; rows with the same group make it together."""


class Member(NamedTuple):
    """An alarm that is active."""

    point: str
    time: int
    """Source time at which it became so."""
    number: int
    """In order of coming."""


class AllOf(NamedTuple):
    """A group with active members."""

    first: str
    """Point of the one that came first since all were normal."""
    size: int


class GroupState(AlarmState):
    members: PerKey[Member]
    groups: PerKey[AllOf]
    came: PerKey[tuple[int]]
    """How many have come, in one record."""


class Group(OfEvents[GroupConfig, GroupState]):
    """Raise one alarm for a group while any member's alarm is active, and say which member came first (first-out).

    Members are alarms of other nodes, whose events are wired here: the alarms of a device, of an area, of all
    that can trip a machine. One that is shelved, suppressed or out of service does not count. The first one is kept
    until the whole group is normal; the events and the row of the group's alarm have it as `first`, and the number of
    active members as their value. Several that come in one instant are in the order in which they were told.

    The alarm of a group for each device or area is of that device, that area: lists and routes find it there.

    After an edit the groups are made anew of the members that are active; who came first is found by the order in which
    they came.
    """

    kind = "alarm.group"
    title = "Group alarm"
    inputs = (Port.events(help="Events of other alarms; any others are passed over."), SUPPRESS)
    outputs = (TRANSITIONS,)
    summary_field = "rows"
    condition = "group"

    def row_of(self, point: str) -> GroupRow | None:
        return next((row for row in self.config.rows if _may_be(point, row)), None)

    def told_of(self, point: str) -> dict[str, str]:
        known = self.state.groups.get(point)
        return {"first": known.first if known else "-"}

    def marks(self, point: str, alarm: Alarm) -> Mapping[str, Any]:
        known = self.state.groups.get(point)
        return {"group": point, "first": known.first if known else None}

    def on_event(self, port: str, event: Event) -> Emits:
        status = event.data.get("status")
        if not event.kind.startswith("alarm.") or not isinstance(status, str) or event.kind == "alarm.refused":
            return
        key = f"{event.point}\t{event.origin.node if event.origin else ''}"
        stands = status in STANDS and not any(event.data.get(word) for word in HIDDEN)
        if stands == (key in self.state.members):
            return
        member = self.state.members.get(key)
        if stands:
            (number,) = self.state.came.get("", (0,))
            self.state.came[""] = (number + 1,)
            member = self.state.members[key] = Member(event.point, event.time, number)
        else:
            del self.state.members[key]
        assert member is not None  # noqa: S101 - one of the two
        for name in self.groups_of(event.point):
            yield from self._changed(name, member, event, 1 if stands else -1)

    def on_config(self, old: GroupConfig | None) -> Emits:
        if old is None:
            return
        fresh: dict[str, AllOf] = {}
        for member in sorted(self.state.members.values(), key=lambda one: one.number):
            for name in self.groups_of(member.point):
                known = fresh.get(name, AllOf(member.point, 0))
                fresh[name] = known._replace(size=known.size + 1)
        for name in sorted({*self.state.groups, *fresh, *self.state.alarms}):
            if name in fresh:
                kept = self.state.groups.get(name)
                self.state.groups[name] = fresh[name] if kept is None else fresh[name]._replace(first=kept.first)
                yield from self.to_level(name, 1, self.now, self.now, float(fresh[name].size))
                continue
            if name in self.state.groups:
                del self.state.groups[name]
            if self.row_of(name) is None and name in self.state.alarms:
                yield self.ended(name)
            else:
                yield from self.to_level(name, 0, self.now, self.now, 0.0)

    def groups_of(self, point: str) -> Sequence[str]:
        """In order of rows, each once."""
        names = (row.of(point, self.plant.of(point)) for row in self.config.rows if matches(point, row.points))
        return list(dict.fromkeys(filter(None, names)))

    def configured(self) -> None:
        self._areas: dict[str, set[str]] | None = None
        """Areas of each device."""

    def place_of(self, point: str) -> Place:
        """A group for each area, for each device is there; any other where the directory has its name."""
        row = self.row_of(point)
        name = row.name_in(point) if row else ""
        if not row or not name:
            return super().place_of(point)
        if row.by == "area":
            return Place(area=name)
        if self._areas is None:
            self._areas = {}
            for place in map(self.plant.of, self.plant.table):
                self._areas.setdefault(place.device, set()).add(place.area)
        areas = self._areas.get(name, ())
        return Place(area="".join(areas) if len(areas) == 1 else "", device=name)

    def misplaced(self, plant: Plant) -> bool:
        return any(row.by != "name" for row in self.config.rows) and self.plant.table != plant.table

    def _changed(self, name: str, member: Member, event: Event, change: int) -> Emits:
        known = self.state.groups.get(name, AllOf(member.point, 0))
        size = known.size + change
        self.state.groups[name] = known._replace(size=size)
        yield from self.to_level(name, int(size > 0), event.time, event.arrival, float(size))
        if size <= 0:
            del self.state.groups[name]


def _may_be(name: str, row: GroupRow) -> bool:
    """Whether a group of this name may be of the row."""
    return matches(name, row.group)
