import json

import pytest

from api.cli import main
from api.cli.node_settings import settings
from tundish import catalogue


def test_the_table_names_every_kind(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["nodes"])
    out = capsys.readouterr().out
    assert [] == [kind for kind in catalogue.load().kinds if f"  {kind} " not in out]


def test_as_json_it_is_the_catalogue(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["nodes", "--json"])
    told = json.loads(capsys.readouterr().out)
    assert json.loads(json.dumps(catalogue.load().specs())) == told["kinds"]
    assert {"kinds", "connections", "texts"} == set(told)


@pytest.mark.parametrize("kind", sorted(catalogue.load().kinds))
def test_a_kind_in_full_names_all_its_settings(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["nodes", kind])
    out = capsys.readouterr().out
    spec = next(spec for spec in catalogue.load().specs() if spec["kind"] == kind)
    assert out.startswith(f"{spec['title']} ({kind}, version {spec['version']})\n")
    named = [setting.name for setting in settings(spec["config"])]
    assert [] == [name for name in named if f"{name} (" not in out]
    assert set(spec["config"].get("properties", {})) <= set(named)


def test_one_kind_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["nodes", "alarm.limit", "--json"])
    assert "alarm.limit" == json.loads(capsys.readouterr().out)["kind"]


def test_an_unknown_kind_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert 2 == main(["nodes", "alarm.limits"])
    assert "there is no kind of node 'alarm.limits'. Did you mean 'alarm.limit'?" in capsys.readouterr().err


def test_settings_are_told_in_words() -> None:
    spec = next(spec for spec in catalogue.load().specs() if spec["kind"] == "alarm.limit")
    told = {setting.path: (setting.type, setting.default, setting.limits) for setting in settings(spec["config"])}
    assert ("table", "…", "") == told["rows"]
    assert ("number", "–", "") == told["· h"]
    assert ("seconds", "–", "at least 0, at most 3,000,000,000") == told["· on_delay"]
    assert "critical | serious | moderate | advisory" == told["· priority"][0]
