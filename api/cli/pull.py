"""`tundish pull`: the flows of a server as files."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from api.cli.worktree import Local, Pulled, Worktree

DESCRIPTION = """\
Write the flows of a server into a folder that git can keep: one file a flow (FOLDER/ID.flow.json, folders as in the
list of flows), keys and rows in one order, and the library of blocks beside it (blocks/ID.json). A flow that is
deployed is written as it is deployed; one that never was, as it is. Connections, users and secrets are not in it.
.tundish.json remembers what was pulled: keep it in git too.

A file that was changed here is left alone; when the server has changed the same flow, pull says so and exits with 1.
Exit code: 0 done, 1 something was left alone or refused."""


def add(subparsers: Any) -> None:
    """Declare the arguments."""
    parser = subparsers.add_parser(
        "pull",
        help="write the flows of a server into a folder",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_remote(parser)
    parser.add_argument("--prune", action="store_true", help="remove files of flows that the server has no more")
    parser.add_argument("--force", action="store_true", help="write over files that were changed here")


def add_remote(parser: argparse.ArgumentParser) -> None:
    """Which folder, and which server."""
    parser.add_argument("folder", metavar="FOLDER", type=Path, help="where the files are")
    parser.add_argument("--server", required=True, metavar="URL", help="address of the server")
    parser.add_argument(
        "--token-file", metavar="FILE", type=Path, help="file with an API token; else the variable TUNDISH_TOKEN"
    )
    parser.add_argument("--dry-run", action="store_true", help="show what would be done, and do nothing")


def run(args: argparse.Namespace) -> int:
    """Write what differs."""
    from api.cli.remote import Remote, path_of, token_of
    from api.cli.worktree import Worktree

    remote = Remote(args.server, token_of(args.token_file))
    tree = Worktree(args.folder, remote.address)
    known, local = tree.pulled, tree.flows()
    now: dict[str, Pulled] = {}
    clashes = 0
    for line in remote.get("/flows"):
        id, record = line["id"], remote.get(path_of("flows", line["id"]))
        now[id], clash = _flow(args, tree, local.get(id), known.get(id), record)
        clashes += clash
    for id in sorted(known.keys() - now.keys()):
        if id in local and not _gone(args, tree, local[id].path):
            now[id] = known[id]
    for line in remote.get("/blocks"):
        _block(args, tree, remote.get(path_of("blocks", line["id"]))["document"])
    if not args.dry_run:
        tree.remember({id: pulled for id, pulled in now.items() if pulled.digest})
    print(f"{len(now)} flows of {remote.address}")
    return 1 if clashes else 0


def _flow(
    args: argparse.Namespace, tree: "Worktree", mine: "Local | None", before: "Pulled | None", record: dict[str, Any]
) -> "tuple[Pulled, bool]":
    """Write one flow, unless it was changed here; what is known of it then, and whether both have changed it."""
    from api.cli.worktree import Pulled, digest_of

    document, version = head_of(record)
    theirs, path = digest_of(document), tree.path_for(document["id"], record.get("folder", ""))
    changed = mine is not None and mine.digest not in {theirs, before.digest if before else ""}
    if mine is not None and changed and not args.force:
        known = before or Pulled(None, "", mine.path)
        clash = known.digest != theirs
        note = "CONFLICT" if clash else "kept"
        say(
            note,
            mine.path,
            "changed here and on the server: push --merge, or pull --force" if clash else "changed here",
        )
        return known, clash
    if mine is None or mine.digest != theirs or mine.path != path:
        say("new" if mine is None else "changed" if mine.path == path else "moved", path)
        if not args.dry_run:
            tree.write(path, document)
            if mine is not None and mine.path != path:
                tree.remove(mine.path)
    return Pulled(version, theirs, path), False


def _gone(args: argparse.Namespace, tree: "Worktree", path: str) -> bool:
    """A flow that the server has no more: removed when that was asked for."""
    say("removed" if args.prune else "gone", path, "" if args.prune else "--prune removes it")
    if args.prune and not args.dry_run:
        tree.remove(path)
    return bool(args.prune)


def _block(args: argparse.Namespace, tree: "Worktree", block: dict[str, Any]) -> None:
    from flows.text import dumps

    path = tree.block_path(block["id"])
    if tree.read(path) != dumps(block):
        say("block", path)
        if not args.dry_run:
            tree.write(path, block)


def say(what: str, path: str, note: str = "") -> None:
    """One line about one file."""
    print(f"  {what:10} {path}{f' ({note})' if note else ''}")


def head_of(record: dict[str, Any]) -> tuple[dict[str, Any], int | None]:
    """What is deployed, and its version; of a flow that never was, the document."""
    deployed = record.get("deployed")
    if deployed and record.get("deployed_document"):
        return record["deployed_document"], deployed["version"]
    return record["document"], None
