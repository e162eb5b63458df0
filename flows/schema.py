"""Schema: the published JSON Schema of flow documents, for editors and for other programs."""

import json
from typing import Any

from flows.document import Document

ID = "https://tundish.example/schema/flow-1.json"
"""A name, not a place: nothing is fetched from it."""


def schema() -> dict[str, Any]:
    """JSON Schema 2020-12 of a flow document. What nodes want of their `config` stands in the catalogue."""
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": ID}
    return {**head, **Document.model_json_schema(by_alias=True), "title": "Tundish flow"}


def text() -> str:
    """As it stands in `docs/flow.schema.json`."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"
