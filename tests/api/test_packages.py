"""Start-up refuses when another package hides or overwrote one of ours."""

import hashlib
import subprocess
import sys
from base64 import urlsafe_b64encode
from pathlib import Path

import pytest

from api import packages


def test_ours_as_installed_here_are_accepted() -> None:
    packages.check()


def test_a_package_of_the_same_name_in_front_is_named(tmp_path: Path) -> None:
    (tmp_path / "nodes").mkdir()
    (tmp_path / "nodes/__init__.py").write_text("")
    script = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); from api import packages; packages.check()"
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False).stderr
    assert f"{tmp_path}/nodes hides Tundish's package 'nodes'" in told


def test_a_missing_package_is_named(tmp_path: Path) -> None:
    with pytest.raises(packages.PackageHidden, match="hides Tundish's package 'api'"):
        packages.check(home=tmp_path)


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site-packages folder that tundish's wheel was installed in, with the record of its api package."""
    site = tmp_path / "site-packages"
    for folder in ("api", "tundish-1.dist-info", "other-1.dist-info"):
        (site / folder).mkdir(parents=True)
    (site / "api/__init__.py").write_text("ours = 1\n")
    digest = urlsafe_b64encode(hashlib.sha256(b"ours = 1\n").digest()).rstrip(b"=").decode()
    record = f"api/__init__.py,sha256={digest},9\n"
    for name, lines in (("tundish", record), ("other", "api/__init__.py,,\n")):
        info = site / f"{name}-1.dist-info"
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n")
        (info / "RECORD").write_text(lines)
    monkeypatch.syspath_prepend(str(site))
    return site


def test_a_wheel_as_installed_is_accepted(installed: Path) -> None:
    packages.check_record()


def test_an_overwritten_package_names_who_did_it(installed: Path) -> None:
    (installed / "api/__init__.py").write_text("theirs = 1\n")
    with pytest.raises(packages.PackageHidden, match="other overwrote Tundish's package 'api'"):
        packages.check_record()


def test_a_removed_package_is_told(installed: Path) -> None:
    (installed / "api/__init__.py").unlink()
    with pytest.raises(packages.PackageHidden, match="overwrote Tundish's package 'api'"):
        packages.check_record()
