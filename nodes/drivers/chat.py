"""Chat: a message in the words of each chat service, and what its answer means.

Text is sent as plain text everywhere, so that a name with `*` or `<` in it is read as it is. Sources: DingTalk
open.dingtalk.com "Custom robot", WeCom developer.work.weixin.qq.com/document/path/91770, Feishu open.feishu.cn "Custom
bot usage guide", Slack api.slack.com "Incoming webhooks", Teams learn.microsoft.com "Post a workflow when a webhook
request is received" with Adaptive Cards 1.4.
"""

import hashlib
import hmac
import json
from base64 import b64encode
from collections.abc import Callable, Mapping
from typing import Any, Literal, NamedTuple
from urllib.parse import quote_plus

from nodes.drivers.heard import heard
from nodes.drivers.outward import Answer

Format = Literal["dingtalk", "wecom", "feishu", "slack", "teams", "json"]
PER_MINUTE: Mapping[str, int] = {"dingtalk": 20, "wecom": 20, "feishu": 100, "slack": 60, "teams": 100}
"""Messages a minute that a service takes from one webhook; more are refused for a while, or for ten minutes."""
TOO_MANY: Mapping[str, frozenset[int]] = {
    "dingtalk": frozenset({130101, 410100, 90030, -1}),
    "wecom": frozenset({45009, -1}),
    "feishu": frozenset({11232, 99991400}),
}
"""Codes in answers that say: later."""
UNCLEAR, TOO_FAST = 9499, "too many"
"""Feishu answers HTTP 400 with this code both to what is wrong (`Bad Request`) and, in these words, to too much."""
COLOURS: Mapping[str, tuple[str, str]] = {
    "critical": ("red", "attention"), "serious": ("orange", "warning"), "moderate": ("yellow", "accent"),
}  # fmt: skip
"""Of Feishu and of Teams."""
LONGEST_WECOM, LONGEST_DINGTALK, LONGEST_CARD = 2048, 18_000, 12_000
"""Bytes of a text. A whole card has at most 20 KB at Feishu, and 28 KB at Teams, of which some found 21."""
LONGEST_HEADER, LONGEST_SECTION, MOST_LINES = 150, 3000, 60
"""Characters; lines of a card, each of which takes room besides its text."""


class Message(NamedTuple):
    title: str
    text: str
    severity: str
    raw: str
    """What is sent where there is no format of a service: JSON."""


class Verdict(NamedTuple):
    """What an answer means."""

    ok: bool
    later: bool = False
    """Not now: the same may be taken later. Else it will never be."""
    why: str = ""


def query(format: Format, secret: str, now: int) -> str:
    """What is added to the address; `now` is ns UTC."""
    if format != "dingtalk" or not secret:
        return ""
    stamp = str(now // 1_000_000)
    sign = quote_plus(_signed(secret, f"{stamp}\n{secret}"))
    return f"timestamp={stamp}&sign={sign}"


def body(format: Format, message: Message, secret: str, now: int) -> bytes:
    """What is posted; `now` is ns UTC."""
    if format == "json":
        return message.raw.encode(errors="replace")
    made = BODIES[format](message)
    if format == "feishu" and secret:
        stamp = str(now // 1_000_000_000)
        made = {"timestamp": stamp, "sign": _signed(f"{stamp}\n{secret}", ""), **made}
    return json.dumps(made, ensure_ascii=False).encode(errors="replace")  # half a character is no reason to be silent


def _signed(key: str, text: str) -> str:
    return b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()).decode()


def _dingtalk(message: Message) -> dict[str, Any]:
    return {"msgtype": "text", "text": {"content": _bytes(f"{message.title}\n{message.text}", LONGEST_DINGTALK)}}


def _wecom(message: Message) -> dict[str, Any]:
    return {"msgtype": "text", "text": {"content": _bytes(f"{message.title}\n{message.text}", LONGEST_WECOM)}}


def _feishu(message: Message) -> dict[str, Any]:
    colour = COLOURS.get(message.severity, ("blue", ""))[0]
    text = {"tag": "div", "text": {"tag": "plain_text", "content": _bytes(message.text, LONGEST_CARD)}}
    header = {"title": {"tag": "plain_text", "content": _short(message.title, LONGEST_HEADER)}, "template": colour}
    return {"msg_type": "interactive", "card": {"header": header, "elements": [text]}}


def _slack(message: Message) -> dict[str, Any]:
    plain = message.title.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    title = {"type": "plain_text", "text": _short(message.title, LONGEST_HEADER), "emoji": False}
    text = {"type": "plain_text", "text": _short(message.text, LONGEST_SECTION), "emoji": False}
    blocks = [{"type": "header", "text": title}, {"type": "section", "text": text}]
    return {"text": plain, "blocks": blocks if message.text else blocks[:1]}


def _teams(message: Message) -> dict[str, Any]:
    colour = COLOURS.get(message.severity, ("", "default"))[1]
    title = {
        "type": "TextRun",
        "text": _short(message.title, LONGEST_SECTION),
        "weight": "bolder",
        "size": "medium",
        "color": colour,
    }
    texts = [line for line in _bytes(message.text, LONGEST_CARD).splitlines() if line]
    texts = texts if len(texts) <= MOST_LINES else [*texts[:MOST_LINES], "…"]
    lines = [{"type": "TextRun", "text": line} for line in texts]
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json", "type": "AdaptiveCard", "version": "1.4",
        "body": [{"type": "RichTextBlock", "inlines": [run]} for run in [title, *lines]],
    }  # fmt: skip
    kind = "application/vnd.microsoft.card.adaptive"
    return {"type": "message", "attachments": [{"contentType": kind, "contentUrl": None, "content": card}]}


BODIES: Mapping[str, Callable[[Message], dict[str, Any]]] = {
    "dingtalk": _dingtalk, "wecom": _wecom, "feishu": _feishu, "slack": _slack, "teams": _teams,
}  # fmt: skip


def verdict(format: Format, answer: Answer) -> Verdict:
    """Whether it was taken."""
    status = answer.status
    if status in {408, 425, 429} or status >= 500:  # noqa: PLR2004 - errors of the server
        return Verdict(ok=False, later=True, why=f"HTTP {status}")
    if 300 <= status < 400:  # noqa: PLR2004 - redirects
        return Verdict(ok=False, why=f"HTTP {status}: it sends us elsewhere, and we do not follow")
    told = 200 <= status < 300 or (format == "feishu" and status == 400)  # noqa: PLR2004 - all that is well; see above
    if not told:
        return Verdict(ok=False, why=f"HTTP {status}: {heard(answer.body)}")
    if format == "slack":
        ok = answer.body.strip() == "ok" or _said(answer.body).get("ok") is True
        return Verdict(ok, why=heard(answer.body))
    if format == "teams" and "failed with error" in answer.body:  # an answer of 200 that is none
        return Verdict(ok=False, later=True, why=heard(answer.body))
    return _by_code(format, answer)


def _by_code(format: Format, answer: Answer) -> Verdict:
    said = _said(answer.body)
    told = next((said[name] for name in ("errcode", "code", "StatusCode") if name in said), None)
    code = told if type(told) is int else None
    if format in {"dingtalk", "wecom", "feishu"} or (format == "json" and "errcode" in said):
        words = next((text for text in (said.get("errmsg"), said.get("msg")) if text and isinstance(text, str)), None)
        message = words or answer.body
        too_many = code in TOO_MANY.get(format, ()) or (
            format == "feishu" and code == UNCLEAR and TOO_FAST in message.lower()
        )
        number = "no code" if code is None else heard(code)
        return Verdict(code == 0, later=too_many, why=f"{number}: {heard(message)}")
    return Verdict(ok=True)


def _said(text: str) -> dict[str, Any]:
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _short(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _bytes(text: str, longest: int) -> str:
    raw = text.encode(errors="replace")
    return text if len(raw) <= longest else raw[: longest - 3].decode("utf-8", "ignore") + "…"
