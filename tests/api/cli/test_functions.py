import json

import pytest

from api.cli import main
from engine.formula import functions


def test_every_function_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["functions"])
    out = capsys.readouterr().out
    assert [] == [f["signature"] for f in functions() if f"  {f['signature']} " not in out]


def test_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["functions", "--json"])
    assert [dict(function) for function in functions()] == json.loads(capsys.readouterr().out)
