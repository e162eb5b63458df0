"""Merge: points that belong together by their times become one instant."""

from typing import Annotated, Any, Literal, Self

import numpy as np
import numpy.typing as npt
from numba.extending import register_jitable
from pydantic import Field, model_validator

from nodes.compute.output import POINT, OutputPoint, named
from nodes.compute.producing import DueState, Made, Producing, put_off
from tundish import Duration, In, NodeConfig, PerPoint, PointRef, Port, Rows, Table, kernel, nanoseconds
from tundish.pattern import DEVICE
from tundish.quality import BAD, NOT_A_NUMBER, STALE, UNCERTAIN, is_bad
from tundish.timers import FOREVER

NEVER = -(2**63)
MISSING = ("leave_out", "bad", "last")
LEAVE_OUT, AS_BAD, AS_LAST = range(3)


class MemberRow(NodeConfig):
    """A point of the set."""

    point: Annotated[PointRef, Field(title="Point")] = "a"
    """Its name. With `{device}` in all of them, like `{device}.flow`, each device has a set of its own."""


class MergeConfig(NodeConfig):
    members: Annotated[Table[MemberRow], Field(min_length=1, max_length=1000, title="Points")] = (
        MemberRow(point="a"),
        MemberRow(point="b"),
    )
    """Points that make one set. Others are left out."""
    tolerance: Annotated[Duration, Field(le=86400, title="Tolerance")] = 0.0
    """How far apart the times of a set may lie. 0: they are the same."""
    wait: Annotated[Duration, Field(le=86400, title="Waits")] = 2.0
    """How long a set that is not complete waits for the rest."""
    missing: Annotated[Literal["leave_out", "bad", "last"], Field(title="What is missing")] = "leave_out"
    """In a set that is not complete: it is left out altogether; the missing points are bad; or they have their last
    values, as uncertain."""
    output: Annotated[OutputPoint, Field(title="Output point")] = "{point}.set"
    """Name of the result. `{point}` stands for the name of the input; alone, it keeps the name."""

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        names = [row.point for row in self.members]
        if twice := [name for name in names if names.count(name) > 1]:
            raise ValueError(f"members: {twice[0]} stands there twice")
        if POINT not in self.output:
            raise ValueError("output: it needs {point}, or all points become one")
        if plain := [name for name in names if DEVICE not in name]:
            if len(plain) < len(names):
                raise ValueError(f"members: {plain[0]} has no {DEVICE}, and others have")
        elif twice := [name for name in names if name.count(DEVICE) > 1]:
            raise ValueError(f"members: {DEVICE} may stand in {twice[0]} once")
        return self


class MergeState(DueState):
    has: PerPoint[np.bool_] = PerPoint(default=0)
    """The point is in the set that waits."""
    time: PerPoint[np.int64] = PerPoint(default=NEVER)
    """Latest sample of the point."""
    value: PerPoint[np.float64] = PerPoint(default=np.nan)
    quality: PerPoint[np.uint8] = PerPoint(default=0)
    told: PerPoint[np.float64] = PerPoint(default=np.nan)
    """Value and quality in the set told last."""
    told_quality: PerPoint[np.uint8] = PerPoint(default=BAD)


@register_jitable
def tell(
    state: Rows[MergeState], members: Any, outputs: Any, first: int, size: int, missing: int, stamp: int,
    made: Rows[Made], n: int,
) -> int:  # fmt: skip
    """The set that waits, `size` members from `first` on, is told, if it may be, and is no more."""
    newest, count = NEVER, 0
    for k in range(first, first + size):
        if members[k] >= 0 and state[members[k]].has:
            newest, count = max(newest, state[members[k]].time), count + 1
    for k in range(first, first + size):
        s = members[k]
        if count and (count == size or missing != LEAVE_OUT):
            made[n].arrival, made[n].time, made[n].point = stamp, newest, outputs[k]
            if s >= 0 and state[s].has:
                made[n].value, made[n].quality = state[s].value, state[s].quality
            elif missing == AS_LAST and s >= 0 and not is_bad(state[s].told_quality):
                made[n].value, made[n].quality = state[s].told, max(state[s].told_quality, UNCERTAIN | STALE)
            else:
                made[n].value, made[n].quality = np.nan, BAD | STALE
            n += 1
        if s >= 0:
            if state[s].has:
                state[s].told, state[s].told_quality = state[s].value, state[s].quality
            state[s].has, state[s].due = False, FOREVER
    return n


@kernel
def merge(  # noqa: C901 - samples and timers
    begin: int, due: int, slot: In[np.int32], arrival: In[np.int64], time: In[np.int64], value: In[np.float64],
    quality: In[np.uint8], state: Rows[MergeState], place: In[np.int32], members: In[np.int32], outputs: In[np.int32],
    size: int, tolerance: int, wait: int, missing: int, made: Rows[Made],
) -> tuple[int, int, int]:  # fmt: skip
    """See `producing`. `place[slot]` is the first place of its set, -1 of others.

    `members` are slots, -1 for one not seen, `size` of them for each set; `outputs` are theirs.
    """
    n, soonest = 0, FOREVER
    for i in range(begin, slot.size):
        s = slot[i]
        row = state[s]
        if n + 2 * size > made.size:
            return n, i, soonest
        if place[s] < 0 or (due and row.due > due):
            continue
        if due:
            n = tell(state, members, outputs, place[s], size, missing, due, made, n)
            continue
        first, newest, count = FOREVER, NEVER, 0
        for k in range(place[s], place[s] + size):
            if members[k] >= 0 and state[members[k]].has:
                first, newest = min(first, state[members[k]].time), max(newest, state[members[k]].time)
                count += 1
        if count and (row.has or time[i] - first > tolerance):
            n = tell(state, members, outputs, place[s], size, missing, arrival[i], made, n)
            count = 0
        if time[i] < row.time or (count and newest - time[i] > tolerance):
            continue
        q = int(quality[i])
        if not np.isfinite(value[i]):
            q = q if is_bad(q) else BAD | NOT_A_NUMBER
        row.has, row.time, row.value, row.quality = True, time[i], value[i], q
        if count + 1 == size:
            n = tell(state, members, outputs, place[s], size, missing, arrival[i], made, n)
        elif count == 0:
            row.due = put_off(arrival[i] + max(wait, 2), 2)
            soonest = min(soonest, row.due)
    return n, slot.size, soonest


class Merge(Producing[MergeConfig, MergeState]):
    """Join points by time: samples that belong together become one instant.

    A set begins with a sample and takes one of each point, as long as their times lie within the tolerance. When it is
    complete it goes on at once, with its newest time. Another sample of a point that is already in it, or one that is
    too late for it, ends a set, as does the end of the waiting; then what is missing is dealt with as is set. A
    sample that is too old for the set, or older than the last of its point, is left out. Points
    named with `{device}` make such a set for each device, from the first sample of any of its points on.
    """

    kind = "compute.merge"
    title = "Merge by time"
    inputs = (Port.samples(help="The points of the set."),)
    outputs = (Port.samples(help="One instant for each set."),)
    summary_field = "members"

    def configured(self) -> None:
        self._members = [row.point for row in self.config.members]
        self._sets: dict[str, int] = {}
        self._place, self._slots, self._outputs = (np.zeros(0, np.int32) for _ in range(3))
        self.room = max(type(self).room, 4 * len(self._members))

    def owned(self) -> tuple[str, ...]:
        if self.config.output == POINT:
            return ()
        return tuple(named(self.config.output, name.replace(DEVICE, "*")) for name in self._members)

    def prepare(self, slot: npt.NDArray[np.int32]) -> None:
        if fresh := self.state.points[len(self._place) :]:
            begin = len(self._place)
            self._place = np.concatenate([self._place, np.full(len(fresh), -1, np.int32)])
            for s, point in enumerate(fresh, start=begin):
                if found := self._found(self.points.name(point)):
                    device, k = found
                    self._place[s] = self._set_of(device)
                    self._slots[self._place[s] + k] = s
        self.state.save_all()  # a sample of one point tells of all

    def _found(self, name: str) -> tuple[str, int] | None:
        """Its device and which of the members it is; of several that fit, the longest."""
        if name in self._members:
            return "", self._members.index(name)
        fitting = []
        for k, member in enumerate(self._members):
            head, device, tail = member.partition(DEVICE)
            if device and len(name) > len(head + tail) and name.startswith(head) and name.endswith(tail):
                fitting.append((len(head + tail), -k, name[len(head) : len(name) - len(tail)]))
        return (max(fitting)[2], -max(fitting)[1]) if fitting else None

    def _set_of(self, device: str) -> int:
        """Where the members of a device begin."""
        if device not in self._sets:
            self._sets[device] = len(self._slots)
            names = [named(self.config.output, member.replace(DEVICE, device)) for member in self._members]
            self._slots = np.concatenate([self._slots, np.full(len(names), -1, np.int32)])
            self._outputs = np.concatenate([self._outputs, np.asarray(self.points.numbers(names), np.int32)])
        return self._sets[device]

    def run(
        self, begin: int, due: int, slot: npt.NDArray[np.int32], arrival: npt.NDArray[np.int64],
        time: npt.NDArray[np.int64], value: npt.NDArray[np.float64], quality: npt.NDArray[np.uint8], made: Any,
    ) -> tuple[int, int, int]:  # fmt: skip
        config = self.config
        return merge(
            begin, due, slot, arrival, time, value, quality, self.state.rows, self._place, self._slots, self._outputs,
            len(self._members), nanoseconds(config.tolerance), nanoseconds(config.wait),
            MISSING.index(config.missing), made,
        )  # fmt: skip

    def on_config(self, old: MergeConfig | None) -> Any:
        if old and old.members != self.config.members:
            self.state.rows["has"], self.state.rows["due"] = False, FOREVER
        return ()
