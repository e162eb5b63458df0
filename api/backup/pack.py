"""Pack: a staged folder as one tar file, and out of it again, every byte checked."""

import io
import os
import shutil
import tarfile
import tempfile
from pathlib import Path
from typing import Literal

import msgspec

from api.backup.manifest import MOST_BYTES, NAME, File, Manifest, described, digested, read
from api.errors import Refused


def pack(folder: Path, file: Path, manifest: Manifest) -> None:
    """Write the archive beside its place, read it again, and put it in its place when all is right."""
    handle, part = tempfile.mkstemp(prefix=f".{file.name}.", suffix=".part", dir=file.parent)
    try:
        with os.fdopen(handle, "wb") as opened, tarfile.open(fileobj=opened, mode=_mode(file)) as tar:
            raw = msgspec.json.format(msgspec.json.encode(manifest), indent=1)
            head = tarfile.TarInfo(NAME)
            head.size = len(raw)
            tar.addfile(head, io.BytesIO(raw))
            for one in manifest.files:
                with (folder / one.path).open("rb") as content:
                    entry = tarfile.TarInfo(one.path)
                    entry.size, entry.mode = one.size, 0o600
                    tar.addfile(entry, content)
        verify(Path(part), as_named=file)
        with Path(part).open("rb") as written:
            os.fsync(written.fileno())
        Path(part).replace(file)
    finally:
        Path(part).unlink(missing_ok=True)


def files_of(folder: Path) -> tuple[File, ...]:
    """All files of a staged folder with their checksums, by name."""
    return tuple(described(folder, path) for path in sorted(folder.rglob("*")) if path.is_file())


def verify(file: Path, as_named: Path | None = None) -> Manifest:
    """Read all of it; Refused when anything is not as the manifest says."""
    return _through(file, as_named or file, None)


def unpack(file: Path, folder: Path) -> Manifest:
    """Write the files into a folder; Refused when anything is not as the manifest says."""
    return _through(file, file, folder)


def _through(file: Path, named: Path, folder: Path | None) -> Manifest:
    try:
        with tarfile.open(file, mode="r|*") as tar:
            first = tar.next()
            named_so = first is not None and first.isreg() and first.name == NAME and first.size <= MOST_BYTES
            opened = tar.extractfile(first) if first is not None and named_so else None
            if opened is None:
                raise Refused(f"{named} is no backup of Tundish", f"It does not begin with {NAME}")
            manifest = read(opened.read(), named)
            wanted = {one.path: one for one in manifest.files}
            _check_room(manifest, named, folder)
            while (entry := tar.next()) is not None:
                _check(tar, entry, wanted.pop(entry.name, None), named, folder)
    except (tarfile.TarError, EOFError, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise Refused(f"{named} cannot be read: {error}", "It is damaged, or no backup of Tundish") from None
    if wanted:
        raise Refused(f"{named} is not whole: {next(iter(wanted))} is missing", "Take another backup")
    return manifest


def _check_room(manifest: Manifest, named: Path, folder: Path | None) -> None:
    size = sum(one.size for one in manifest.files)
    if folder is not None and size > (free := shutil.disk_usage(folder).free):
        raise Refused(f"There is no room for {named}: it holds {size:,} bytes, {free:,} are free", "Make room first")


def _check(tar: tarfile.TarFile, entry: tarfile.TarInfo, one: File | None, named: Path, folder: Path | None) -> None:
    content = tar.extractfile(entry)
    if one is None or content is None or not entry.isreg():
        raise Refused(f"{named} holds {entry.name}, of which its manifest says nothing", "Do not trust it")
    if entry.size != one.size:
        raise Refused(f"{named} is damaged: {one.path} is not what was put in", "Take another backup")
    if folder is None:
        found = digested(content)
    else:
        path = folder / one.path
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as into:
            found = digested(content, into)
            into.flush()
            os.fsync(into.fileno())
    if found != (one.sha256, one.size):
        raise Refused(f"{named} is damaged: {one.path} is not what was put in", "Take another backup")


def _mode(file: Path) -> Literal["w|gz", "w|"]:
    return "w|gz" if file.suffix in {".gz", ".tgz"} else "w|"
