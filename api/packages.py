"""Refuse to start when another package hides one of ours.

Our folders have short names, and pip overwrites without a word. Say so at once instead of failing later with a riddle.
"""

import hashlib
from base64 import urlsafe_b64encode
from importlib.metadata import PackageNotFoundError, PackagePath, distribution, packages_distributions
from importlib.util import find_spec
from pathlib import Path

OURS = ("api", "engine", "flows", "nodes", "tundish")
HOME = Path(__file__).parent.parent


class PackageHidden(ImportError):
    """One of our packages is hidden or was overwritten; the message says by whom and what to do."""


def check(home: Path = HOME) -> None:
    """Raise PackageHidden unless each of our packages is the one beside this one, as it was installed."""
    for name in OURS:
        spec = find_spec(name)
        found = Path(spec.origin).parent if spec and spec.origin else None
        if found != home / name:
            raise PackageHidden(f"{found or 'nothing'} hides Tundish's package {name!r}: rename or remove that folder")
    check_record()


def check_record() -> None:
    """Raise PackageHidden unless our packages still are what the wheel brought."""
    for path in _installed_inits():
        if not _as_installed(path):
            name = path.parts[0]
            others = sorted(set(packages_distributions().get(name, [])) - {"tundish"})
            whose = " and ".join(others) or "something"
            raise PackageHidden(
                f"{whose} overwrote Tundish's package {name!r}: uninstall it, then install tundish again"
            )


def _installed_inits() -> list[PackagePath]:
    """The __init__.py files that the wheel brought; none when installed to be edited, where nothing is copied."""
    try:
        files = distribution("tundish").files or []
    except PackageNotFoundError:  # run from its folder
        return []
    return [path for path in files if path.parts in {(name, "__init__.py") for name in OURS} and path.hash]


def _as_installed(path: PackagePath) -> bool:
    """Whether the file is still what its wheel brought."""
    file = Path(str(path.locate()))
    if not file.exists() or not path.hash:
        return False
    digest = hashlib.new(path.hash.mode, file.read_bytes()).digest()
    return path.hash.value == urlsafe_b64encode(digest).rstrip(b"=").decode()
