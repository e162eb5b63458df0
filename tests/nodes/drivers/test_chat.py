"""Messages in the form that each chat service documents, and what their answers mean.

Signatures are those of the services' own examples, worked out with openssl:
`printf '1599360473000\\nSEC...' | openssl dgst -sha256 -hmac SEC... -binary | base64`.
"""

import base64
import json
import subprocess
from typing import Any
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nodes.drivers.chat import Format, Message, Verdict, body, query, verdict
from nodes.drivers.outward import Answer

NOW = 1_599_360_473_000 * 1_000_000
SECRET = "SEC-this-is-a-secret"
MESSAGE = Message("Alarm: P1 <H> & *b*", "Value: 12.5\nLimit: 10", "critical", '{"a": 1}')


def made(format: Format, message: Message = MESSAGE, secret: str = "") -> dict[str, Any]:
    sent: dict[str, Any] = json.loads(body(format, message, secret, NOW))
    return sent


def openssl(key: str, text: str) -> str:
    command = ["openssl", "dgst", "-sha256", "-hmac", key, "-binary"]
    return base64.b64encode(subprocess.check_output(command, input=text.encode())).decode()


def test_dingtalk_is_signed_in_the_address() -> None:
    """The secret is the key of `timestamp + newline + secret`; the timestamp is in milliseconds."""
    signed = parse_qs(query("dingtalk", SECRET, NOW))
    assert {"timestamp": ["1599360473000"], "sign": [openssl(SECRET, f"1599360473000\n{SECRET}")]} == signed
    assert "" == query("dingtalk", "", NOW) == query("slack", SECRET, NOW)


def test_feishu_is_signed_in_the_body() -> None:
    """`timestamp + newline + secret` is the key of nothing; the timestamp is in seconds."""
    sent = made("feishu", secret=SECRET)
    assert ("1599360473", openssl(f"1599360473\n{SECRET}", "")) == (sent["timestamp"], sent["sign"])
    assert {"timestamp", "sign"}.isdisjoint(made("feishu"))


def test_each_form() -> None:
    assert {
        "msgtype": "text", "text": {"content": "Alarm: P1 <H> & *b*\nValue: 12.5\nLimit: 10"},
    } == made("dingtalk") == made("wecom")  # fmt: skip
    assert {
        "msg_type": "interactive",
        "card": {
            "header": {"title": {"tag": "plain_text", "content": MESSAGE.title}, "template": "red"},
            "elements": [{"tag": "div", "text": {"tag": "plain_text", "content": MESSAGE.text}}],
        },
    } == made("feishu")
    assert {
        "text": "Alarm: P1 &lt;H&gt; &amp; *b*",
        "blocks": [
            {"type": "header", "text": {"type": "plain_text", "text": MESSAGE.title, "emoji": False}},
            {"type": "section", "text": {"type": "plain_text", "text": MESSAGE.text, "emoji": False}},
        ],
    } == made("slack")
    [card] = made("teams")["attachments"]
    assert ("message", "application/vnd.microsoft.card.adaptive") == (made("teams")["type"], card["contentType"])
    assert ("AdaptiveCard", "1.4") == (card["content"]["type"], card["content"]["version"])
    runs = [block["inlines"][0] for block in card["content"]["body"]]
    assert [MESSAGE.title, "Value: 12.5", "Limit: 10"] == [run["text"] for run in runs]
    assert "attention" == runs[0]["color"]
    assert {"a": 1} == made("json")


@given(
    st.text(alphabet="报警aé😀\n", max_size=60_000), st.sampled_from(["dingtalk", "wecom", "feishu", "slack", "teams"])
)
def test_no_service_gets_more_than_it_takes(text: str, format: Format) -> None:
    sent = made(format, Message(text[:500], text, "", ""))
    if format in {"dingtalk", "wecom"}:
        assert len(sent["text"]["content"].encode()) <= (2048 if format == "wecom" else 20_000)
    if format == "slack":
        assert all(len(block["text"]["text"]) <= 3000 for block in sent["blocks"])
    largest = {"feishu": 20_000, "teams": 21_000}.get(format, 60_000)
    assert len(body(format, Message(text[:500], text, "", ""), "", 0)) <= largest


OK, LATER, NEVER = "ok", "later", "never"


@pytest.mark.parametrize(
    ("format", "status", "told", "means"),
    [
        ("dingtalk", 200, '{"errcode":0,"errmsg":"ok"}', OK),
        ("dingtalk", 200, '{"errcode":310000,"errmsg":"sign not match"}', NEVER),
        ("dingtalk", 200, '{"errcode":130101,"errmsg":"send too fast, exceed 20 times per minute"}', LATER),
        ("dingtalk", 200, '{"errcode":-1,"errmsg":"system busy"}', LATER),
        ("wecom", 200, '{"errcode":0,"errmsg":"ok"}', OK),
        ("wecom", 200, '{"errcode":93000,"errmsg":"invalid webhook url"}', NEVER),
        ("wecom", 200, '{"errcode":45009,"errmsg":"api freq out of limit"}', LATER),
        ("wecom", 200, "<html>a proxy says hello</html>", NEVER),
        ("feishu", 200, '{"StatusCode":0,"StatusMessage":"success","code":0,"data":{},"msg":"success"}', OK),
        ("feishu", 200, '{"code":19021,"msg":"sign match fail or timestamp is not within one hour"}', NEVER),
        ("feishu", 200, '{"code":11232,"msg":"frequency limited psm"}', LATER),
        ("feishu", 400, '{"code":9499,"msg":"Bad Request","data":{}}', NEVER),
        ("feishu", 400, '{"code":9499,"msg":"too many request","data":{}}', LATER),
        ("feishu", 400, '{"code":11232,"msg":"create message trigger rate limit"}', LATER),
        ("feishu", 400, "<html>a proxy says no</html>", NEVER),
        ("dingtalk", 200, '{"errcode":90030,"errmsg":"webhook over limit"}', LATER),
        ("slack", 200, "ok", OK), ("slack", 200, '{"ok":true}', OK), ("slack", 400, "invalid_payload", NEVER),
        ("slack", 404, "no_service", NEVER), ("slack", 410, "channel_is_archived", NEVER),
        ("slack", 429, "rate_limited", LATER), ("slack", 500, "rollup_error", LATER),
        ("teams", 202, "", OK), ("teams", 200, "1", OK), ("teams", 400, "Bad payload", NEVER),
        ("teams", 200, "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429",
         LATER),
        ("json", 204, "", OK), ("json", 200, "[1]", OK), ("json", 200, '{"errcode":7}', NEVER),
        ("json", 503, "", LATER), ("json", 200, '{"code":7}', OK),
        ("json", 302, "", NEVER), ("json", 401, "", NEVER), ("json", 408, "", LATER),
        ("json", 200, "[" * 100_000, OK),
    ],
)  # fmt: skip
def test_what_an_answer_means(format: Format, status: int, told: str, means: str) -> None:
    found = verdict(format, Answer(status, {}, told))
    assert means == (OK if found.ok else LATER if found.later else NEVER)
    assert isinstance(found, Verdict)


@pytest.mark.parametrize("format", ["dingtalk", "wecom", "feishu", "slack", "teams", "json"])
def test_half_a_character_keeps_no_alarm_from_being_told(format: Format) -> None:
    told = json.loads(body(format, Message("P1 \ud800 high", "\udfff", "", '{"text": "P1 \ud800 high"}'), "", 0))
    assert "P1 ? high" in json.dumps(told)
