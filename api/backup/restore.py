"""Restore: a data folder from a backup."""

import shutil
import tempfile
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from sqlmodel import select

from api.backup.manifest import Manifest
from api.backup.pack import unpack
from api.backup.release import number_of, release
from api.backup.stage import KEY
from api.errors import Refused
from api.migrate import migrate
from api.settings import Settings
from api.store.audit import AuditStore
from flows.store import Database, Tenant


class Restored(NamedTuple):
    """What has been restored."""

    manifest: Manifest
    key: bool
    """Whether there is a key for the secrets of connections."""
    audited: int
    """Entries of the audit trail, whose chain of hashes holds."""


def restore(file: Path, data: Path, *, key: Path | None = None) -> Restored:
    """Make the folder, or fill an empty one; Refused, with nothing left behind, when anything is not right."""
    if data.exists() and (not data.is_dir() or any(data.iterdir())):
        raise Refused(f"{data} is not empty", "Give a new folder with --data; nothing is ever overwritten")
    data.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{data.name}.", dir=data.parent) as parent:
        made = Path(parent) / "data"
        made.mkdir(mode=0o700)
        manifest = unpack(file, made)
        _fits(manifest, file)
        if key is not None:
            shutil.copyfile(key, made / KEY)
            (made / KEY).chmod(0o600)
        audited = _audited(made) if manifest.database == "sqlite" else 0
        if data.exists():
            data.rmdir()
        made.rename(data)
    return Restored(manifest, (data / KEY).exists(), audited)


def _fits(manifest: Manifest, file: Path) -> None:
    if number_of(manifest.version) > number_of(release()):
        hint = "Restore it with that version or a newer one"
        raise Refused(f"{file} was made by Tundish {manifest.version}; this is {release()}", hint)


def _audited(data: Path) -> int:
    """Bring the database up to date; how many audit entries there are. Refused when their chain is broken."""
    with closing(Database(Settings(data).url)) as database:
        migrate(database)
        count = 0
        with database.read() as session:
            for tenant in session.exec(select(Tenant.id)).all():
                audit = AuditStore(session, tenant, database)
                if broken := audit.verify():
                    hint = "It was changed before the backup was taken; keep the backup as evidence"
                    raise Refused(f"The audit trail does not hold: entry {broken.number} {broken.why}", hint)
                count += audit.head().number
    return count
