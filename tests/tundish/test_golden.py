"""Golden specs: what may change freely, and what needs a version and a step in migrate."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from pydantic import Field, create_model

from tundish import Command, Event, Node, NodeConfig, NodeState, Port, PortsFrom, Samples, Table
from tundish.catalogue import load
from tundish.spec import spec_of
from tundish.testing.golden import breaks, differences, main, refusals, text_of, update

FOLDER = Path(__file__).parents[1] / "golden"


class OldRow(NodeConfig):
    name: str = ""
    high: float | None = None


class OldArgs(NodeConfig):
    point: str


class OldConfig(NodeConfig):
    band: Annotated[float, Field(ge=0, le=100)] = 1.0
    mode: Literal["a", "b"] = "a"
    label: Annotated[str, Field(max_length=20)] = ""
    count: int = 3
    rows: Table[OldRow] = ()


class Old(Node[OldConfig, NodeState]):
    """The kind as it was."""

    kind = "compute.old"
    title = "Old"
    inputs = (Port.samples(), Port.events())
    outputs = (Port.samples(),)
    outputs_from = PortsFrom("rows", "name")
    commands = (Command("reset", "Reset", "operator", OldArgs),)


GOLDEN = spec_of(Old)


def with_field(**fields: Any) -> type[Node[Any, Any]]:
    """The kind with other settings; None takes one away."""
    kept: dict[str, Any] = {
        name: (Annotated[field.annotation, field], field.default) for name, field in OldConfig.model_fields.items()
    }
    kept.update(fields)
    config = create_model("Config", __base__=NodeConfig, **{name: field for name, field in kept.items() if field})
    return type("New", (Old,), {"config_type": config})


def with_row(row: type[NodeConfig]) -> type[Node[Any, Any]]:
    return with_field(rows=(Table[row], ()))  # type: ignore[valid-type]


def with_part(**parts: Any) -> type[Node[Any, Any]]:
    return type("New", (Old,), parts)


class MoreRow(OldRow):
    low: float | None = None


class FewerRow(NodeConfig):
    name: str = ""


class StricterRow(NodeConfig):
    name: str = ""
    high: float = 0.0


class NeedyRow(OldRow):
    low: float


class OtherArgs(NodeConfig):
    name: str


ALLOWED = {
    "nothing": with_part(),
    "another title and help": with_part(title="New", __doc__="Better said."),
    "a new setting": with_field(more=(int, 0)),
    "a wider range": with_field(band=(Annotated[float, Field(ge=-1, le=200)], 1.0)),
    "one choice more": with_field(mode=(Literal["a", "b", "c"], "a")),
    "any number for a whole one": with_field(count=(float, 3)),
    "may also be empty": with_field(count=(int | None, 3)),
    "another default": with_field(band=(Annotated[float, Field(ge=0, le=100)], 2.0)),
    "a new column": with_row(MoreRow),
    "a new port": with_part(outputs=(*Old.outputs, Port.events("more"))),
    "a new command": with_part(commands=(*Old.commands, Command("press", "Press"))),
}
REFUSED = {
    "a setting removed": (with_field(label=None), "setting label is gone"),
    "a setting renamed": (with_field(band=None, width=(float, 1.0)), "setting band is gone"),
    "a narrower range": (with_field(band=(Annotated[float, Field(ge=1, le=100)], 1.0)), "band has a higher minimum"),
    "a new limit": (with_field(count=(Annotated[int, Field(le=5)], 3)), "count has a lower maximum"),
    "a shorter text": (with_field(label=(Annotated[str, Field(max_length=9)], "")), "label has a lower maxLength"),
    "a new pattern": (with_field(label=(Annotated[str, Field(max_length=20, pattern="^a")], "")), "another pattern"),
    "another type": (with_field(label=(int, 0)), "label may no longer be string"),
    "whole numbers only": (with_field(band=(Annotated[int, Field(ge=0, le=100)], 1)), "band may no longer be number"),
    "a choice less": (with_field(mode=(Literal["a"], "a")), "mode may no longer be b"),
    "choices only": (with_field(label=(Literal["x"], "x")), "label may no longer be anything but its choices"),
    "a setting now required": (with_field(more=(int, ...)), "setting more is new or was optional"),
    "a column removed": (with_row(FewerRow), "setting rows/\\*/high is gone"),
    "a column no longer empty": (with_row(StricterRow), "setting rows/\\*/high may no longer be null"),
    "a column now required": (with_row(NeedyRow), "setting rows/\\*/low is new"),
    "a port removed": (with_part(outputs=()), "outputs: 'samples' is gone"),
    "a port renamed": (with_part(inputs=(Port.samples("values"), Port.events())), "inputs: 'samples' is gone"),
    "a port that carries something else": (with_part(outputs=(Port("samples", Event),)), "carries something else"),
    "other ports of a table": (with_part(outputs_from=PortsFrom("rows", "name", Samples)), "outputs_from"),
    "a command removed": (with_part(commands=()), "command 'reset' is gone"),
    "an argument renamed": (with_part(commands=(Command("reset", "", "operator", OtherArgs),)), "reset/point is gone"),
}


@pytest.mark.parametrize("kind", ALLOWED.values(), ids=ALLOWED)
def test_what_keeps_saved_flows_whole_is_written(kind: type[Node[Any, Any]]) -> None:
    assert [] == list(breaks(GOLDEN, spec_of(kind)))


@pytest.mark.parametrize(("kind", "said"), REFUSED.values(), ids=REFUSED)
def test_what_breaks_saved_flows_is_refused_without_a_version(kind: type[Node[Any, Any]], said: str) -> None:
    refused = refusals(kind, GOLDEN)
    assert refused
    with pytest.raises(ValueError, match=said):
        raise ValueError("; ".join(refused))
    assert all("raise version above 1" in why for why in refused)


def test_a_raised_version_needs_a_step() -> None:
    removed = with_field(label=None)
    raised = type("New", (removed,), {"version": 2})
    assert ["setting label is gone: version is raised, but migrate has no step"] == refusals(raised, GOLDEN)

    def migrate(cls: Any, config: dict[str, Any], version: int) -> dict[str, Any]:
        return {key: value for key, value in config.items() if key != "label"}

    assert [] == refusals(type("New", (raised,), {"migrate": classmethod(migrate)}), GOLDEN)


def test_update_leaves_the_file_alone_when_it_refuses(tmp_path: Path) -> None:
    assert [] == update([Old], tmp_path)
    before = (tmp_path / "compute.old.json").read_text("utf-8")
    assert [] == list(differences([Old], tmp_path))
    assert 1 == len(update([with_field(label=None)], tmp_path))
    assert before == (tmp_path / "compute.old.json").read_text("utf-8")
    assert [] == update([with_field(more=(int, 0))], tmp_path)
    assert "more" in (tmp_path / "compute.old.json").read_text("utf-8")
    assert 1 == len(list(differences([Old], tmp_path)))


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Callable[..., tuple[int, str]]:
    def run(*arguments: str) -> tuple[int, str]:
        code = main(["--folder", str(tmp_path), *arguments])
        return code, capsys.readouterr().out

    return run


def test_the_command(say: Callable[..., tuple[int, str]], tmp_path: Path) -> None:
    code, text = say("compute.scale")
    assert (1, True) == (code, text.startswith("compute.scale has no golden file"))
    assert (0, "") == say("--update", "compute.scale")
    assert (0, "") == say("compute.scale")
    assert (1, "there is no kind no.such\n") == say("--update", "no.such")
    path = tmp_path / "compute.scale.json"
    spec = json.loads(path.read_text("utf-8"))
    spec["config"]["properties"]["former"] = {"type": "string"}
    path.write_text(text_of(spec), "utf-8")
    code, text = say("--update", "compute.scale")
    assert (1, True) == (code, "setting former is gone: raise version above 1" in text)


def test_every_kind_has_its_golden_file_and_none_is_left_over() -> None:
    shipped = {name: kind for name, kind in load().kinds.items() if kind.__module__.startswith("nodes.")}
    assert [] == list(differences(shipped.values(), FOLDER))
    assert set(shipped) == {path.stem for path in FOLDER.glob("*.json")}
