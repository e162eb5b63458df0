"""Explained: models of which the string below a field is its help.

pydantic's `use_attribute_docstrings` says the same, but reads the source of every class while it is made, a quarter of
the time in which all kinds of nodes are imported. Here it is read when somebody wants the schema.
"""

import ast
import inspect
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from pydantic import BaseModel, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from tundish.syntax_tree import module_tree


class Explained(BaseModel):
    """Base of models that have help below their fields. What `Field(description=...)` says comes before it."""

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        made = handler(schema)
        told = handler.resolve_ref_schema(made).get("properties", {})
        for name, field in cls.model_fields.items():
            key = next((key for key in (field.alias, name) if key in told), None)
            if key is not None and field.description is None and (text := help_of(cls, name)):
                told[key]["description"] = text
        return made


def help_of(model: type[Any], field: str) -> str:
    """What stands below a field where it is declared; nothing when there is no source."""
    owner = next((of for of in model.__mro__ if field in vars(of).get("__annotations__", {})), None)
    if owner is None:
        return ""
    return _helps(owner.__module__).get((owner.__qualname__.partition("[")[0], field), "")


@cache
def _helps(module: str) -> Mapping[tuple[str, str], str]:
    """By class and field, of one module."""
    try:
        source = inspect.getsource(sys.modules[module])
    except (KeyError, OSError, TypeError):
        return {}
    return dict(_found(module_tree(source), ""))


def _found(tree: ast.AST, path: str) -> Iterator[tuple[tuple[str, str], str]]:
    """Helps in all classes of a tree, also in those within functions, as `__qualname__` names them."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.ClassDef):
            yield from _below(node, path + node.name)
            yield from _found(node, f"{path}{node.name}.")
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _found(node, f"{path}{node.name}.<locals>.")
        else:
            yield from _found(node, path)


def _below(owner: ast.ClassDef, name: str) -> Iterator[tuple[tuple[str, str], str]]:
    for field, below in zip(owner.body, owner.body[1:], strict=False):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and isinstance(below, ast.Expr):
            text = below.value.value if isinstance(below.value, ast.Constant) else None
            if isinstance(text, str):
                yield (name, field.target.id), inspect.cleandoc(text)
