"""The wheel by itself: installed beside nothing but what requirements.lock names, the command works."""

import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.wheel

ROOT = Path(__file__).parents[2]
TOOLS = "/usr/bin:/bin"  # no Node.js of ours


def build(kind: str, source: Path, target: Path, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "hatchling", "build", "--target", kind, "--directory", str(target)]
    return subprocess.run(command, cwd=source, env=os.environ | env, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source distribution, unpacked."""
    target = tmp_path_factory.mktemp("sdist")
    built = build("sdist", ROOT, target)
    assert 0 == built.returncode, built.stderr
    [archive] = target.glob("*.tar.gz")
    options: dict[str, Any] = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}  # 3.11.2 has none
    with tarfile.open(archive) as tar:
        tar.extractall(target, **options)
    return archive.with_name(archive.name.removesuffix(".tar.gz"))


@pytest.fixture(scope="module")
def wheel(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from the source distribution, where there is no Node.js."""
    target = tmp_path_factory.mktemp("wheel")
    built = build("wheel", sdist, target, PATH=str(target))
    assert 0 == built.returncode, built.stderr
    [path] = target.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin folder of an environment with the wheel and, by link, the packages of requirements.lock."""
    home = tmp_path_factory.mktemp("installed")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(home)], check=True)
    [site] = home.glob("lib/python*/site-packages")
    link_locked_packages(site)
    install = [sys.executable, "-m", "pip", "--python", str(home / "bin/python"), "install", "--no-index", str(wheel)]
    done = subprocess.run(install, capture_output=True, text=True, check=False)
    assert 0 == done.returncode, done.stdout + done.stderr  # pip also finds every requirement satisfied
    return home / "bin"


def link_locked_packages(site: Path) -> None:
    """Only what the lock names can be imported there: a dependency that was forgotten is missed."""
    for name in re.findall(r"^([\w.-]+)==", (ROOT / "requirements.lock").read_text(), re.MULTILINE):
        try:
            package = distribution(name)
        except PackageNotFoundError:  # for another Python or system
            continue
        for top in {path.parts[0] for path in package.files or ()} - {"..", "__pycache__"}:
            target = Path(str(package.locate_file(top)))
            if target.exists() and not (site / top).exists():
                (site / top).symlink_to(target)


def tundish(installed: Path, *args: str, folder: Path) -> str:
    env = {"PATH": TOOLS, "HOME": str(folder), "NUMBA_CACHE_DIR": str(ROOT / ".numba")}
    command = [str(installed / "tundish"), *args]
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    assert 0 == done.returncode, done.stderr
    return done.stdout


def test_the_wheel_has_the_editor_and_only_our_packages(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {"api", "engine", "flows", "nodes", "tundish", "tundish-0.1.0.dist-info"} == {n.split("/")[0] for n in names}
    assert {"api/static/index.html", "tundish/py.typed", "engine/formula/formula.lark"} <= set(names)
    assert [] != [name for name in names if name.startswith("api/static/assets/")]
    assert [] == [name for name in names if "node_modules" in name or "__pycache__" in name]


def test_the_command_works(installed: Path, tmp_path: Path) -> None:
    assert "nodes" in tundish(installed, "--help", folder=tmp_path)
    assert "compute.deadband" in tundish(installed, "nodes", folder=tmp_path)


def test_without_editor_and_without_node_the_build_says_so(sdist: Path, tmp_path: Path) -> None:
    bare = tmp_path / "bare"
    shutil.copytree(sdist, bare, ignore=shutil.ignore_patterns("dist"))
    failed = build("wheel", bare, tmp_path / "out", PATH=str(tmp_path))
    assert 0 != failed.returncode
    assert "The wheel needs the built editor: there is no Node.js 20.19 or newer" in failed.stderr
    assert "Traceback" not in failed.stderr
