"""Decision table: what its cells mean, what it finds wrong while it is written, and what it decides."""

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from flows.configs import judge
from flows.words import Said
from nodes.compute.condition import Axis, Condition, condition
from nodes.compute.decision import Decision, DecisionConfig
from nodes.compute.decision_check import example, overlaps, uncovered
from tests.nodes.compute.series import ran, series
from tundish.testing import Bench, Row

LEVEL_MODE: dict[str, Any] = {
    "inputs": [{"name": "level"}, {"name": "mode", "allowed": "1, 2"}],
    "results": [{"name": "valve", "point": "valve.out"}, {"name": "text"}],
    "table": "level\tmode\tvalve\ttext\n> 80\t1\t0\tclosed\n<= 80\t-\t50\thalf\n> 80\t2\t10\tleak",
}


def made(**more: Any) -> DecisionConfig:
    return DecisionConfig.model_validate({**LEVEL_MODE, **more})


def one(rows: str, policy: str, **more: Any) -> dict[str, Any]:
    """A table of x with the result y."""
    return {
        "inputs": [{"name": "x", "source": "field"}], "results": [{"name": "y"}], "table": f"x | y\n{rows}",
        "policy": policy, **more,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "yes", "no"),
    [
        ("-", [1, "A"], []), ("", [1, "A"], []), ("> 80", [80.1], [80, 79]), (">= 80", [80], [79.9]),
        ("< -1.5", [-2], [-1.5]), ("<=3", [3], [3.1]), ("7", [7], [6, "7"]), ("= 7", [7], [8]), ("!= 7", [8], [7]),
        ("20..80", [20, 50, 80], [19.9, 80.1]), ("(20..80]", [20.1, 80], [20]), ("[20..80)", [20], [80]),
        ("]20..80[", [21], [20, 80]), ("1, 2, 5..7", [1, 2, 6], [3, 8]), ("not(1, 2)", [3], [1, 2]),
        ("A", ["A"], ["B", "a"]), ('"> 80"', ["> 80"], [81]), ('"A, B", C', ["A, B", "C"], ["A", "B"]),
        ("not(A)", ["B"], ["A"]), ("!= A", ["B"], ["A"]), ("true", [1], [0]), ("≥ 3", [3], [2]), ("-5..-3", [-4], [4]),
    ],
)  # fmt: skip
def test_what_a_cell_means(cell: str, yes: list[Any], no: list[Any]) -> None:
    made = condition(cell)
    assert [True] * len(yes) + [False] * len(no) == [made.holds(value) for value in (*yes, *no)]


@pytest.mark.parametrize("cell", ["> A", "80..20", "5..", "> ", "1,,2", "(3..3)", "a > b", "1, != 2", "not(!= 2)"])
def test_a_cell_that_means_nothing_is_refused(cell: str) -> None:
    with pytest.raises(ValueError, match="line 4, column 2"):
        condition(cell, 4, 2)


@pytest.mark.parametrize(
    ("config", "what"),
    [
        (
            made().model_dump() | {"table": "level|mode|valve|text\n>80|1|0|a\n<= 80|-|1|b"},
            "line 3.*not covered: level = 81, mode = 2",
        ),
        (one("<= 10 | 1\n>= 10 | 2", "unique"), "lines 2 and 3 both hold of x = 10"),
        (one("<= 10 | 1\n>= 10 | 2", "any"), "lines 2 and 3 both hold of x = 10"),
        (one("<= 10 | 1\n> 10 | 2 | 3", "first"), "line 3, column 3: this line has 3 cells"),
        (one("<= 10 | 1\n> 10 | 2", "priority"), "needs the order"),
        (one("- | 3", "priority", results=[{"name": "y", "order": "1, 2"}]), "3 is not in the order"),
        (one("- | A", "collect", collect="sum"), "y must be a number"),
        (one("A | 3", "first"), "x is a number: this does not fit"),
        (one("- | 3", "collect", results=[{"name": "y", "point": "p"}]), "cannot have a list"),
        (made().model_dump() | {"table": "level | mode | text\n- | - | 1"}, "there is no column 'valve'"),
        (one("", "first"), "there is no rule"),
        ({"table": "level | valve | lvl\n- | 1 | 2"}, "'lvl' is neither"),
        ({"table": "level | valve\n- | A"}, "valve must be a number"),
        ({"inputs": [{"name": "level", "values": "text"}]}, "a point has numbers"),
        ({"inputs": [{"name": "level", "allowed": "5..1"}]}, "no number lies in"),
    ],
)
def test_what_is_wrong_is_told_while_it_is_written(config: dict[str, Any], what: str) -> None:
    with pytest.raises(ValidationError, match=what):
        DecisionConfig.model_validate(config)


CELLS = st.sampled_from(["-", "> 2", "<= 2", "2", "1..3", "(1..3)", "< 1", "not(2)", "!= 1", "0, 3", ">= 3"])
BY_HALVES = [x / 2 for x in range(-2, 10)]


def held_by(axis: Axis, parts: list[int], value: float) -> bool:
    """What is written in the cell of the rule that is offered says the same as the parts do."""
    written = condition(axis.told(parts)).holds(value)
    assert written == (int(axis.parts(value)) in parts)
    return written


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=6))
def test_the_checks_agree_with_trying_every_case(rows: list[tuple[str, str]]) -> None:
    columns = [[condition(row[k]) for row in rows] for k in range(2)]
    axes = [Axis(column, texts=False, allowed=Condition(but=True)) for column in columns]
    held = {
        case: [r for r in range(len(rows)) if all(columns[k][r].holds(case[k]) for k in range(2))]
        for case in product(BY_HALVES, BY_HALVES)
    }
    gaps = list(uncovered(axes, len(rows)))
    assert {case for case, fit in held.items() if not fit} == {
        case for case in held for gap in gaps if all(held_by(axes[k], gap[k], case[k]) for k in range(2))
    }
    for gap in gaps:
        case: Any = tuple(example(axes, gap))
        assert held.get(case, []) == []
    pairs = {(a, b) for fit in held.values() for a in fit for b in fit if a < b}
    assert pairs == {(a, b) for a, b in overlaps(axes, len(rows))}
    for (x, y), fit in held.items():
        assert fit == [r for r in range(len(rows)) if axes[0].mask(x) & axes[1].mask(y) >> 0 & 1 << r]


def wrong(config: dict[str, Any]) -> list[Said]:
    return list(judge(DecisionConfig, config).said)


WORDS = st.sampled_from(["-", "A", "not(A)", "A, B", '"> 3"', "not(B, C)"])


@given(st.lists(st.tuples(CELLS, WORDS), min_size=1, max_size=5), st.sampled_from(["", "0..3", "1, 2"]))
def test_rules_that_are_offered_fill_all_gaps_and_contradict_none(rows: list[tuple[str, str]], allowed: str) -> None:
    """With the policy any, results equal: only gaps are wrong, and after the rules are put in nothing is."""
    config = one("", "any", results=[{"name": "y"}]) | {"inputs": [
        {"name": "x", "source": "field", "allowed": allowed}, {"name": "w", "source": "field", "values": "text"},
    ]}  # fmt: skip
    lines = ["x\tw\ty", *(f"{x}\t{w}\t1" for x, w in rows)]
    found = wrong(config | {"table": "\n".join(lines)})
    added = ["\t".join(text for _, text in said.mend) + "\t1" for said in found]
    assert [["x", "w"]] * len(found) == [[name for name, _ in said.mend] for said in found]
    assert [] == wrong(config | {"table": "\n".join([*lines, *added])})
    if len(added) > 1:
        alone = "\n".join([lines[0], *added])
        told = wrong(config | {"table": alone, "policy": "unique", "uncovered": "nothing"})
        assert [] == told, "no two of them hold of the same case"


def test_all_gaps_and_contradictions_are_told_up_to_a_number() -> None:
    found = wrong(one("1..3 | 1\n2..5 | 2\n4 | 3\n> 8 | 4", "unique"))
    told = [(said.message.partition(": ")[2], said.lines, dict(said.mend)) for said in found]
    assert [
        ("not covered: x = 0", (5,), {"x": "< 1, (5..8]"}),
        ("lines 2 and 3 both hold of x = 2", (2, 3), {}),
        ("lines 3 and 4 both hold of x = 4", (3, 4), {}),
    ] == told
    many = wrong(one("\n".join(f"- | {i}" for i in range(9)), "unique"))
    assert 21 == len(many)
    assert "more is wrong than is listed" in many[-1].message


@pytest.mark.parametrize(
    ("policy", "more", "x", "expected"),
    [
        ("first", {}, 5, (1, [1])), ("first", {}, 15, (2, [2])), ("collect", {}, 5, ([1, 2], [1, 2])),
        ("collect", {"collect": "sum"}, 5, (3, [1, 2])), ("collect", {"collect": "min"}, 5, (1, [1, 2])),
        ("collect", {"collect": "max"}, 5, (2, [1, 2])), ("collect", {"collect": "count"}, 5, (2, [1, 2])),
        ("priority", {"results": [{"name": "y", "order": "2, 1"}]}, 5, (2, [2])),
        ("priority", {"results": [{"name": "y", "order": "1, 2"}]}, 5, (1, [1])), ("first", {}, "15", (2, [2])),
    ],
)  # fmt: skip
def test_which_rule_counts(policy: str, more: dict[str, Any], x: Any, expected: tuple[Any, list[int]]) -> None:
    bench = Bench(Decision, DecisionConfig.model_validate(one("<= 10 | 1\n- | 2", policy, **more)))
    bench.send(3, "test", {"x": x, "id": 7})
    [event] = bench.events()
    assert ("decision", {"x": x, "id": 7, "y": expected[0], "rules": expected[1]}) == (event.kind, event.data)


def test_points_are_judged_once_an_instant_and_told_when_they_change() -> None:
    bench = Bench(Decision, made())
    bench.feed([Row(1, "mode", 2), Row(3, "level", 70), Row(3, "mode", 1), Row(5, "level", 85), Row(7, "level", 86)])
    bench.feed([Row(9, "other", 1), Row(11, "mode", 2, 0x40), Row(13, "level", 1, 0x81), Row(15, "mode", 3)])
    told = [(row[1], row[4], row[5]) for row in bench.seen if row[0] == "samples"]
    assert [
        (1, "nan", 0x80), (3, "50.0", 0), (5, "0.0", 0), (7, "0.0", 0), (11, "10.0", 0x40), (13, "nan", 0x80),
        (15, "nan", 0x80),
    ] == told  # fmt: skip
    assert [
        {"level": 70, "mode": 1, "valve": 50, "text": "half", "rules": [2]},
        {"level": 85, "mode": 1, "valve": 0, "text": "closed", "rules": [1]},
        {"level": 86, "mode": 2, "valve": 10, "text": "leak", "rules": [3]},
    ] == [event.data for event in bench.events()]


@pytest.mark.parametrize(
    ("data", "why"), [({}, "no 'x'"), ({"x": "A"}, "no number"), ({"x": None}, "no number"), ({"x": 3}, "no rule")]
)
def test_an_event_that_cannot_be_judged_goes_on_as_it_came(data: dict[str, Any], why: str) -> None:
    bench = Bench(Decision, DecisionConfig.model_validate(one("> 5 | 1", "first", uncovered="nothing")))
    bench.send(1, "test", data)
    assert [data] == [event.data for event in bench.events("undecided")]
    assert why in bench.events("error")[0].data["error"]


def test_an_edit_judges_the_same_values_anew() -> None:
    bench = Bench(Decision, made())
    bench.configure(made(uncovered="nothing"), 1)
    bench.feed([Row(3, "mode", 2), Row(3, "level", 70)])
    bench.configure(made(table=LEVEL_MODE["table"].replace("50", "60")), 5)
    assert [(3, 3, "50.0"), (5, 3, "60.0")] == [(*row[1:3], row[4]) for row in bench.seen if row[0] == "samples"]


def test_batches_and_restarts_change_nothing() -> None:
    table = "a | b | valve | text\n> 60 | - | 1 | x\n<= 60 | > 40 | 2 | y\n<= 60 | <= 40 | 3 | z"
    seen = ran(Decision, made(table=table, inputs=[{"name": "a"}, {"name": "b"}]), series(3, 100))
    assert {"1.0", "2.0", "3.0", "nan"} == {row[4] for row in seen if row[0] == "samples"}


def test_a_large_table_is_checked_or_says_that_it_cannot_be() -> None:
    inputs = [{"name": f"x{k}"} for k in range(40)]
    head = "|".join([*(f"x{k}" for k in range(40)), "y"])
    rows = ["|".join(["> 5" if k == r else "-" for k in range(40)] + ["1"]) for r in range(40)]
    rows.append("|".join(["<= 5"] * 40 + ["1"]))
    config = {"inputs": inputs, "results": [{"name": "y"}], "table": "\n".join([head, *rows]), "policy": "any"}
    DecisionConfig.model_validate(config)
    with pytest.raises(ValidationError, match="not covered: x0 = 4, x1 = 4"):
        DecisionConfig.model_validate({**config, "table": "\n".join([head, *rows[:-1]])})


def test_what_is_wrong_with_the_rules_is_told_at_their_lines() -> None:
    """The editor marks the rows: both of a contradiction, the place of a cell that cannot be read."""
    inputs, results = [{"name": "level"}], [{"name": "valve"}]

    def told(table: str) -> tuple[str, tuple[int, ...], int | None]:
        config = {"inputs": inputs, "results": results, "table": table}
        (said,) = judge(DecisionConfig, config).said
        return said.path, said.lines, said.column

    assert told("level | valve\n> 50 | 1\n<= 50 | 2\n> 80 | 3") == ("table", (2, 4), 1)
    assert told("level | valve\n> 50 | 1\n\n< 50 | 2") == ("table", (4,), 1)
    assert told("level | valve\n> 50 | 1\n<< 50 | 2") == ("table", (3,), 1)


@pytest.mark.parametrize("policy", ["first", "collect", "priority"])
def test_all_instants_at_once_decide_as_they_do_one_by_one(policy: str) -> None:
    """Bounds that values hit exactly, rules without points, cases without a rule, points that are bad."""
    table = "a | b | r\n> 50 | - | 1\n[20..50] | < 50 | 2\n[20..50] | >= 40 | 3\nnot(60) | 20 | 4"
    config = made(
        table=table, inputs=[{"name": "a"}, {"name": "b"}], policy=policy, collect="sum", uncovered="nothing",
        results=[{"name": "r", "point": "out", "order": "4, 3, 2, 1"}],
    )  # fmt: skip
    rows = [row._replace(value=round(row.value, -1) if row.value == row.value else row.value) for row in series(9, 400)]
    seen = ran(Decision, config, rows)
    assert 0 < sum(row[5] == 0 for row in seen if row[0] == "samples") < len(rows)
