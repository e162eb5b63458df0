"""Gallery: every text in both languages, valid in both, parameters for all limits, sources named."""

import json
from http import HTTPStatus
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.checker import Checker
from api.cli import main
from api.examples.gallery import HERE, NAMES, example, examples, texts_of
from tests.nodes.test_locale import code
from tundish.catalogue import load


def test_every_text_is_there_in_chinese_and_nothing_is_left_over() -> None:
    raw = (HERE / "locale/zh.json").read_text("utf-8")
    known: dict[str, str] = json.loads(raw)
    said = {holder[key] for document in examples() for holder, key in texts_of(document)}
    assert said == set(known)
    assert json.dumps(known, ensure_ascii=False, indent=1, sort_keys=True) + "\n" == raw
    for english, chinese in known.items():
        assert code(english) == code(chinese), english


@pytest.mark.parametrize("name", NAMES)
def test_an_example_says_what_it_does_and_what_to_change(name: str) -> None:
    document = example(name)
    assert document["id"] == name
    assert len(document["description"]) > 50
    [note] = document["notes"]
    assert "To use it: put the source of your" in note["text"]
    kinds = {node["kind"].partition(".")[0] for node in document["nodes"].values()}
    assert {"source", "compute", "alarm", "action"} <= kinds
    assert {(HERE / "flows" / f"{name}.json").name} <= {path.name for path in (HERE / "flows").iterdir()}


@pytest.mark.parametrize("name", NAMES)
def test_every_limit_is_a_parameter_whose_source_is_named(name: str) -> None:
    document = example(name)
    judges = [node["config"] for node in document["nodes"].values() if node["kind"] == "alarm.limit"]
    limits = [row for config in judges for row in config["rows"]]
    given = [row[level] for row in limits for level in ("ll", "l", "h", "hh") if level in row]
    assert given
    for value in given:
        parameter = document["parameters"][value.strip("{}")]
        assert parameter["description"].startswith(("Example value", "GB ")), value


@pytest.mark.parametrize("language", ["en", "zh"])
def test_all_of_them_can_be_fetched_and_deployed(admin: TestClient, language: str) -> None:
    documents: list[dict[str, Any]] = admin.get(f"/api/examples?language={language}").json()
    assert list(NAMES) == [document["id"] for document in documents]
    for document in documents:
        assert [] == Checker(load()).problems(document), document["id"]
    assert admin.get("/api/examples?language=xx").status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_the_list_and_a_name_that_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["examples", "--language", "zh"]) == 0
    assert "产线 OEE" in capsys.readouterr().out
    assert main(["examples", "--json"]) == 0
    assert list(NAMES) == [row["name"] for row in json.loads(capsys.readouterr().out)]
    assert main(["examples", "line-oe"]) == 1
    assert "line-oee" in capsys.readouterr().err
