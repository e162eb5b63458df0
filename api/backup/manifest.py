"""Manifest: what a backup holds, with a checksum for every file."""

import hashlib
from pathlib import Path, PurePosixPath
from typing import IO, Final, Literal

import msgspec

from api.errors import Refused

FORMAT: Final = "tundish.backup/1"
NAME = "manifest.json"
CHUNK = 2**20
MOST_BYTES = 2**28
"""Of the manifest itself."""


class File(msgspec.Struct, frozen=True):
    """One file of the backup."""

    path: str
    """Within the data folder, with /."""
    size: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """First in the archive, so that a backup can be asked what it is without reading all of it."""

    format: Literal["tundish.backup/1"] = FORMAT
    version: str
    """Of Tundish."""
    taken: str
    """The moment at which everything is as it was, ISO 8601."""
    database: Literal["sqlite", "postgresql"]
    """PostgreSQL is not in the backup."""
    key: bool
    """Whether the key that decrypts secrets of connections is in it."""
    files: tuple[File, ...]


def described(folder: Path, path: Path) -> File:
    """Size and checksum of a file in a folder."""
    with path.open("rb") as opened:
        digest, size = digested(opened)
    return File(path.relative_to(folder).as_posix(), size, digest)


def digested(opened: IO[bytes], into: IO[bytes] | None = None) -> tuple[str, int]:
    """SHA-256 and bytes of what is left of a stream; written to `into` on the way."""
    digest, size = hashlib.sha256(), 0
    while chunk := opened.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
        if into is not None:
            into.write(chunk)
    return digest.hexdigest(), size


def read(raw: bytes, file: Path) -> Manifest:
    """Refused when it is of a format that we do not know, or names a file outside of the folder."""
    try:
        manifest = msgspec.json.decode(raw, type=Manifest)
    except msgspec.MsgspecError as error:
        hint = "Restore it with the version of Tundish that made it, or a newer one"
        raise Refused(f"{file} is no backup that this version can read: {error}", hint) from None
    for one in manifest.files:
        path = PurePosixPath(one.path)
        if path.is_absolute() or ".." in path.parts or not path.parts or set(one.path) & set("\\:\0"):
            raise Refused(f"{file} names a file outside of the data folder: {one.path}", "Do not trust it")
    return manifest
