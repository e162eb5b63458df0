"""`tundish push`: flows in a folder go to a server."""

import argparse
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

from api.cli.pull import add_remote, head_of, say

if TYPE_CHECKING:
    from api.cli.remote import Remote
    from api.cli.worktree import Local, Pulled, Worktree

DESCRIPTION = """\
Bring a server to what a folder of `tundish pull` holds: shows what differs, asks, and deploys the flows that are
deployed there already; new ones and those that never ran are saved, and deployed only with --deploy-new. A flow that
was removed from the folder stays on the server.

When the server has moved on since the last pull, nothing of that flow is pushed: pull first, or use --merge, which
takes what only one side has changed and stops where both have changed the same.
Exit code: 0 done, or nothing to do; 1 something was refused, by the server or by push itself."""


class Step(NamedTuple):
    """One flow that is to be pushed."""

    id: str
    document: dict[str, Any]
    path: str
    folder: str
    revision: int | None
    """Of the draft on the server; None of a flow that is not there."""
    version: int | None
    """That is deployed there."""
    moved: bool
    """It stands in another folder there."""
    changed: bool


class Refused(Exception):
    """Why a flow is not pushed."""


def add(subparsers: Any) -> None:
    """Declare the arguments."""
    parser = subparsers.add_parser(
        "push",
        help="bring a server to what is in a folder",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_remote(parser)
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.add_argument("--merge", action="store_true", help="merge with what the server has that is newer")
    parser.add_argument("--comment", default="tundish push", help="comment of the versions (default: %(default)s)")
    parser.add_argument("--deploy-new", action="store_true", help="deploy flows that are not deployed yet, too")


def run(args: argparse.Namespace) -> int:
    """Show, ask, send."""
    from api.cli.remote import Remote, token_of
    from api.cli.worktree import Worktree
    from tundish.errors import FlowError

    if not args.folder.is_dir():
        raise FlowError(f"{args.folder} is no folder", "Pull into it first")
    remote = Remote(args.server, token_of(args.token_file))
    tree = Worktree(args.folder, remote.address)
    steps, refused = _plan(args, remote, tree)
    if refused:
        print("Nothing was pushed", file=sys.stderr)
        return 1
    if not steps:
        print("Nothing to push")
        return 0
    if args.dry_run or not (args.yes or _agreed(len(steps))):
        return 0
    known = tree.pulled
    try:
        for step in steps:
            known[step.id] = _send(args, remote, tree, step)
    finally:
        tree.remember(known)
    return 0


def _agreed(count: int) -> bool:
    from tundish.errors import FlowError

    if not sys.stdin.isatty():
        raise FlowError("Nobody is there to ask", "Say --yes, or --dry-run to see only what would be done")
    return input(f"Push {count} flow{'' if count == 1 else 's'}? [y/N] ").strip().casefold() in {"y", "yes"}


def _plan(args: argparse.Namespace, remote: "Remote", tree: "Worktree") -> tuple[list[Step], int]:
    """What is to be done, shown as it is found; and how many flows cannot be pushed."""
    known, local = tree.pulled, tree.flows()
    there = {line["id"] for line in remote.get("/flows")}
    steps, refused = [], 0
    for id, mine in sorted(local.items()):
        try:
            step = _step(args, remote, mine, known.get(id), there=id in there)
        except Refused as why:
            refused += 1
            say("REFUSED", mine.path, str(why))
        else:
            if step:
                steps.append(step)
    for id in sorted(known.keys() & there - local.keys()):
        say("left", known[id].path, "removed here, stays on the server")
    return steps, refused


def _step(
    args: argparse.Namespace, remote: "Remote", mine: "Local", before: "Pulled | None", *, there: bool
) -> Step | None:
    from api.cli.remote import path_of
    from api.cli.worktree import digest_of

    id = mine.document["id"]
    if not there:
        if before is not None:
            raise Refused("the server has it no more: remove the file, or its line in .tundish.json to add it again")
        say("new", mine.path)
        return Step(id, mine.document, mine.path, mine.folder, None, None, moved=False, changed=True)
    record = remote.get(path_of("flows", id))
    theirs, version = head_of(record)
    digest = digest_of(theirs)
    document = mine.document
    if digest not in {mine.digest, before.digest if before else ""}:
        if before is not None and mine.digest == before.digest:
            say("older", mine.path, "the server has a newer one: pull")
            return None
        document = _merged(args, remote, mine, before, theirs)
    moved = record.get("folder", "") != mine.folder
    changed = digest_of(document) != digest
    if changed and record.get("draft") and digest_of(record["document"]) not in {digest, digest_of(document)}:
        raise Refused("you have a draft of it in the editor: deploy it or give it up first, or push with another token")
    if not moved and not changed:
        return None
    say("changed" if changed else "moved", mine.path)
    _show(theirs, document)
    return Step(id, document, mine.path, mine.folder, record["revision"], version, moved, changed)


def _merged(
    args: argparse.Namespace, remote: "Remote", mine: "Local", before: "Pulled | None", theirs: dict[str, Any]
) -> dict[str, Any]:
    """With what the server has that is newer, when that was asked for and nothing clashes."""
    from api.cli.remote import path_of
    from flows.merge import merge

    if before is None:
        raise Refused("the server has a flow of this id that was never pulled here: pull first")
    if not args.merge:
        raise Refused("the server has moved on since the last pull: pull first, or use --merge")
    if before.version is None:
        raise Refused("it was pulled before it was ever deployed, so there is nothing to merge by: pull --force")
    base = remote.get(path_of("flows", mine.document["id"], "versions", before.version))["document"]
    found = merge(base, mine.document, theirs)
    if found.conflicts:
        places = ", ".join(conflict.path for conflict in found.conflicts[:5])
        raise Refused(f"both have changed {places}: merge it in the editor, or pull --force")
    return found.document


def _show(old: dict[str, Any], new: dict[str, Any]) -> None:
    """What changes on the server, a line each."""
    from flows.diff import diff

    found = diff(old, new)
    lines = [f"+ node {id}" for id in found.added] + [f"- node {id}" for id in found.removed]
    for change in found.changed:
        fields = [*change.fields, *change.entries]
        lines += [f"~ {change.id} {field.path}: {field.old!r} -> {field.new!r}" for field in fields]
        if not fields:
            lines.append(f"~ {change.id} moved on the canvas")
    for mark, wires in (("+", found.wires_added), ("-", found.wires_removed)):
        lines += [f"{mark} wire {a}/{b} -> {c}/{d}" for a, b, c, d in wires]
    lines += [f"~ {entry.path}" for entry in found.entries]
    for line in lines:
        print(f"             {line[:200]}")


def _send(args: argparse.Namespace, remote: "Remote", tree: "Worktree", step: Step) -> "Pulled":
    """One flow to the server; what is known of it then."""
    from api.cli.remote import path_of
    from api.cli.worktree import Pulled, digest_of

    flow, revision, version = path_of("flows", step.id), step.revision, step.version
    if revision is None:
        revision = remote.post("/flows", {"document": step.document, "folder": step.folder})["revision"]
    else:
        if step.moved:
            remote.post(f"{flow}/folder", {"folder": step.folder})
        if step.changed:
            base = "" if version is None else f"?base={version}"
            revision = remote.put(f"{flow}{base}", step.document, revision)["revision"]
    if step.changed and (version is not None or args.deploy_new):
        version = remote.post(f"{flow}/deploy", {"revision": revision, "comment": args.comment})["version"]
        say(f"v{version}", step.path, "deployed")
    else:
        say("saved", step.path)
    tree.write(step.path, step.document)
    return Pulled(version, digest_of(step.document), step.path)
