"""Worktree: flows as files in a folder that git keeps, and what of them was pulled from which server."""

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from flows.document import ID_PATTERN
from flows.text import dumps, loads
from tundish.errors import FlowError

STATE = ".tundish.json"
FORMAT = "tundish.pull/1"
SUFFIX = ".flow.json"
BLOCKS = "blocks"
"""Folder of the library of blocks."""


class Pulled(NamedTuple):
    """One flow as it was when it was pulled or pushed last."""

    version: int | None
    """Deployed version; None of a flow that was never deployed."""
    digest: str
    path: str


class Local(NamedTuple):
    """One flow in the folder."""

    path: str
    """Relative, with `/`."""
    document: dict[str, Any]
    digest: str

    @property
    def folder(self) -> str:
        return self.path.rpartition("/")[0]


def digest_of(document: dict[str, Any]) -> str:
    """Equal for equal flows, whatever the order of their keys."""
    return hashlib.sha256(dumps(document).encode()).hexdigest()


class Worktree:
    """The folder. Nothing outside of it is read or written."""

    def __init__(self, root: Path, server: str) -> None:
        self.root = root
        self._server = server
        self._state = _state(root / STATE)

    @property
    def pulled(self) -> dict[str, Pulled]:
        """Flows by id, as they were pulled from this server."""
        flows = self._state["servers"].get(self._server, {})
        return {id: Pulled(row["version"], row["digest"], row["path"]) for id, row in flows.items()}

    def remember(self, flows: dict[str, Pulled]) -> None:
        """Write down what was pulled."""
        self._state["servers"][self._server] = {id: flows[id]._asdict() for id in sorted(flows)}
        text = json.dumps(self._state, ensure_ascii=False, indent=2, sort_keys=True)
        self._write(self.root / STATE, text + "\n")

    def flows(self) -> dict[str, Local]:
        """All flows in the folder by id; FlowError with the file when one cannot be read, or one is there twice."""
        found: dict[str, Local] = {}
        for file in self._files():
            path = file.relative_to(self.root).as_posix()
            try:
                document = loads(file.read_bytes())
            except FlowError as error:
                raise FlowError(f"{path}: {error.message}", error.hint) from None
            id = document.get("id")
            if not isinstance(id, str) or not re.fullmatch(ID_PATTERN, id):
                raise FlowError(f"{path}: {id!r} is no id of a flow")
            if id in found:
                raise FlowError(f"The flow {id} is there twice: {found[id].path} and {path}", "Remove one")
            found[id] = Local(path, document, digest_of(document))
        return found

    def path_for(self, id: str, folder: str) -> str:
        """Where a flow belongs. FlowError when its folder would lead out of ours, or into what is not its place."""
        _check(id)
        parts = [part for part in folder.split("/") if part]
        if any(
            part in {".", ".."} or part.startswith(".") or re.search(r'[\\:*?"<>|\x00-\x1f]', part) for part in parts
        ):
            raise FlowError(f"The folder {folder!r} of {id} cannot be a folder here")
        if parts and parts[0].casefold() == BLOCKS:
            raise FlowError(f"The folder {folder!r} of {id} is where blocks are kept", "Move the flow on the server")
        return "/".join([*parts, f"{id}{SUFFIX}"])

    def block_path(self, id: object) -> str:
        """Where a block of the library belongs; FlowError."""
        return f"{BLOCKS}/{_check(id)}.json"

    def write(self, path: str, document: dict[str, Any]) -> None:
        """Keep a flow, or a block, as its file."""
        self._write(self.root / path, dumps(document))

    def read(self, path: str) -> str | None:
        """What a file holds; None when there is none."""
        file = self.root / path
        return file.read_text("utf-8") if file.is_file() and not file.is_symlink() else None

    def remove(self, path: str) -> None:
        """Take a file away, with folders that are empty then."""
        file = self.root / path
        file.unlink(missing_ok=True)
        for folder in file.parents:
            if folder == self.root or not folder.is_relative_to(self.root) or any(folder.iterdir()):
                break
            folder.rmdir()

    def _files(self) -> Iterator[Path]:
        for file in sorted(self.root.rglob(f"*{SUFFIX}")):
            inside = file.relative_to(self.root).parts
            if not any(part.startswith(".") for part in inside) and file.is_file() and not file.is_symlink():
                yield file

    def _write(self, file: Path, text: str) -> None:
        if not file.parent.resolve().is_relative_to(self.root.resolve()):  # by a link in the folder
            raise FlowError(f"{file} lies outside of {self.root}")
        file.parent.mkdir(parents=True, exist_ok=True)
        half = file.with_name(f"{file.name}.half")
        half.unlink(missing_ok=True)
        with half.open("x", encoding="utf-8") as made:  # never through a link
            made.write(text)
        half.replace(file)


def _check(id: object) -> str:
    if not isinstance(id, str) or not re.fullmatch(ID_PATTERN, id):
        raise FlowError(f"The server has something of the id {str(id)[:80]!r}, which is no id")
    return id


def _state(file: Path) -> dict[str, Any]:
    if not file.exists():
        return {"format": FORMAT, "servers": {}}
    try:
        state = json.loads(file.read_text("utf-8"))
    except ValueError:
        state = None
    if not isinstance(state, dict) or state.get("format") != FORMAT or not isinstance(state.get("servers"), dict):
        raise FlowError(f"{file} cannot be read", "Take it from git, or remove it and pull into an empty folder")
    return state
