"""The safe-write pipeline: every stage refuses, and nothing gets past it."""

import asyncio
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.demo.plc import Plc
from engine.work.writes import FRESH, SECOND, Writes
from nodes.drivers.modbus import Modbus, ModbusSettings
from tests.engine.writing import GRANT, REQUEST, Bench
from tests.fixtures.io import Kept
from tundish.errors import ConnectionFailed, WriteRefused
from tundish.write import WriteRequest


async def test_done() -> None:
    bench = Bench(GRANT)
    done = await bench.ask()
    assert {"status": "done", "point": "P1.speed", "sent": 50.0, "read_back": 50.0} == done
    assert ["write.intent", "write.done"] == bench.told
    assert {
        "action": "write.intent", "object": "P1.speed", "user": "ada", "at": 10 * FRESH, "connection": "plc",
        "address": "holding 1", "value": 50.0, "flow": "f", "node": "n", "sent": 50.0,
    } == bench.audit[0]  # fmt: skip


@pytest.mark.parametrize(
    ("grant", "changes", "stage", "sentence"),
    [
        pytest.param(None, {}, "allow-list", "is not on the list of allowed writes", id="not on the list"),
        pytest.param({"connection": "other"}, {}, "allow-list", "is not on the list", id="of another connection"),
        pytest.param({"address": "holding 2"}, {}, "allow-list", "holding 1 of 'plc' is not on", id="another address"),
        pytest.param({"address": ""}, {}, "allow-list", "holding 1 of 'plc' is not on", id="at no address"),
        pytest.param({"address": " : "}, {}, "allow-list", "holding 1 of 'plc' is not on", id="a blank address"),
        pytest.param({"address": None}, {}, "allow-list", "holding 1 of 'plc' is not on", id="null address"),
        pytest.param({"address": ""}, {"address": ""}, "allow-list", "is not on the list", id="both nowhere"),
        pytest.param({"address": " holding:1 "}, {}, "", "", id="a register spelt otherwise"),
        pytest.param({"address": "holding 1 scale 2"}, {}, "allow-list", "is not on the list", id="scaled otherwise"),
        pytest.param(
            {"address": "ns=2;s=A:B"}, {"address": "ns=2;s=A B"}, "allow-list", "is not on the list", id="another node"
        ),
        pytest.param({"address": "ns=2;s=A:B"}, {"address": "ns=2;s=A:B"}, "", "", id="the same node id"),
        pytest.param({"clamp": "no"}, {}, "allow-list", "is not on the list", id="clamp is no truth"),
        pytest.param({"mode": None}, {}, "allow-list", "is not on the list", id="mode is no word"),
        pytest.param({"low": float("nan")}, {}, "allow-list", "is not on the list", id="a line without sense"),
        pytest.param({}, {"value": float("nan")}, "value", "nan for P1.speed is no finite number", id="NaN"),
        pytest.param({}, {"value": float("inf")}, "value", "no finite number", id="infinite"),
        pytest.param({"clamp": True}, {"value": float("inf")}, "value", "no finite number", id="never clamped"),
        pytest.param({}, {"value": "50"}, "value", "no finite number", id="a text"),
        pytest.param({}, {"value": True}, "value", "no finite number", id="a truth"),
        pytest.param({}, {"value": 100.5}, "value", "100.5 for P1.speed is outside 0 to 100", id="too high"),
        pytest.param({}, {"value": -0.5}, "value", "outside 0 to 100", id="too low"),
        pytest.param({"high": 50.04}, {"value": 50.04}, "", "", id="at the limit"),
        pytest.param({"low": 50.02}, {"value": 50.02}, "value", "50 for P1.speed is outside", id="rounded over it"),
        pytest.param({"high": 9e9}, {"value": 5000.0}, "value", "5000 does not fit into int16", id="does not fit"),
        pytest.param({"max_rate": 20.0}, {}, "rate", "would jump from 0 to 50: 20 a second is allowed", id="rate"),
        pytest.param({"max_rate": 50.0}, {}, "", "", id="just the rate"),
        pytest.param({"mode": "manual"}, {}, "mode", "is in mode 'manual'", id="by hand"),
    ],
)
async def test_stages(grant: dict[str, Any] | None, changes: dict[str, Any], stage: str, sentence: str) -> None:
    bench = Bench(*([] if grant is None else [{**GRANT, **grant}]))
    if not stage:
        await bench.ask(**changes)
        return
    with pytest.raises(WriteRefused, match=sentence) as refused:
        await bench.ask(**changes)
    assert (stage, []) == (refused.value.stage, bench.wire)
    assert [("write.refused", stage)] == [(record["action"], record["stage"]) for record in bench.audit]


async def test_a_line_without_an_address_allows_nothing() -> None:
    bench = Bench({name: value for name, value in GRANT.items() if name != "address"})
    with pytest.raises(WriteRefused, match="is not on the list of allowed writes"):
        await bench.ask()
    assert ([], ["write.refused"]) == (bench.wire, bench.told)


@pytest.mark.parametrize(("age", "allowed"), [(FRESH, True), (FRESH + 1, False), (-1, False)])
async def test_an_old_list_allows_nothing(age: int, allowed: bool) -> None:
    bench = Bench(GRANT)
    bench.time += age
    if allowed:
        await bench.ask()
        return
    with pytest.raises(WriteRefused, match="older than 60 s"):
        await bench.ask()
    assert [] == bench.wire


async def test_without_any_list() -> None:
    bench = Bench(GRANT)
    bench.writes = Writes(lambda: bench.time, bench._keep)
    with pytest.raises(WriteRefused, match="older than 60 s"):
        await bench.ask()


async def test_clamp() -> None:
    bench = Bench({**GRANT, "clamp": True})
    assert 100.0 == (await bench.ask(value=250.0))["sent"]
    assert 250.0 == bench.audit[0]["value"]


async def test_simulation_does_all_but_send() -> None:
    bench = Bench({**GRANT, "mode": "simulation"})
    assert "simulated" == (await bench.ask())["status"]
    assert ([], ["write.simulated"]) == (bench.wire, bench.told)


async def test_a_link_that_is_down() -> None:
    bench = Bench(GRANT)
    bench.connected = False
    with pytest.raises(WriteRefused, match="plc is lost: nothing was sent"):
        await bench.ask()
    assert [] == bench.wire


async def test_a_connection_that_cannot_be_written() -> None:
    bench = Bench(GRANT)
    with pytest.raises(WriteRefused, match="cannot be written to"):
        await bench.writes.write(REQUEST, object())  # type: ignore[arg-type]


async def test_without_an_audit_nothing_is_sent() -> None:
    bench = Bench(GRANT)

    def full(record: dict[str, Any]) -> None:
        raise OSError("no space left")

    bench.on_audit = full
    with pytest.raises(WriteRefused, match=r"The audit could not be written \(no space left\): nothing was sent"):
        await bench.ask()
    assert [] == bench.wire


async def test_taken_back_while_the_audit_is_written() -> None:
    bench = Bench(GRANT)
    bench.on_audit = lambda record: bench.writes.grant([])
    with pytest.raises(WriteRefused, match="not on the list"):
        await bench.ask()
    assert ([], ["write.intent", "write.failed"]) == (bench.wire, bench.told)


async def test_grown_old_while_the_audit_is_written() -> None:
    bench = Bench(GRANT)
    bench.on_audit = lambda record: setattr(bench, "time", bench.time + FRESH + 1)
    with pytest.raises(WriteRefused, match="older than 60 s"):
        await bench.ask()
    assert [] == bench.wire


async def test_the_equipment_says_no() -> None:
    bench = Bench(GRANT)

    def no(value: float) -> None:
        raise WriteRefused("plc refused the write: illegal data value")

    bench.on_write = no
    with pytest.raises(WriteRefused, match="illegal data value"):
        await bench.ask()
    assert ["write.intent", "write.failed"] == bench.told


@pytest.mark.parametrize("arrived", [True, False])
async def test_an_unknown_outcome_is_read_back_and_never_sent_again(arrived: bool) -> None:
    bench = Bench(GRANT)

    def no_answer(value: float) -> None:
        if arrived:
            bench.holds = value
        raise ConnectionFailed("plc did not answer the write")

    bench.on_write = no_answer
    if arrived:
        assert "done" == (await bench.ask())["status"]
    else:
        with pytest.raises(WriteRefused, match=r"50 was sent, but 0 was read back .*did not answer") as refused:
            await bench.ask()
        assert "read-back" == refused.value.stage
    assert 1 == len(bench.wire)
    assert ["write.intent", "write.done" if arrived else "write.unknown"] == bench.told


async def test_equipment_that_does_something_else() -> None:
    bench = Bench(GRANT)
    bench.on_write = lambda value: setattr(bench, "holds", value - 1)
    with pytest.raises(WriteRefused, match="50 was sent, but 49 was read back within"):
        await bench.ask()
    assert ["write.intent", "write.failed"] == bench.told
    assert "done" == (await bench.ask(tolerance=1.0))["status"]


async def test_equipment_that_takes_its_time() -> None:
    bench = Bench(GRANT)

    async def later(seconds: float) -> None:
        bench.holds = 50.0
        await asyncio.sleep(0)

    bench.writes = Writes(lambda: bench.time, bench._keep, later)
    bench.writes.grant([GRANT])
    bench.on_write = lambda value: None
    assert "done" == (await bench.ask())["status"]


async def test_a_ramp_within_the_rate() -> None:
    bench = Bench({**GRANT, "max_rate": 10.0})
    await bench.ask(value=10.0)
    bench.time += SECOND // 2
    with pytest.raises(WriteRefused, match="would jump"):
        await bench.ask(value=16.0)
    await bench.ask(value=15.0)
    bench.time += 50 * SECOND  # a long rest allows no larger step
    with pytest.raises(WriteRefused, match="would jump"):
        await bench.ask(value=30.0)


async def test_another_spelling_is_no_way_round_the_rate() -> None:
    bench = Bench({**GRANT, "max_rate": 10.0})
    await bench.ask(value=10.0)
    with pytest.raises(WriteRefused, match="would jump"):
        await bench.ask(value=20.0, address="holding:1")


async def test_writes_to_one_place_take_turns() -> None:
    bench = Bench(GRANT)
    await asyncio.gather(bench.ask(value=10.0), bench.ask(value=20.0), bench.ask(value=30.0))
    assert [10.0, 20.0, 30.0] == [value for _, value in bench.wire]
    assert ["write.intent", "write.done"] * 3 == bench.told


async def test_broken_off_in_the_middle_is_told() -> None:
    bench = Bench(GRANT)
    bench.on_write = lambda value: None
    task = asyncio.create_task(bench.ask(timeout=60))
    while not bench.wire:
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert ["write.intent", "write.unknown"] == bench.told


STEPS = st.one_of(
    st.tuples(st.just("write"), st.sampled_from([-5.0, 5.0, 50.0, 99.96, 500.0, float("nan")])),
    st.tuples(st.just("grant"), st.sampled_from([0.0, 40.0, 100.0])),
    st.tuples(st.just("revoke"), st.just(0.0)),
    st.tuples(st.just("simulate"), st.just(0.0)),
    st.tuples(st.just("age"), st.sampled_from([1.0, 31.0, 61.0])),
    st.tuples(st.just("audit"), st.sampled_from([0.0, 1.0])),
    st.tuples(st.just("link"), st.sampled_from([0.0, 1.0])),
    st.tuples(st.just("pass"), st.sampled_from([1.0, 2.0, 5.0])),
)


class Watched(Bench):
    """Looks at the very moment of each send whether every stage has been passed."""

    def __init__(self) -> None:
        super().__init__()
        self.allowed: dict[str, Any] | None = None
        self.allowed_at = self.time
        self.audit_works = True
        self.sent: set[str] = set()
        self.broken: list[str] = []
        """What was wrong when something was sent."""
        self.on_audit, self.on_write = self._audited, self._sent

    def do(self, step: str, value: float) -> None:
        if step in {"grant", "revoke", "simulate"}:
            mode = "simulation" if step == "simulate" else "auto"
            self.allowed = None if step == "revoke" else {**GRANT, "high": value or 100.0, "mode": mode}
            self.allowed_at = self.time
            self.writes.grant([self.allowed] if self.allowed else [])
        elif step == "age":
            self.time += int(value * SECOND)
        elif step == "audit":
            self.audit_works = bool(value)
        elif step == "link":
            self.connected = bool(value)

    def _audited(self, record: dict[str, Any]) -> None:
        if not self.audit_works:
            raise OSError("no space left")

    def _sent(self, value: float) -> None:
        ended = {r["node"] for r in self.audit if r["action"] != "write.intent"}
        open_ = [r for r in self.audit if r["action"] == "write.intent" and r["node"] not in self.sent | ended]
        allowed = self.allowed or {"mode": "", "low": 1, "high": 0}
        promises = {
            "its intent was audited": [value] == [r["sent"] for r in open_],
            "the list was fresh": self.time - self.allowed_at <= FRESH,
            "the point was on the list": self.allowed is not None,
            "in automatic mode": allowed["mode"] == "auto",
            "within its limits": allowed["low"] <= value <= allowed["high"],
            "the link was up": self.connected,
        }
        self.broken += [promise for promise, kept in promises.items() if not kept]
        self.sent |= {r["node"] for r in open_}
        self.holds = value


@given(st.lists(STEPS, max_size=30))
def test_no_interleaving_reaches_the_wire_without_all_stages(steps: list[tuple[str, float]]) -> None:
    async def run() -> None:
        bench, tasks = Watched(), []
        for number, (step, value) in enumerate(steps):
            bench.do(step, value)
            if step == "write":
                tasks.append(asyncio.create_task(bench.ask(value=value, node=str(number), timeout=0.001)))
            for _ in range(int(value) if step == "pass" else 0):
                await asyncio.sleep(0)
        for result in await asyncio.gather(*tasks, return_exceptions=True):
            assert isinstance(result, dict | WriteRefused), result
        assert [] == bench.broken
        assert len(bench.sent) == len(bench.wire), "sent twice"

    asyncio.run(run())


def test_the_watch_sees_a_pipeline_that_skips_a_stage(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the test above would pass whatever the pipeline does."""
    monkeypatch.setattr(Writes, "_still", lambda *_: None)

    async def run() -> Any:
        bench = Watched()
        bench.do("grant", 100.0)
        task = asyncio.create_task(bench.ask())
        await asyncio.sleep(0)
        bench.do("revoke", 0.0)
        await asyncio.gather(task, return_exceptions=True)
        return bench.broken

    assert {"the point was on the list"} <= set(asyncio.run(run()))


async def test_on_a_real_wire_every_write_was_audited_before() -> None:
    """Against a Modbus server that records what arrives, while polls, writes and grants go on at once."""
    plc = Plc()
    await plc.start()
    audit: list[dict[str, Any]] = []
    arrived: list[int] = []
    """How many intents had been audited, at each write that came."""
    plc.on_write = lambda: arrived.append(sum(r["action"] == "write.intent" for r in audit))
    writes = Writes(lambda: FRESH, audit.append)
    grants = [
        {"point": f"p{i}", "connection": "plc", "low": 0, "high": 50, "address": f"holding {i}"} for i in range(5)
    ]
    writes.grant(grants)
    async with Kept(Modbus, ModbusSettings(host="127.0.0.1", port=plc.port)) as link:
        await link.ready(5)

        async def one(i: int) -> None:
            point, address = f"p{i % 7}", f"holding {i % 5}"  # some are not granted, some at another address
            request = WriteRequest("plc", point, address, float(i), timeout=1)
            with suppress(WriteRefused):
                await writes.write(request, link)

        tasks = [asyncio.create_task(one(i)) for i in range(100)]
        await asyncio.sleep(0.02)
        writes.grant(grants[:2])
        await asyncio.gather(*tasks)
    await plc.stop()
    intents = [r for r in audit if r["action"] == "write.intent"]
    failed = [r for r in audit if r["action"] == "write.failed" and r["stage"] in {"permission", "allow-list"}]
    assert len(arrived) == len(intents) - len(failed)
    assert arrived, "nothing was written at all"
    assert all(before > n for n, before in enumerate(arrived)), "arrived before its intent was audited"
    assert all(r["object"] == f"p{r['address'].split()[1]}" for r in intents)
    assert len(audit) == 100 + len(intents), "every write has an end"
