"""Late: states that write the samples they keep into their records only when somebody reads those.

A node that keeps the last sample of each point writes over what it wrote for the batch before. As long as the same
columns of points come again and again, the batches themselves say it all: the latest of each column is held, and
written when the records are wanted.
"""

from collections.abc import Callable
from operator import itemgetter
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from tundish.points import Points
from tundish.samples import Samples
from tundish.state import NodeState

Held: TypeAlias = tuple[int, npt.NDArray[np.int32], Samples]
"""Which it was, counted from the first; its slots; itself."""
MOST, MOST_SAMPLES = 256, 16_384
"""Batches, and samples of all of them, that are held."""
IN_ORDER = itemgetter(0)


class LateState(NodeState):
    """A subclass says how a batch is written, by `note`, which must come to the same when it is done twice.

    Whoever reads or changes what `note` writes calls `settle` first.
    """

    def __init__(self) -> None:
        super().__init__()
        self._held: dict[int, Held] = {}
        """By the id of the slots."""
        self._replaced: list[tuple[int, Held | None]] = []
        """What was held instead, to go back to."""
        self._journals.append(self._replaced)
        self._count = self._size = 0

    def note(self, slot: npt.NDArray[np.int32], samples: Samples) -> None:
        """Write what is kept of these samples; later ones win."""
        raise NotImplementedError

    def seen(self, point: npt.NDArray[np.int32]) -> npt.NDArray[np.int32] | None:
        """Slots of a column that is likely to come again, else None. No record is saved, unlike by `slots`."""
        known = self._known.get(id(point))
        if known:
            return known[1]
        return None if point.base is not None or point.size > MOST_SAMPLES else self._looked_up(point)

    def hold(self, slot: npt.NDArray[np.int32], samples: Samples) -> None:
        """Note these samples later, instead of what is held of the same slots: each of these must write over it."""
        key = id(slot)
        before = self._held.get(key)
        self._replaced.append((key, before))
        self._count += 1
        self._held[key] = self._count, slot, samples
        if before is None:
            self._size += slot.size
            if len(self._held) > MOST or self._size > MOST_SAMPLES:
                self.settle()

    def settle(self) -> None:
        """Note all that is held."""
        if self._held:
            self.save_all()
            for _, slot, samples in sorted(self._held.values(), key=IN_ORDER):
                self.note(slot, samples)
            self._replaced.extend(self._held.items())
            self._held.clear()
            self._size = 0

    def saved(self, slot: npt.NDArray[np.int32], words: npt.NDArray[np.int64], size: int) -> None:
        """A kernel has changed the records of the first slots, which were so before: one after the other, some twice.

        `words` are those of the `room` that it was given for them.
        """
        if size == 1 and not self._all_saved:  # as mostly
            self._saved.append((slot.item(0), words[0].copy()))
            return
        slot, words = slot[size - 1 :: -1].copy(), words[size - 1 :: -1].copy()  # of one that is twice the first counts
        if self._all_saved:
            new = slot >= self._all_saved
            slot, words = slot[new], words[new]
        self._saved.append((slot, words))

    @classmethod
    def room(cls, size: int) -> tuple[Any, npt.NDArray[np.int64]]:
        """Room for so many records that a kernel saves, and the same as words."""
        rows: Any = np.empty(size, cls.dtype)
        return rows, rows.view(np.int64).reshape(size, -1)

    def undo(self) -> None:
        super().undo()
        for key, held in reversed(self._replaced):
            if held is None:
                self._held.pop(key, None)
            else:
                self._held[key] = held
        self._size = sum(slot.size for _, slot, _ in self._held.values())
        self._replaced.clear()

    def still(self) -> Callable[[Points], dict[str, Any]]:
        self.settle()
        return super().still()
