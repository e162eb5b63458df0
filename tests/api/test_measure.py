"""What a formula gives right now is told quickly, whatever has to be prepared for it."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from api import measure
from engine.formula import compile_formula
from tundish.kernel import warm_up

POINTS = {"a": {"last": {"value": 3.0, "quality": "good", "time": "2026-01-01T00:00:00Z"}}}


def test_nobody_waits_while_kernels_are_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first who asks has it begun; until it is done all are told nothing, and it is done once at a time."""
    compiled, begun = threading.Event(), []

    def slowly() -> None:
        begun.append(threading.current_thread())
        compiled.wait(60)
        warm_up()

    monkeypatch.setattr(measure, "PATIENCE", 0.05)
    monkeypatch.setattr(measure, "warm_up", slowly)
    formula = compile_formula("a * 2")
    with ThreadPoolExecutor(4) as pool:
        assert [None] * 4 == list(pool.map(lambda _: measure.preview(formula, POINTS), range(4)))
    assert len(begun) == 1
    compiled.set()
    begun[0].join(60)
    monkeypatch.setattr(measure, "PATIENCE", 60)
    assert measure.preview(formula, POINTS) == {"value": 6.0, "quality": "good", "reason": None}


@pytest.mark.parametrize(
    ("quality", "reason", "told"),
    [
        ("good", "forced", ("good", "forced")),
        ("bad", "comm_lost", ("bad", "comm_lost")),
        ("uncertain", "reason_33", ("uncertain", None)),
    ],
)
def test_what_is_computed_of_a_forced_or_bad_point_says_so(
    monkeypatch: pytest.MonkeyPatch, quality: str, reason: str, told: tuple[str, str | None]
) -> None:
    monkeypatch.setattr(measure, "PATIENCE", 60)
    point = {"last": POINTS["a"]["last"] | {"quality": quality, "reason": reason}}
    assert measure.preview(compile_formula("a * 2"), {"a": point}) == dict(
        zip(("value", "quality", "reason"), (6.0, *told), strict=True)
    )
