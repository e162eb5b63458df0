"""Help below fields: found where the field is declared, told in the schema, without the class being any slower made."""

from typing import Annotated

from pydantic import BaseModel, Field, TypeAdapter

from tundish.explained import Explained, help_of


class Inner(Explained):
    depth: float = 0.0
    """How deep,
    in m."""

    class Deeper(Explained):
        mark: int = 0
        """A mark."""


class Outer(Explained):
    """A class."""

    one: Inner = Inner()
    """The one."""
    told: int = Field(default=1, description="As it was told")
    """Not this."""
    other: Annotated[float, Field(alias="from")] = 0.0
    """Under another name."""
    silent: str = ""


class Later(Outer):
    silent: str = "not any more"
    """Says something."""
    told: int = 2


def _told(model: type[BaseModel]) -> dict[str, str]:
    properties = model.model_json_schema()["properties"]
    return {name: field["description"] for name, field in properties.items() if "description" in field}


def test_each_field_has_the_help_that_stands_below_it() -> None:
    assert {"one": "The one.", "told": "As it was told", "from": "Under another name."} == _told(Outer)
    assert {"mark": "A mark."} == _told(Inner.Deeper)
    assert "How deep,\nin m." == Outer.model_json_schema()["$defs"]["Inner"]["properties"]["depth"]["description"]


def test_a_field_that_is_declared_again_has_its_own_help() -> None:
    assert {"one": "The one.", "from": "Under another name.", "silent": "Says something."} == _told(Later)
    assert ("", "Says something.") == (help_of(Later, "told"), help_of(Later, "silent"))


def test_a_class_within_a_function_and_one_without_source() -> None:
    class Here(Explained):
        size: int = 0
        """In bytes."""

    made = type("Made", (Explained,), {"__annotations__": {"size": int}, "size": 0, "__module__": "nowhere"})
    assert ({"size": "In bytes."}, {}) == (_told(Here), _told(made))
    listed = TypeAdapter(list[Here]).json_schema()
    assert "In bytes." == listed["$defs"]["Here"]["properties"]["size"]["description"]
