"""The dispatcher: commands are found by name, and no error leaves as a traceback."""

import errno
import sys
from types import ModuleType

import pytest

import api.cli
from tundish.errors import FlowNotFound


def plant(monkeypatch: pytest.MonkeyPatch, error: BaseException | None = None, code: int = 0) -> None:
    """Put a command `check` in place that raises or returns."""
    module = ModuleType("api.cli.check")

    def add(subparsers: api.cli.Subparsers) -> None:
        subparsers.add_parser("check", help="planted")

    def run(_args: object) -> int:
        if error is not None:
            raise error
        return code

    vars(module).update(add=add, run=run, __spec__=api.cli.__spec__)
    monkeypatch.setitem(sys.modules, "api.cli.check", module)
    monkeypatch.setattr(api.cli, "COMMANDS", ("check",))


def test_returns_the_exit_code_of_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch, code=1)
    assert api.cli.main(["check"]) == 1


def test_wrong_usage_is_two(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    plant(monkeypatch)
    assert api.cli.main(["no-such-command"]) == 2
    assert "no-such-command" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "said"),
    [
        pytest.param(FlowNotFound("There is no flow 'x'"), "There is no flow 'x'", id="ours"),
        pytest.param(OSError(errno.ENOSPC, "No space", "/data/x"), "the disk is full: /data/x", id="disk full"),
        pytest.param(OSError(errno.ENOENT, "No such file", "a.csv"), "No such file: a.csv", id="missing file"),
        pytest.param(ZeroDivisionError("oops"), "ZeroDivisionError: oops", id="a bug of ours"),
    ],
)
def test_an_error_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: Exception, said: str
) -> None:
    plant(monkeypatch, error)
    assert api.cli.main(["check"]) == 1
    err = capsys.readouterr().err
    assert said in err
    assert err.count("\n") == 1
    assert "Traceback" not in err


def test_interrupt_is_130(monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch, KeyboardInterrupt())
    assert api.cli.main(["check"]) == 130
