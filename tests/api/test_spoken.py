"""What flows and the API say is in the language of who asks."""

from typing import Any

from starlette.testclient import TestClient

from api.live.spoken import spoken, spoken_event
from flows.configs import judge
from nodes.compute.lookup import LookupConfig
from tests.api.conftest import flow
from tundish.said import in_language

ZH = {"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5"}


def test_states_of_nodes_are_told_in_the_language_of_the_page() -> None:
    node = {"status": "error", "last_error": "a division by zero", "detail": None,
            "stopped": {"by": "hang", "why": "did not come back from a call"}}  # fmt: skip
    message: dict[str, Any] = {"type": "status", "flow": "f", "nodes": {"a": node, "b": {"status": "ok"}}}
    told = spoken(message, "zh")
    assert told["nodes"]["a"] == {
        **node,
        "last_error": "除以零",
        "stopped": {"by": "hang", "why": "调用未返回"},
    }
    assert told["nodes"]["b"] == {"status": "ok"}
    assert message["nodes"]["a"]["last_error"] == "a division by zero"
    for language in ("", "en", "../zh", "xx"):
        assert spoken(message, language) is message
    event = {"kind": "problem", "data": {"error": "a division by zero", "row": 3}}
    assert spoken_event(event, "zh")["data"] == {"error": "除以零", "row": 3}
    assert spoken_event({"kind": "x", "data": {}}, "zh") == {"kind": "x", "data": {}}
    live = {"type": "live", "values": {}}
    assert spoken(live, "zh") is live


def test_problems_of_flows_and_refusals_are_told_in_chinese(engineer: TestClient) -> None:
    document = flow("f")
    document["nodes"]["x"] = {"kind": "compute.nothing", "version": 1, "name": "x", "config": {}}
    found = engineer.post("/api/flows/validate", json=document, headers=ZH).json()["problems"]
    assert "没有节点类型 'compute.nothing'" in [problem["message"] for problem in found]
    said = judge(LookupConfig, {"table": "a | b\nx | 1\nx | 2"}).said[0].message
    assert in_language(said, "zh", {"Entries": "条目"}) == "条目，第 3 行第 1 列：键 x 重复"
    answer = engineer.get("/api/flows/none", headers=ZH)
    assert (answer.status_code, answer.json()["detail"]) == (404, "没有流程 'none'")
    answer = engineer.get("/api/flows/none")
    assert answer.json()["detail"] == "There is no flow 'none'"
    answer = engineer.post("/api/expression/preview", json={"expression": 3}, headers=ZH)
    assert "应为文本" in answer.json()["detail"]
    answer = engineer.post("/api/expression/preview", json={"expression": "1 +", "event": {}}, headers=ZH)
    assert answer.json()["message"]
