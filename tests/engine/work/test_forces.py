"""Forced points: what a flow gets of them, at once, while they are forced, and afterwards."""

from pathlib import Path
from typing import Any

from engine.passes.inbox import Emit
from engine.watch.live import PointBoard
from engine.work.flow import Flow
from engine.work.forces import Force, Forces
from engine.work.words import Word, Words
from tests.engine.kinds import node, wires
from tests.engine.stage import Stage
from tundish import Samples
from tundish.quality import BAD, FORCED, GOOD, STALE

DOCUMENT: dict[str, Any] = {
    "nodes": {"s": node("test.source"), "all": node("test.collect")},
    "wires": wires("s.samples > all.samples"),
}  # fmt: skip
HELD = GOOD | FORCED


class Desk:
    """A flow whose points can be forced."""

    def __init__(self, path: Path) -> None:
        self.stage = Stage(path)
        self.flow: Flow = self.stage.open(DOCUMENT)
        world = self.stage.world
        self.forces = Forces(world.points, world.board, self._say)
        self.forces.keep_in(Words(path, "g"))
        self.runs = True
        world.forced = self.forces.applied  # type: ignore[method-assign]
        self._taking = self.flow.inbox.take
        self.flow.inbox.take = self._take  # type: ignore[method-assign]
        self.got: list[tuple[str, int, float, int]] = []

    def _say(self, flow: str, node: str, said: Samples) -> bool:
        assert ("s", True) == (node, flow == self.flow.id)
        return self.runs and self.flow.inbox.put(node, "samples", said, beyond=True)

    def restart(self) -> None:
        """The process: what was in memory is gone, the board and all; the flow has its checkpoint and its journal."""
        world = self.stage.world
        world.board = PointBoard(world.points)
        self.forces = Forces(world.points, world.board, self._say)
        self.forces.keep_in(Words(self.stage.path, "g"))
        world.forced = self.forces.applied  # type: ignore[method-assign]
        self.got.clear()

    async def source(self, *rows: tuple[str, int, float]) -> None:
        names, times, values = zip(*rows, strict=True)
        await self.flow.ios["s"].samples(names, values, times)
        self.turn()

    def turn(self) -> None:
        self.flow.once()

    def _take(self, until: int = 0) -> tuple[list[Emit], int]:
        """What goes in, noted."""
        emits, until = self._taking(until)
        name = self.stage.world.points.name
        for s in [emit.payload for emit in emits if isinstance(emit.payload, Samples)]:
            columns = s.point.tolist(), s.time.tolist(), s.value.tolist(), s.quality.tolist()
            self.got += [(name(p), t, v, q) for p, t, v, q in zip(*columns, strict=True)]
        return emits, until

    def force(self, now: int = 0, **points: tuple[float, int]) -> None:
        self.forces.put({name: Force(*held) for name, held in points.items()}, now)
        self.turn()


async def test_a_forced_point_says_the_value_at_once_and_whatever_its_source_says(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    await desk.source(("a", 10, 1.0), ("b", 10, 2.0))
    desk.force(a=(50.0, 5000))
    await desk.source(("a", 20, 3.0), ("b", 20, 4.0))
    assert [
        ("a", 10, 1.0, 0),
        ("b", 10, 2.0, 0),
        ("a", 11, 50.0, HELD),
        ("a", 20, 50.0, HELD),
        ("b", 20, 4.0, 0),
    ] == desk.got


async def test_when_it_is_released_the_source_is_heard_at_once(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    await desk.source(("a", 10, 1.0))
    desk.force(a=(50.0, 5000))
    await desk.source(("a", 20, 3.0))
    desk.force()
    await desk.source(("a", 30, 4.0))
    assert [("a", 20, 50.0, HELD), ("a", 21, 3.0, 0), ("a", 30, 4.0, 0)] == desk.got[2:]


async def test_it_ends_at_its_time_with_what_the_source_said_before_when_it_said_nothing_since(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    await desk.source(("a", 10, 1.0))
    desk.force(a=(50.0, 5000))
    desk.forces.expire(4999)
    desk.turn()
    assert 2 == len(desk.got)
    desk.forces.expire(5000)
    desk.turn()
    assert [("a", 12, 1.0, 0)] == desk.got[2:]
    desk.forces.expire(6000)
    desk.turn()
    assert 3 == len(desk.got)


async def test_another_value_replaces_the_first_and_the_real_one_is_kept(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    await desk.source(("a", 10, 1.0))
    desk.force(a=(50.0, 5000))
    desk.force(a=(60.0, 5000))
    desk.force(a=(60.0, 9000))  # only longer: nothing is said again
    desk.force()
    assert [("a", 11, 50.0, HELD), ("a", 12, 60.0, HELD), ("a", 13, 1.0, 0)] == desk.got[1:]


async def test_a_point_that_said_nothing_yet_is_held_from_its_first_word_on(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.force(a=(50.0, 5000))
    await desk.source(("a", 10, 1.0))
    assert [("a", 10, 50.0, HELD)] == desk.got
    desk.force(now=6000, a=(50.0, 5000))
    assert [("a", 11, 1.0, 0)] == desk.got[1:], "its time has come already"


async def test_the_newest_word_of_the_source_counts_however_it_came(tmp_path: Path) -> None:
    """What is late, or of the future, is set aside: it must not come back when the point is released."""
    desk = Desk(tmp_path)
    await desk.source(("a", 10, 1.0))
    desk.force(a=(50.0, 5000))
    await desk.source(("a", 30, 3.0), ("a", 20, 2.0))
    await desk.source(("a", 15, 1.5))
    points = desk.stage.world.points
    far = Samples.of(arrival=[0], time=[10**12], point=[points.number("a")], value=[9.0], quality=[0])
    assert [HELD] == desk.forces.applied(far, 100).quality.tolist()
    desk.force()
    assert ("a", 31, 3.0, 0) == desk.got[-1]


async def test_a_point_that_is_forced_again_before_its_release_was_heard_keeps_the_real_value(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    await desk.source(("a", 10, 1.0))
    desk.force(a=(50.0, 5000))
    desk.forces.put({}, 0)  # no pass is made in between
    desk.force(a=(60.0, 5000))
    desk.force()
    assert ("a", 1.0, 0) == (desk.got[-1][0], *desk.got[-1][2:])


async def test_a_released_point_whose_real_value_is_lost_is_bad_until_its_source_speaks(tmp_path: Path) -> None:
    """After a restart, only what was forced is known."""
    desk = Desk(tmp_path)
    desk.force(a=(50.0, 5000))
    await desk.source(("a", 10, 1.0))
    world = desk.stage.world
    desk.forces = Forces(world.points, world.board, desk._say)
    world.forced = desk.forces.applied  # type: ignore[method-assign]
    desk.force(a=(50.0, 5000))
    desk.got.clear()
    desk.force()
    await desk.source(("a", 20, 2.0))
    assert [("a", 50.0, BAD | STALE), ("a", 2.0, GOOD)] == [(point, *said) for point, _, *said in desk.got]


async def forced_and_away(path: Path) -> Desk:
    """A source says 3 at 20, which its flow has as 50; then the process ends."""
    desk = Desk(path)
    await desk.source(("a", 10, 1.0))
    desk.force(a=(50.0, 5000))
    await desk.source(("a", 20, 3.0))
    desk.forces.expire(100)  # as each second
    desk.restart()
    return desk


async def test_what_the_source_said_is_known_after_a_restart(tmp_path: Path) -> None:
    desk = await forced_and_away(tmp_path)
    desk.force(a=(50.0, 5000))
    desk.forces.expire(200)
    assert [] == desk.got
    desk.force()
    assert [("a", 21, 3.0, 0)] == desk.got
    desk.restart()
    desk.forces.expire(300)
    desk.turn()
    assert [] == desk.got, "it is said once"


async def test_a_force_that_ended_while_the_process_was_away_ends_when_the_flow_runs(tmp_path: Path) -> None:
    desk = await forced_and_away(tmp_path)
    desk.runs = False
    desk.forces.put({}, 6000)
    desk.forces.expire(6000)
    desk.runs = True
    desk.forces.expire(6001)
    desk.forces.expire(6002)
    desk.turn()
    assert [("a", 21, 3.0, 0)] == desk.got
    assert {} == Words(tmp_path, "g").load(), "nothing is left to remember"


async def test_a_source_that_has_spoken_since_the_restart_is_not_corrected(tmp_path: Path) -> None:
    desk = await forced_and_away(tmp_path)
    desk.runs = False
    desk.forces.expire(6000)
    await desk.source(("a", 30, 4.0))
    desk.runs = True
    desk.forces.expire(6001)
    desk.turn()
    assert [("a", 30, 4.0, 0)] == desk.got


async def test_a_point_whose_flow_is_gone_is_given_up(tmp_path: Path) -> None:
    desk = await forced_and_away(tmp_path)
    desk.runs = False
    for second in range(700):
        desk.forces.expire(6000 + second)
    assert {} == Words(tmp_path, "g").load()


def test_a_file_that_cannot_be_read_or_written_holds_nothing_up(tmp_path: Path) -> None:
    word = Word("f", "n", 2, 1, 3.5, 0)
    Words(tmp_path, "a/b").save({"p": word})
    assert {"p": word} == Words(tmp_path, "a/b").load()
    (path,) = tmp_path.glob("forced-*")
    for damaged in ("{", "[1]", '{"p": [1]}', '{"p": 1}'):
        path.write_text(damaged)
        assert {} == Words(tmp_path, "a/b").load()
    nowhere = Words(tmp_path / "no" / "such", "g")
    nowhere.save({"p": word})
    assert {} == nowhere.load()
