"""State of the limit alarm: a record for each point, in which its delays lie as well.

Delays are timers that begin, end and fire by the thousand, so kernels do it: a delay is known by its *entry*, four
times the slot and which limit it is of, and stands in a binary heap that knows the place of each entry.
"""

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from numba.extending import register_jitable

from nodes.alarm.limit_rows import NAMES
from tundish import AlarmState, In, Out, PerPoint, Rows, Samples, kernel
from tundish.late import LateState
from tundish.quality import is_good
from tundish.timers import FOREVER, Timers

NEVER = -(2**63)

Heap: TypeAlias = npt.NDArray[np.int32]
"""At 0 how many delays run, then their entries: none is due before the one at half its place."""
Places: TypeAlias = npt.NDArray[np.int32]
"""Where each entry stands in the heap; 0 of a delay that does not run."""


class Delays(Timers):
    """Timers of which those of the delays lie in the records of the state, whose `undo` brings them back."""

    def __init__(self, state: "LimitState") -> None:
        super().__init__()
        self._state = state
        self.earliest = FOREVER
        """When the first delay is due."""
        self.heap: Heap = np.zeros(1, np.int32)
        self.places: Places = np.zeros(0, np.int32)
        self.key_of: Callable[[int, int], str] = lambda slot, k: f"{slot}/{k}"
        """The key of a delay, which only the node knows."""
        self._together: list[tuple[str, int, int]] = []
        """Key, slot and limit of the delays that are due at the same time as the first, the least key last; some of
        them may have ended."""
        self._together_at = FOREVER

    def __len__(self) -> int:
        return len(self.pending) + self.heap.item(0)

    def room(self, slots: int) -> None:
        """Room for the delays of so many points."""
        size = len(NAMES) * slots
        if size > self.places.size:
            places, heap = np.zeros(size, np.int32), np.zeros(size + 1, np.int32)
            places[: self.places.size], heap[: self.heap.size] = self.places, self.heap
            self.places, self.heap = places, heap

    def told(self, earliest: int, asked: int = FOREVER, shortest: int = FOREVER) -> None:
        """What a kernel says: when the first delay is due, of those that it began the first and the shortest."""
        if asked < self.asked:  # noqa: PLR1730 - a fifth of the time of min()
            self.asked = asked
        if asked != FOREVER:  # one more may be due with the first
            self._together_at = FOREVER
        if shortest < self.horizon:  # noqa: PLR1730
            self.horizon = shortest
        before, self.earliest = self.earliest, earliest
        if earliest < self.next:
            self.next = earliest
        elif before == self.next:
            self.renew()

    def begin_delay(self, slot: int, k: int, now: int, delay: int) -> None:
        """As `set`."""
        self.room(slot + 1)
        self.told(put(slot, k, now, delay, self._state.rows, self.heap, self.places), now + delay, delay)

    def end_delay(self, slot: int, k: int) -> None:
        """As `cancel`."""
        self.room(slot + 1)
        self.told(drop(slot, k, self._state.rows, self.heap, self.places))

    def take(self) -> tuple[int, str]:
        keyed, earliest = self._first_keyed(), self.earliest
        if keyed[0] < earliest:
            return super().take()
        key, slot, k = self._first_delay()
        if keyed < (earliest, key):
            return super().take()
        self._state.guard(slot)
        self.end_delay(slot, k)
        return earliest, key

    def renew(self) -> None:
        super().renew()
        self.next = min(self.next, self.earliest)

    def undo(self) -> None:
        super().undo()
        self._made_anew()

    def hold(self) -> None:
        super().hold()
        self.earliest = FOREVER

    def release(self, at: int) -> None:
        dues: Any = self._state.rows["due"]
        dues[dues < at] = at + (at & 1)
        super().release(at)
        self._made_anew()

    def restore(self, dues: dict[str, int]) -> None:
        super().restore(dues)
        self._made_anew()

    def _made_anew(self) -> None:
        """The records have changed."""
        size = len(self._state.points)
        self.room(size)
        self._together_at = FOREVER
        self.told(set_up(size, self._state.rows, self.heap, self.places))

    def _first_keyed(self) -> tuple[int, str]:
        """Due and key of the first timer that is no delay."""
        self.renew()
        return self._heap[0] if self._heap else (FOREVER, "")

    def _first_delay(self) -> tuple[str, int, int]:
        """Key, slot and limit of the first delay; there is one. Thousands may be due together."""
        together, due, dues = self._together, self.earliest, self._state.rows["due"]
        while self._together_at == due and together:
            key, slot, k = together[-1]
            if dues[slot, k] == due:
                return key, slot, k
            together.pop()
        self._together_at = due
        together[:] = sorted(self._due_first(), reverse=True)
        return together[-1]

    def _due_first(self) -> Iterator[tuple[str, int, int]]:
        """Key, slot and limit of all delays that are due first."""
        dues, waiting = self._state.rows["due"], [1]
        while waiting:
            place = waiting.pop()
            if place <= self.heap[0]:
                slot, k = divmod(self.heap.item(place), len(NAMES))
                if dues[slot, k] == self.earliest:
                    yield self.key_of(slot, k), slot, k
                    waiting += (2 * place, 2 * place + 1)


class LimitState(LateState, AlarmState):
    version = 2
    timers: Delays
    value: PerPoint[np.float64] = PerPoint(default=np.nan)
    """Last good value and its time, to judge again when limits change."""
    time: PerPoint[np.int64] = PerPoint(default=NEVER)
    bad: PerPoint[np.bool_] = PerPoint(default=0)
    """The link is dead: the latest sample was bad or no number. Delays are held: `since` stays, no timer runs."""
    busy: PerPoint[np.bool_] = PerPoint(default=0)
    """Anything exceeded or begun: the rest of the record matters."""
    exceeded: PerPoint[np.int8] = PerPoint(default=0, shape=4)
    """Of LL, L, H, HH; after the delays."""
    since: PerPoint[np.int64] = PerPoint(default=NEVER, shape=4)
    """Source time at which `exceeded` began to be wrong; NEVER if it is right."""
    due: PerPoint[np.int64] = PerPoint(default=FOREVER, shape=4)
    """When the delay fires without a sample, as of `Timers`; FOREVER if it does not run."""

    def made_timers(self) -> Delays:
        return Delays(self)

    def note(self, slot: npt.NDArray[np.int32], samples: Samples) -> None:
        note_good(slot, samples.time, samples.value, samples.quality, self.rows)

    @classmethod
    def migrate(cls, snapshot: dict[str, Any], version: int) -> dict[str, Any]:
        """In the first version delays were timers like others, with keys like `POINT/HH`."""
        slots = {name: slot for slot, name in enumerate(snapshot["points"])}
        due, rest = np.full((len(slots), len(NAMES)), FOREVER), {}
        for key, at in snapshot["timers"].items():
            name, _, limit = key.rpartition("/")
            if limit in NAMES and name in slots:
                due[slots[name], NAMES.index(limit)] = at
            else:
                rest[key] = at
        columns = {**snapshot["columns"], "due": [due.dtype.str, due.tobytes()]}
        return {**snapshot, "timers": rest, "columns": columns}


@register_jitable
def due_of(entry: int, state: Rows[LimitState]) -> int:
    slot: Any = np.uint32(entry >> 2)  # it is never negative, which need not be asked then
    return state[slot].due[entry & 3]  # type: ignore[no-any-return]


@register_jitable
def first_due(state: Rows[LimitState], heap: Heap) -> int:
    return due_of(heap[1], state) if heap[0] else FOREVER


@register_jitable
def lift(place: int, entry: int, state: Rows[LimitState], heap: Heap, places: Places) -> None:
    """Let an entry that is to stand at a place rise to where it belongs."""
    due = due_of(entry, state)
    while place > 1 and due_of(heap[place >> 1], state) > due:
        heap[place] = heap[place >> 1]
        places[heap[place]] = place
        place >>= 1
    heap[place] = entry
    places[entry] = place


@register_jitable
def sink(place: int, entry: int, state: Rows[LimitState], heap: Heap, places: Places) -> None:
    """The same downwards."""
    due, size = due_of(entry, state), heap[0]
    while 2 * place <= size:
        below = 2 * place
        if below < size and due_of(heap[below + 1], state) < due_of(heap[below], state):
            below += 1
        if due_of(heap[below], state) >= due:
            break
        heap[place] = heap[below]
        places[heap[place]] = place
        place = below
    heap[place] = entry
    places[entry] = place


@register_jitable
def begin(
    s: int, k: int, now: int, delay: int, row: LimitState, state: Rows[LimitState], heap: Heap, places: Places
) -> None:
    """Let the delay of limit k run, or run anew; `row` is that of slot s."""
    entry, due = 4 * s + k, now + max(1, delay)
    row.due[k] = due + (due & 1)
    place = places[entry]
    if place == 0:
        heap[0] += 1
        place = heap[0]
    lift(place, entry, state, heap, places)
    sink(places[entry], entry, state, heap, places)


@register_jitable
def end(s: int, k: int, row: LimitState, state: Rows[LimitState], heap: Heap, places: Places) -> None:
    """Let it run no more, if it does."""
    entry = 4 * s + k
    place, row.due[k] = places[entry], FOREVER
    if place == 0:
        return
    last = heap[heap[0]]
    heap[0] -= 1
    places[entry] = 0
    if last != entry:
        lift(place, last, state, heap, places)
        sink(places[last], last, state, heap, places)


@kernel
def put(
    s: int, k: int, now: int, delay: int, state: Rows[LimitState], heap: Out[np.int32], places: Out[np.int32]
) -> int:
    """Begin a delay; when the first is due now."""
    begin(s, k, now, delay, state[s], state, heap, places)
    return first_due(state, heap)


@kernel
def drop(s: int, k: int, state: Rows[LimitState], heap: Out[np.int32], places: Out[np.int32]) -> int:
    """End a delay; when the first is due now."""
    end(s, k, state[s], state, heap, places)
    return first_due(state, heap)


@kernel
def set_up(size: int, state: Rows[LimitState], heap: Out[np.int32], places: Out[np.int32]) -> int:
    """Make the heap from so many records; when the first delay is due."""
    places[:] = 0
    heap[0] = 0
    for s in range(size):
        for k in range(4):
            if state[s].due[k] != FOREVER:
                heap[0] += 1
                lift(heap[0], 4 * s + k, state, heap, places)
    return first_due(state, heap)


@kernel
def note_good(
    slot: In[np.int32], time: In[np.int64], value: In[np.float64], quality: In[np.uint8], state: Rows[LimitState]
) -> None:
    """Write the last good value of each point, and its time."""
    for i in range(slot.size):
        if is_good(quality[i]) and np.isfinite(value[i]):
            row = state[slot[i]]
            row.value, row.time = value[i], time[i]
