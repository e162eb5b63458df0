"""Hostile expressions and templates do no harm; plain eval and plain jinja2 fall to the same strings."""

import json
import os
import subprocess
import sys

import pytest

from tests.engine.hostile.strings import EXPRESSIONS, TEMPLATES

STRINGS = [("expression", text) for text in EXPRESSIONS] + [("template", text) for text in TEMPLATES]
HARMLESS = {"error", "value"}


def outcomes(evaluator: str, strings: list[tuple[str, str]] = STRINGS) -> dict[str, str]:
    asked = json.dumps([(language, evaluator, text) for language, text in strings])
    made = subprocess.run(
        [sys.executable, "-m", "tests.engine.hostile.child"], input=asked, capture_output=True, text=True, check=False
    )
    assert 0 == made.returncode, made.stderr
    return dict(zip((text for _, text in strings), json.loads(made.stdout), strict=True))


def test_there_are_many() -> None:
    assert len(set(STRINGS)) == len(STRINGS)
    assert min(len(EXPRESSIONS), len(TEMPLATES)) >= 75


@pytest.mark.skipif(sys.platform != "linux", reason="limits of memory and audit by fork are of Linux")
def test_none_executes_hangs_or_fills_the_memory() -> None:
    fallen = {text: told for text, told in outcomes("ours").items() if told not in HARMLESS}
    assert {} == fallen


@pytest.mark.skipif(sys.platform != "linux", reason="limits of memory and audit by fork are of Linux")
@pytest.mark.timeout(600)
def test_plain_eval_and_plain_jinja2_fall_to_the_same() -> None:
    """Positive control: what is harmless to them too proves nothing. Each that hangs takes its two seconds."""
    strings = STRINGS if os.environ.get("TUNDISH_LONG") else STRINGS[::11]
    harmless = {text: told for text, told in outcomes("plain", strings).items() if told in HARMLESS}
    assert {} == harmless
