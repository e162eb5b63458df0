"""/api/blocks: the library of blocks."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query

from api.access import ENGINEER, VIEWER, GuardedRoute
from api.deps import FlowJson, Here, Reading, Writing
from api.errors import Invalid
from api.flow_json import opened
from api.server import Server
from flows.store import BlockVersion

router = APIRouter(prefix="/api/blocks", tags=["blocks"], route_class=GuardedRoute)

Number = Annotated[int, Path(ge=1, lt=2**31)]
Comment = Annotated[str, Query(max_length=2000)]


@router.get("", dependencies=[VIEWER])
def list_blocks(stores: Reading) -> list[dict[str, Any]]:
    """All blocks of the library, the newest version of each, with what they are wired by."""
    return [_named(block) for block in stores.blocks.list()]


@router.get("/{id}", dependencies=[VIEWER])
def read_block(server: Here, stores: Reading, id: str) -> dict[str, Any]:
    """A block with its document, which is also its export."""
    return _whole(server, stores.blocks.get(id))


@router.put("/{id}", dependencies=[ENGINEER])
def save_block(id: str, body: FlowJson, stores: Writing, comment: Comment = "") -> dict[str, Any]:
    """Keep a document as the next version, also one that another Tundish exported. The same once more is no new one."""
    if body.get("id") != id:
        raise Invalid(f"The block {body.get('id')!r} cannot be kept as {id!r}", "Send it to its own address", "id")
    return _line(stores.blocks.put(body, comment))


@router.get("/{id}/versions", dependencies=[VIEWER])
def list_block_versions(stores: Reading, id: str) -> list[dict[str, Any]]:
    """All versions, the newest first."""
    return [_line(block) for block in stores.blocks.versions(id)]


@router.get("/{id}/versions/{number}", dependencies=[VIEWER])
def read_block_version(server: Here, stores: Reading, id: str, number: Number) -> dict[str, Any]:
    """One version with its document."""
    return _whole(server, stores.blocks.get(id, number))


@router.get("/{id}/used", dependencies=[VIEWER])
def list_block_uses(stores: Reading, id: str) -> list[dict[str, Any]]:
    """Where the block is used: flow, node and version, in drafts and in what runs."""
    return [use._asdict() for use in stores.blocks.where_used(id)]


def _line(block: BlockVersion) -> dict[str, Any]:
    return {
        "id": block.block,
        "version": block.version,
        "author": block.author,
        "time": block.time,
        "comment": block.comment,
    }


def _named(block: BlockVersion) -> dict[str, Any]:
    document = json.loads(block.document)
    ports = {side: [_port(port) for port in document.get(side, [])] for side in ("inputs", "outputs")}
    return {
        **_line(block),
        "name": document.get("name", ""),
        "description": document.get("description", ""),
        **ports,
    }


def _port(port: dict[str, Any]) -> dict[str, Any]:
    return {key: port[key] for key in ("name", "carries", "title") if key in port}


def _whole(server: Server, block: BlockVersion) -> dict[str, Any]:
    return {**_line(block), "document": opened(server, block.document)}
