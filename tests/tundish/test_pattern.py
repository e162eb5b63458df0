"""Patterns of point names: what fits, and which fits best."""

import fnmatch
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tundish.pattern import Chooser, DeviceFinder, best, matches

TEXT = st.text("ab.*?", min_size=1, max_size=5)


@pytest.mark.parametrize(
    ("name", "pattern", "expected"),
    [
        ("P1.flow", "*", True),
        ("P1.flow", "P?.flow", True),
        ("P12.flow", "P?.flow", False),
        ("P1xflow", "P1.flow", False),
        ("P1.flow", "p1.*", False),
        ("a+b", "a+b", True),
        ("", "*", True),
        ("x[1]", "x[1]", True),
        ("a\nb", "a*b", True),
    ],
)
def test_matches(name: str, pattern: str, expected: bool) -> None:
    assert expected == matches(name, pattern)


@pytest.mark.parametrize(
    ("patterns", "expected"),
    [
        (["*", "P*", "P1.*", "P1.flow"], 3),
        (["*", "P*"], 1),
        (["*.flow", "P1.*"], 0),
        (["P1.*", "*.flow"], 1),
        (["P1.flow", "P1.flow"], 0),
        (["Q"], None),
        ([], None),
        (["P?.flow", "P1.*"], 0),
    ],
)
def test_best(patterns: list[str], expected: int | None) -> None:
    assert expected == best("P1.flow", patterns)


@given(names=st.lists(st.text("ab.", max_size=5), max_size=5), patterns=st.lists(TEXT, max_size=6))
def test_a_chooser_says_what_best_says(names: list[str], patterns: list[str]) -> None:
    chooser = Chooser(patterns)
    assert [best(name, patterns) for name in names] == [chooser.best(name) for name in names]


def test_many_stars_apart_are_not_slow() -> None:
    """Trying every way to share the name out among the stars would take longer than the world has stood."""
    began = time.monotonic()
    assert not matches("a" * 200, "*a" * 60 + "*b")
    assert time.monotonic() - began < 30


@given(name=st.text("ab[.", max_size=8), pattern=st.text("ab*?[.", max_size=8))
def test_it_means_what_a_shell_means(name: str, pattern: str) -> None:
    assert fnmatch.fnmatchcase(name, pattern.replace("[", "[[]")) == matches(name, pattern)


def test_a_long_run_of_stars_is_not_slow() -> None:
    assert not matches("a" * 200, "*" * 150 + "b")


@pytest.mark.parametrize(
    ("pattern", "point", "device"),
    [
        ("{device}.*", "P1.flow", "P1"),
        ("{device}.*", "P1.motor.flow", "P1"),
        ("{device}.*", "P11.flow", None),
        ("{device}.*", "P1", None),
        ("{device}*", "P1/flow", "P1"),
        ("line.{device}/*", "line.P1/x", "P1"),
        ("line.{device}/*", "hall.P1/x", None),
        ("*.{device}.*", "a.b.P1.x", "P1"),
        ("*.{device}", "a.P1", "P1"),
        ("*{device}*", "P2 and P1", "P2"),
        ("{device}.*", "P1.a.b.c", "P1.a"),
        ("{device}.*", "", None),
    ],
)
def test_a_point_belongs_to_the_longest_device_in_its_name(pattern: str, point: str, device: str | None) -> None:
    assert device == DeviceFinder(pattern, ["P1", "P1.a", "P2"]).of(point)
