"""Take: a backup of a data folder."""

import os
import tempfile
from pathlib import Path
from typing import Literal

from api.backup.manifest import Manifest
from api.backup.pack import files_of, pack
from api.backup.release import release
from api.backup.stage import KEY, stage
from api.errors import Refused
from api.settings import Settings


def take(data: Path, file: Path, *, database: str = "", key: bool = False, force: bool = False) -> Manifest:
    """Write the file; Refused with the reason if that cannot be."""
    if not (data / "lock").exists() and not (data / "tundish.db").exists():
        raise Refused(f"{data} is no data folder of Tundish", "Give the right one with --data")
    if file.exists() and not force:
        raise Refused(f"{file} exists", "Give another name, or --force to replace it")
    if not file.parent.is_dir():
        raise Refused(f"There is no folder {file.parent}", "Make it first")
    if data.resolve() in file.resolve().parents:
        raise Refused(f"{file} lies in the data folder itself", "Put it elsewhere, on another disk at best")
    os.umask(0o077)
    with tempfile.TemporaryDirectory(prefix=f".{file.name}.", dir=file.parent) as folder:
        staged = Path(folder)
        taken = stage(data, staged, key=key)
        kind: Literal["sqlite", "postgresql"] = (
            "postgresql" if Settings(data, database).url.startswith("postgresql") else "sqlite"
        )
        manifest = Manifest(
            version=release(), taken=taken, database=kind, key=(staged / KEY).exists(), files=files_of(staged)
        )
        pack(staged, file, manifest)
    return manifest
