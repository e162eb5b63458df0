"""Previews of expressions and templates: of one event, by the capped evaluators, for those who may change flows."""

import threading
from typing import Any

import pytest
from starlette.testclient import TestClient

from api import preview
from tests.api.conftest import Browser
from tundish.errors import FieldError

EVENT: dict[str, Any] = {
    "kind": "lab.result",
    "point": "S7.au",
    "time": "2026-11-22T02:00:00Z",
    "data": {"value": 12.5, "unit": "g/t", "tags": ["a", "b"], "by": {"name": "王"}},
}


def ask(client: TestClient, what: str, text: str, language: str = "en", **more: Any) -> dict[str, Any]:
    body = {what: text, "event": EVENT, **more}
    answer = client.post(f"/api/{what}/preview", json=body, headers={"Accept-Language": language})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_an_expression_gives_its_value_over_the_event(engineer: TestClient) -> None:
    table = [
        ("value * 2", "25.0", "number", True),
        ("value > 20", "false", "boolean", False),
        ("data['by']['name']", '"王"', "text", True),
        ("tags", '["a", "b"]', "list", True),
        ("data['by']", '{"name": "王"}', "record", True),
        ("None", "null", "nothing", False),
    ]
    for text, shown, kind, true in table:
        assert {"ok": True, "shown": shown, "type": kind, "true": true} == ask(engineer, "expression", text), text


def test_rows_above_are_computed_first_and_one_that_fails_hides_those_after_it(engineer: TestClient) -> None:
    before = [{"field": "twice", "expression": "value * 2"}, {"field": "four", "expression": "twice * 2"}]
    assert ask(engineer, "expression", "four", before=before)["shown"] == "50.0"
    broken = [{"field": "twice", "expression": "nothing_here"}, *before[1:]]
    assert not ask(engineer, "expression", "four", before=broken)["ok"]
    assert EVENT["data"].keys() == {"value", "unit", "tags", "by"}


def test_errors_have_their_place(engineer: TestClient) -> None:
    wrong = ask(engineer, "expression", "value +")
    assert (wrong["ok"], wrong["line"]) == (False, 1)
    wrong = ask(engineer, "template", "{{ kind }}\n{{ gone }}")
    assert (wrong["ok"], wrong["line"]) == (False, 2)
    assert "gone" in wrong["message"]


def test_a_template_is_rendered(engineer: TestClient) -> None:
    found = ask(engineer, "template", "{{ data.by.name }}: {{ value | fixed(2) }} {{ unit }}")
    assert {"ok": True, "text": "王: 12.50 g/t"} == found


def test_hostile_texts_are_refused_or_end_by_themselves(engineer: TestClient) -> None:
    """Positive control: each of them harms an evaluator without caps (tests/engine/hostile)."""
    for text in ("''.__class__.__mro__", "9**9**9", "'a' * 10**9", "open('/etc/passwd')", "[x for x in data]"):
        assert not ask(engineer, "expression", text)["ok"], text
    loops = "{% for a in range(9999) %}{% for b in range(9999) %}x{% endfor %}{% endfor %}"
    for text in (loops, "{{ ''.__class__ }}", "{{ cycler.__init__.__globals__ }}"):
        assert not ask(engineer, "template", text)["ok"], text


def test_rows_that_hold_each_other_many_times_end_soon(engineer: TestClient) -> None:
    """A hundredfold in each row, and a record that would hold itself: neither memory nor the answer goes astray."""
    many = [{"field": f"f{i}", "expression": f"[{','.join([of] * 100)}]"} for i, of in enumerate(("tags", "f0", "f1"))]
    last = many[2]["expression"]
    wrong = ask(engineer, "expression", last, before=many[:2])
    said = "what is computed of one event gets larger than 500000 parts and characters"
    assert (wrong["ok"], wrong["message"]) == (False, said)
    said = "由一个事件计算出的内容超过 500000 个元素和字符"
    assert ask(engineer, "expression", last, "zh", before=many[:2])["message"] == said
    assert not ask(engineer, "expression", "f2", before=many)["ok"]
    itself = [{"field": "all", "expression": "data"}]
    assert ask(engineer, "expression", "all.value", before=itself)["shown"] == "12.5"
    assert ask(engineer, "expression", "all", before=itself)["type"] == "record"


def test_deep_data_is_refused_in_words(engineer: TestClient) -> None:
    deep: Any = 1
    for _ in range(400):
        deep = [deep]
    body = {"event": {"data": {"a": deep}}, "expression": "a", "template": "{{ a }}"}
    for what in ("expression", "template"):
        assert engineer.post(f"/api/{what}/preview", json=body).status_code in {200, 422}
    text = '{"expression": "a", "event": {"data": {"a": ' + "[" * 50_000 + "]" * 50_000 + "}}}"
    answer = engineer.post("/api/expression/preview", content=text, headers={"Content-Type": "application/json"})
    assert answer.status_code in {400, 422}


def test_only_those_who_may_change_flows_ask_and_only_with_small_events(browser: Browser) -> None:
    viewer, operator, engineer = browser("viewer"), browser("operator"), browser("engineer")
    body = {"expression": "1", "template": "1", "event": {}}
    for route in ("/api/expression/preview", "/api/template/preview"):
        assert [403, 403, 200] == [client.post(route, json=body).status_code for client in (viewer, operator, engineer)]
        large = {**body, "event": {"data": {"a": "x" * 300_000}}}
        assert engineer.post(route, json=large).status_code == 422


def test_what_takes_too_long_is_left_alone_and_others_are_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preview, "PATIENCE", 0.05)
    may_end, ended = threading.Event(), threading.Event()

    def long() -> dict[str, Any]:
        may_end.wait(60)
        ended.set()
        return {}

    with pytest.raises(FieldError, match="too long"):
        preview.limited(long)
    monkeypatch.setattr(preview, "PATIENCE", 20.0)
    assert preview.limited(lambda: {"x": 1}) == {"x": 1}
    assert not ended.is_set(), "nobody has waited for it"
    may_end.set()
    assert ended.wait(60)
