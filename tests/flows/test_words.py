"""Whatever pydantic finds, a process engineer reads a sentence at the right field."""

from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_core import PydanticCustomError

from flows.words import sentence, shown
from tundish.hint import did_you_mean


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


class Inner(BaseModel):
    size: int = Field(default=1, title="Size", multiple_of=2)


class Model(BaseModel):
    model_config = ConfigDict(extra="forbid")

    number: float = Field(default=0, title="Number", lt=10, allow_inf_nan=False)
    either: int | str = Field(default=0, title="Either")
    maybe: float | None = Field(default=None, title="Maybe", ge=0.5)
    inner: Inner = Field(default=Inner(), title="Inner")
    inners: dict[str, Inner] = Field(default={}, title="Inners")
    pair: tuple[int, int] = Field(default=(0, 0), title="Pair")
    few: list[int] = Field(default=[1], title="Few", min_length=1, max_length=2)
    colour: Colour = Field(default=Colour.RED, title="Colour")
    mode: Literal["a", "b"] = Field(default="a", title="Mode")
    name: str = Field(default="x", title="Name", min_length=2, pattern="^[a-z]+$")
    on: bool = Field(default=True, title="On")
    day: date = Field(default=date(2026, 1, 1), title="Day")
    exact: Decimal = Field(default=Decimal(1), title="Exact")
    odd: int = Field(default=1, title="Odd")

    @field_validator("odd")
    @classmethod
    def _odd(cls, value: int) -> int:
        if value == 4:
            raise PydanticCustomError("greater_than", "by a plugin without its details")
        if value % 2 == 0:
            raise ValueError("an odd number is wanted")
        return value


SAID: list[Any] = [
    ({"number": "x"}, "number", 'Number must be a number; it is "x"'),
    ({"number": None}, "number", "Number must be a number; it is empty"),
    ({"number": float("nan")}, "number", "Number must be a finite number; it is nan"),
    ({"number": 10}, "number", "Number must be less than 10; it is 10"),
    ({"either": []}, "either", "Either must be a whole number; it is a list of 0"),
    ({"maybe": 0.1}, "maybe", "Maybe must be at least 0.5; it is 0.1"),
    ({"inner": {"size": 3}}, "inner/size", "Inner, Size must be a multiple of 2; it is 3"),
    ({"inner": {"size": 2.5}}, "inner/size", "Inner, Size must be a whole number; it is 2.5"),
    ({"inners": {"k": {"size": "x"}}}, "inners/k/size", 'Inners, k, Size must be a whole number; it is "x"'),
    ({"pair": [1, "x"]}, "pair/1", 'Pair, row 2 must be a whole number; it is "x"'),
    ({"few": []}, "few", "Few must be a list of at least 1; it is a list of 0"),
    ({"few": [1, 2, 3]}, "few", "Few must be a list of at most 2; it is a list of 3"),
    ({"colour": "green"}, "colour", "Colour must be one of 'red' or 'blue'; it is \"green\""),
    ({"mode": 7}, "mode", "Mode must be one of 'a' or 'b'; it is 7"),
    ({"name": "x"}, "name", 'Name must be at least 2 characters long; it is "x"'),
    ({"name": "X1"}, "name", 'Name must be like ^[a-z]+$; it is "X1"'),
    ({"on": "perhaps"}, "on", 'On must be true or false; it is "perhaps"'),
    ({"day": "x"}, "day", 'Day must be a date like 2026-11-21; it is "x"'),
    ({"exact": "1,5"}, "exact", 'Exact must be a number; it is "1,5"'),
    ({"odd": 2}, "odd", "Odd: an odd number is wanted"),
    ({"odd": 4}, "odd", "Odd must be greater than ?; it is 4"),
    ({"nmae": 1}, "nmae", "There is no setting 'nmae'"),
]


@pytest.mark.parametrize(("config", "path", "message"), SAID, ids=[str(config) for config, *_ in SAID])
def test_it_is_said_in_words(config: dict[str, Any], path: str, message: str) -> None:
    with pytest.raises(ValidationError) as found:
        Model.model_validate(config)
    said = sentence(dict(found.value.errors()[0]), config, Model)
    assert (path, message) == (said.path, said.message)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "empty"), (True, "true"), ({}, "an object"), ([1, 2], "a list of 2"), ("a", '"a"'), (1.5, "1.5"),
        ("x" * 50, f'"{"x" * 40}…"'), (10**60, "a number of too many digits"),
    ],
)  # fmt: skip
def test_values_are_shown_shortly(value: object, text: str) -> None:
    assert text == shown(value)


def test_the_nearest_word_is_offered() -> None:
    assert "Did you mean 'alarm.limit'?" == did_you_mean("Alarm.Limits", ["alarm.limit", "qc.range"])
    assert "" == did_you_mean("x", ["alarm.limit"])
