import json
import re

import pytest

from api.cli import main
from engine.formula import functions

KEYS = ["name", "signature", "defaults", "units", "summary", "summary_zh", "example", "result", "group"]
IN_WORDS = {"pow", "weighted_avg", "case", "switch", "to", "convert", "number", "as_unit"}
"""No row of units can say what these do."""


def test_every_function_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["functions"])
    out = capsys.readouterr().out
    assert [] == [f["signature"] for f in functions() if f"  {f['signature']} " not in out]


def test_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["functions", "--json"])
    told = json.loads(capsys.readouterr().out)
    assert [dict(function) for function in functions()] == told
    for function in told:
        name, units = function["name"], function["units"]
        assert list(function) == KEYS, name
        assert units == "" if name in IN_WORDS else re.fullmatch(r"[^>]*-> \S.*", units), name
        assert all(function[key].strip() for key in KEYS if key not in {"defaults", "units", "result"}), name
        assert re.search("[\u4e00-\u9fff]", function["summary_zh"]), name
        assert not re.search("[\u4e00-\u9fff]", function["summary"]), name


def test_the_help_names_what_is_in_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["functions", "--help"])
    assert f"a list of {{{', '.join(KEYS)}}}" in " ".join(capsys.readouterr().out.split())
