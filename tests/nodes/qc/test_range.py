"""Control results judged by the CG5022 insert: all its rows, its misprint, its expiry; exact at the edges."""

import csv
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from nodes.qc.controls import Alias, Material, Target, last_day
from nodes.qc.range import Range, RangeConfig
from tundish import Event
from tundish.iso import nanoseconds_of
from tundish.testing import Bench

ROWS = list(csv.DictReader((Path(__file__).parents[3] / "api/demo/data/cg5022.csv").read_text("utf-8").splitlines()))
COLUMNS = ("analyte", "unit", "method", "target", "low", "high")
LAST_MOMENT = nanoseconds_of("2019-11-30T23:59:59.999999999Z")
CG5022 = Material(material="CG5022", level="2", lot="256CG", expiry="2019-11")
INSERT = RangeConfig(
    materials=(CG5022,),
    targets=tuple(
        Target(material="CG5022", level="2", lot=row["lot_printed"], **{column: row[column] for column in COLUMNS})
        for row in ROWS
    ),
)
WORDS = {"material": "CG5022", "lot": "256CG", "level": 2, "run": "7"}
LINE = {"material": "CG5022", "level": "2", "analyte": "APTT", "unit": "s", "method": "Helena aPTT"}
SMALL = {"targets": [{**LINE, "target": "55.4", "low": "44.3", "high": "66.5"}], "materials": [CG5022.model_dump()]}
RESULT = {"analyte": "APTT", "unit": "s", "method": "Helena aPTT", **WORDS, "value": "55.4"}


def verdict(config: dict[str, Any] | None = None, time: int = LAST_MOMENT, **result: Any) -> Event:
    """Of one result; what is None is left out of it."""
    bench = Bench(Range, RangeConfig.model_validate({**SMALL, **(config or {})}))
    bench.send(1, "lab.result", {k: v for k, v in {**RESULT, **result}.items() if v is not None}, time=time)
    assert 0 == bench.step.failed, bench.step.last_error
    assert len(bench.events()) == 1
    judged = bench.events()[0]
    assert ([] if judged.data["verdict"] == "pass" else [judged]) == bench.events("failed")
    return judged


def test_all_286_rows_pass_at_target_low_and_high_and_fail_beyond() -> None:
    bench = Bench(Range, INSERT).start()
    for i, row in enumerate(ROWS):
        words = {key: row[key] for key in ("analyte", "unit", "method")}
        low, high = (text if "." in text else f"{text}." for text in (row["low"], row["high"]))
        for j, value in enumerate([row["target"], row["low"], row["high"], f"{low}9", "-0.1", f"{high}01"]):
            bench.send(100 * i + 2 * j + 1, "lab.result", {**words, **WORDS, "value": value}, time=LAST_MOMENT)
    judged = [event.data for event in bench.events()]
    assert 286 * 6 == len(judged)
    assert {"pass": 286 * 4, "fail": 286 * 2} == Counter(data["verdict"] for data in judged)
    assert {"pass"} == {data["verdict"] for i, data in enumerate(judged) if i % 6 < 3}
    assert list(range(1, 287)) == [data["row"] for data in judged[::6]]


def test_the_misprinted_lot_is_reported_once_for_each_of_its_14_rows() -> None:
    bench = Bench(Range, INSERT).start(1)
    told = bench.events("error")
    misprinted = [f"targets/{i}/lot" for i, row in enumerate(ROWS) if row["lot_printed"] == "256G"]
    assert 14 == len(misprinted)
    assert misprinted == [event.data["field"] for event in told]
    assert {"warning"} == {event.data["severity"] for event in told}
    assert "prints lot 256G for this line, the material is lot 256CG" in told[0].data["error"]
    bench.configure(INSERT.model_copy(update={"expiry_policy": "warn"}), 3)
    assert 14 == len(bench.events("error"))


def test_the_misprint_is_noted_in_the_verdict_and_the_lot_on_the_vial_decides() -> None:
    bench = Bench(Range, INSERT)
    row = next(row for row in ROWS if row["lot_printed"] == "256G")
    words = {key: row[key] for key in ("analyte", "unit", "method")}
    bench.send(1, "lab.result", {**words, **WORDS, "value": row["target"]}, time=LAST_MOMENT)
    bench.send(3, "lab.result", {**words, **WORDS, "lot": "256G", "value": row["target"]}, time=LAST_MOMENT)
    good, other = bench.events()
    assert ("pass", 1) == (good.data["verdict"], len(good.data["notes"]))
    assert ("wrong_lot", ["lot 256G is not 256CG"]) == (other.data["verdict"], other.data["reasons"])


@pytest.mark.parametrize(
    ("time", "zone", "policy", "word", "notes"),
    [
        ("2019-11-30T23:59:59.999999999Z", "UTC", "refuse", "pass", 0),
        ("2019-12-01T00:00:00Z", "UTC", "refuse", "expired", 0),
        ("2019-11-30T16:00:00Z", "Asia/Shanghai", "refuse", "expired", 0),
        ("2019-12-01T00:00:00Z", "America/Lima", "refuse", "pass", 0),
        ("2026-11-21T12:00:00Z", "UTC", "warn", "pass", 1),
    ],
)
def test_a_month_of_expiry_means_to_its_end(time: str, zone: str, policy: str, word: str, notes: int) -> None:
    judged = verdict({"zone": zone, "expiry_policy": policy}, nanoseconds_of(time))
    assert (word, notes) == (judged.data["verdict"], len(judged.data["notes"]))


@pytest.mark.parametrize(
    ("value", "word"),
    [
        ("44.3", "pass"), ("44.30", "pass"), ("44.29999999999999999", "fail"), ("66.5", "pass"),
        ("66.50000000001", "fail"),
        (44.3, "pass"), (44, "fail"), (66, "pass"), (" 55.4 ", "pass"), ("5.54e1", "pass"), ("+55.4", "pass"),
        ("-55.4", "fail"), ("1e99", "fail"),
    ],
)  # fmt: skip
def test_low_and_high_are_included_and_compared_exactly(value: object, word: str) -> None:
    assert word == verdict(value=value).data["verdict"]


@pytest.mark.parametrize(
    "value",
    [
        "NaN", "nan", "Infinity", "", " ", "\t", "<5", "12,5", "1_0", "\uff15\uff15", "55.4 s", "1e400", "9" * 50,
        float("nan"), float("inf"), True, [55.4], {},
    ],
    ids=repr,
)  # fmt: skip
def test_what_is_no_number_cannot_be_judged(value: object) -> None:
    judged = verdict(value=value)
    assert "invalid" == judged.data["verdict"]
    assert 1 == len(judged.data["reasons"])
    assert judged.data["deviation"] is None


@pytest.mark.parametrize(
    ("result", "word", "reason"),
    [
        ({"value": None}, "invalid", "the result has no value"),
        ({"analyte": None}, "invalid", "the result has no analyte"),
        ({"material": None}, "invalid", "the result has no material"),
        ({"lot": None}, "invalid", "the result has no lot"),
        ({"method": ["x"]}, "invalid", "method is no text"),
        ({"unit": "s" * 201}, "invalid", "unit is longer than 200 characters"),
        ({"lot": "999"}, "wrong_lot", "lot 999 is not 256CG"),
        ({"material": "CG9"}, "no_target", "no material 'CG9' of level '2' is listed"),
        ({"level": 3}, "no_target", "no material 'CG5022' of level '3' is listed"),
        ({"method": "Helena"}, "no_target", "there is no target for APTT, s, Helena"),
        ({"unit": "min"}, "no_target", "there is no target for APTT, min, Helena aPTT"),
    ],
)
def test_what_is_wrong_is_said(result: dict[str, Any], word: str, reason: str) -> None:
    judged = verdict(**result)
    assert word == judged.data["verdict"]
    assert reason in judged.data["reasons"]


@pytest.mark.parametrize("method", ["HELENA APTT", "Helena  aPTT", "HelenaaPTT", "\uff28elena aPTT"])
def test_case_blanks_and_width_do_not_matter_but_likeness_does_not_count(method: str) -> None:
    assert "pass" == verdict(method=method, unit="S", analyte="aptt", lot=" 256cg ").data["verdict"]
    assert "no_target" == verdict(method=method + "s").data["verdict"]


def test_other_words_are_those_of_the_table_of_aliases() -> None:
    aliases = [Alias(said="H. aPTT", means="Helena aPTT"), Alias(what="unit", said="Seconds", means="s")]
    config = {"aliases": [alias.model_dump() for alias in aliases]}
    assert "pass" == verdict(config, method="h. aptt", unit="seconds").data["verdict"]
    assert "no_target" == verdict(config, method="seconds").data["verdict"]


def test_of_rows_that_differ_by_case_alone_the_exact_one_is_used() -> None:
    lines = [{**LINE, "target": t, "low": t, "high": t, "method": m} for m, t in (("Tcoag X", "1"), ("TCoag X", "2"))]
    config = {"targets": lines}
    assert ("pass", 2) == tuple(verdict(config, method="TCoag X", value="2").data[k] for k in ("verdict", "row"))
    unclear = verdict(config, method="tcoag x").data
    assert ("no_target", ["rows 1 and 2 both fit APTT, s, tcoag x"]) == (unclear["verdict"], unclear["reasons"])


def test_two_lots_in_use_have_lines_of_their_own() -> None:
    other = {**CG5022.model_dump(), "lot": "300CG", "expiry": ""}
    lines = [
        {**LINE, "lot": lot, "target": t, "low": t, "high": t}
        for lot, t in (("256CG", "1"), ("300CG", "2"), ("256", "3"))
    ]
    config = {"materials": [CG5022.model_dump(), other], "targets": lines}
    assert "1" == verdict(config).data["target"]
    judged = verdict(config, lot="300CG", value="2").data
    assert ("pass", ["no expiry is known for lot 300CG"]) == (judged["verdict"], judged["notes"])
    bench = Bench(Range, RangeConfig.model_validate(config)).start()
    assert ["targets/2/lot"] == [event.data["field"] for event in bench.events("error")]


@pytest.mark.parametrize(
    ("lines", "field"),
    [([{"material": "X"}], "targets/0/material"), ([{}, {}], "targets/1")],
    ids=["unknown material", "the same line twice"],
)
def test_odd_rows_are_reported(lines: list[dict[str, str]], field: str) -> None:
    targets = [{**LINE, "target": "1", "low": "1", "high": "1", **line} for line in lines]
    bench = Bench(Range, RangeConfig.model_validate({**SMALL, "targets": targets})).start()
    assert [field] == [event.data["field"] for event in bench.events("error")]


@pytest.mark.parametrize(("value", "deviation"), [("55.4", "0.00"), ("66.5", "20.04"), ("44.3", "-20.04")])
def test_the_deviation_is_in_percent_of_the_target(value: str, deviation: str) -> None:
    assert deviation == verdict(value=value).data["deviation"]


TEXTS = st.one_of(
    st.decimals(-200, 200, places=3).map(str), st.text(max_size=8), st.from_regex(r"\A\s*[0-9.eE+-]{1,6}\s*\Z")
)  # fmt: skip


@given(text=TEXTS)
def test_a_text_passes_only_if_it_is_a_number_within_the_range(text: str) -> None:
    try:
        number = Fraction(text.strip()) if text.isascii() and not {"/", "_"} & {*text} else None
    except ValueError:
        number = None
    inside = number is not None and Fraction("44.3") <= number <= Fraction("66.5")
    assert inside == (verdict(value=text).data["verdict"] == "pass")


def test_the_gravest_word_wins_and_all_reasons_are_kept() -> None:
    judged = verdict(time=nanoseconds_of("2026-11-21T12:00:00Z"), value="99").data
    assert "expired" == judged["verdict"]
    assert ["lot 256CG expired: good until 2019-11-30", "99 is above high 66.5"] == judged["reasons"]
    assert ("55.4", "44.3", "66.5", "78.70") == tuple(judged[k] for k in ("target", "low", "high", "deviation"))


@pytest.mark.parametrize(
    ("model", "row"),
    [
        (Target, {**LINE, "target": "5", "low": "6", "high": "7"}),
        (Target, {**LINE, "target": "x", "low": "1", "high": "7"}),
        (Target, {**LINE, "target": "1e5", "low": "1", "high": "7"}),
        (Material, {"material": "M", "lot": "L", "expiry": "2019-13"}),
        (Material, {"material": "M", "lot": "L", "expiry": "11/2019"}),
        (Material, {"material": "M", "lot": ""}),
    ],
)
def test_rows_that_make_no_sense_are_refused(model: type[Target] | type[Material], row: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        model.model_validate(row)


@pytest.mark.parametrize(
    ("expiry", "day"), [("2019-11", "2019-11-30"), ("2020-02", "2020-02-29"), ("2021-02-03", "2021-02-03")]
)
def test_last_day(expiry: str, day: str) -> None:
    assert day == last_day(expiry).isoformat()


@pytest.mark.parametrize(
    ("value", "full", "by_rounding", "reported"),
    [
        ("1.151", "fail", "pass", "1.2"), ("1.200", "pass", "pass", "1.2"), ("1.649", "fail", "pass", "1.6"),
        ("1.651", "fail", "fail", "1.7"), ("1.149", "fail", "fail", "1.1"), ("1.15", "fail", "pass", "1.2"),
        ("1.65", "fail", "pass", "1.6"), ("1.65+", "invalid", "fail", "1.7"), ("1.65(-)", "invalid", "pass", "1.6"),
        ("1.15(-)", "invalid", "fail", "1.1"), ("1.65(+", "invalid", "invalid", None),
    ],
)  # fmt: skip
def test_the_full_value_is_compared_or_the_rounded_one(value: str, full: str, by_rounding: str, reported: str) -> None:
    config = {**SMALL, "targets": [{**LINE, "target": "1.4", "low": "1.2", "high": "1.6"}]}
    assert full == verdict(config, value=value).data["verdict"]
    judged = verdict({**config, "compare": "rounded"}, value=value).data
    assert (by_rounding, value, reported) == (judged["verdict"], judged["value"], judged["reported"])
    assert "reported" not in verdict(config, value=value).data


def test_a_result_is_rounded_to_the_digits_asked_for_or_to_those_of_each_limit() -> None:
    config = {"compare": "rounded", "targets": [{**LINE, "target": "50", "low": "44", "high": "66.5"}]}
    assert ("pass", "43.6") == tuple(verdict(config, value="43.6").data[k] for k in ("verdict", "reported"))
    assert ("fail", "66.6") == tuple(verdict(config, value="66.56").data[k] for k in ("verdict", "reported"))
    tens = verdict({**config, "digits": -1}, value="66.5").data
    assert ("fail", "70") == (tens["verdict"], tens["reported"])
    assert ["66.5, rounded to 70, is above high 66.5"] == tens["reasons"]
