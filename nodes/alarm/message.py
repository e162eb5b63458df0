"""Message: what those who are told read, in their language."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

from nodes.alarm.hours import Calendar
from tundish.iso import nanoseconds_of

Language = Literal["en", "zh"]
Reason = Literal["alarm", "worse", "again", "repeat", "escalation", "acknowledged", "cleared", "storm", "calm", "test"]

SUBJECT = "{{ heading }}: {{ title }}"
SUBJECT_ZH = "{{ heading }}：{{ title }}"
TEXT = """{{ heading }}: {{ message }}
{% if point %}Point: {{ point }}{% if level is not none %} ({{ level }}){% endif %}
{% if area or device %}Place: {{ area }}{% if area and device %}, {% endif %}{{ device }}
{% endif %}Value: {{ value }}{% if limit is not none %}, limit {{ limit }}{% endif %}
Priority: {{ severity_text }}
Active since: {{ since }}
{% if flow %}Flow: {{ flow }}
{% endif %}{% if user %}By: {{ user }} {{ comment }}
{% endif %}{% endif %}{{ lines }}"""
TEXT_ZH = """{{ heading }}：{{ message }}
{% if point %}点位：{{ point }}{% if level is not none %}（{{ level }}）{% endif %}
{% if area or device %}位置：{{ area }}{% if area and device %}，{% endif %}{{ device }}
{% endif %}数值：{{ value }}{% if limit is not none %}，限值 {{ limit }}{% endif %}
优先级：{{ severity_text }}
报警时间：{{ since }}
{% if flow %}流程：{{ flow }}
{% endif %}{% if user %}操作人：{{ user }} {{ comment }}
{% endif %}{% endif %}{{ lines }}"""

HEADINGS: dict[str, dict[str, str]] = {
    "en": {
        "alarm": "Alarm", "worse": "Alarm, worse", "again": "Alarm again", "repeat": "Alarm, not acknowledged",
        "escalation": "Alarm, escalated", "acknowledged": "Acknowledged", "cleared": "Cleared",
        "storm": "Many alarms", "calm": "Alarms calm", "test": "Test",
    },
    "zh": {
        "alarm": "报警", "worse": "报警升级", "again": "再次报警", "repeat": "报警未确认",
        "escalation": "报警上报", "acknowledged": "报警已确认", "cleared": "报警恢复",
        "storm": "大量报警", "calm": "报警趋于平稳", "test": "测试",
    },
}  # fmt: skip
SEVERITIES = {"critical": "紧急", "serious": "严重", "moderate": "一般", "advisory": "提示", "": ""}
TESTED = {"en": "This is a test, no alarm.", "zh": "这是一条测试消息，并非报警。"}
SUMMARIES = {
    "en": {
        "storm": "{count} messages of the route {route} within {minutes} min: one tells of many until it calms",
        "calm": "{count} messages of the route {route} within {minutes} min: each is told by itself again",
    },
    "zh": {
        "storm": "路由“{route}”在 {minutes} 分钟内有 {count} 条消息，平稳之前合并发送",
        "calm": "路由“{route}”在 {minutes} 分钟内有 {count} 条消息，此后恢复逐条发送",
    },
}
MORE = {"en": "and {} more", "zh": "另有 {} 条"}
LONGEST_SUBJECT = 200


class About(NamedTuple):
    """What is told: one alarm, or many."""

    reason: Reason
    route: str
    severity: str
    at: int
    """Stamp at which it is told."""
    flow: str = ""
    node: str = ""
    point: str = ""
    kind: str = ""
    time: int = 0
    """Source time of the transition."""
    alarm: Mapping[str, Any] = {}
    """The alarm's data."""
    number: int = 0
    """In a summary, of how many messages."""
    within: float = 0.0
    """In a summary, the seconds in which they came."""
    lines: Sequence[str] = ()
    """In a summary, the first of them."""


def names(about: About, language: Language, calendar: Calendar) -> dict[str, Any]:
    """What templates may use; every name is there for every message."""
    alarm, message = about.alarm, _message(about, language)
    title = message if about.point in message else f"{about.point} {message}"
    return {
        "title": title, "message": message,
        "heading": HEADINGS[language][about.reason], "reason": about.reason, "route": about.route,
        "severity": about.severity,
        "severity_text": SEVERITIES.get(about.severity, about.severity) if language == "zh" else about.severity,
        "kind": about.kind, "point": about.point, "flow": about.flow, "node": about.node,
        "value": _number(alarm.get("value")), "limit": alarm.get("limit"),
        "level": alarm.get("level"), "status": alarm.get("status"), "since": _since(about, calendar),
        "at": calendar.text(about.at), "user": alarm.get("user") or "", "comment": alarm.get("comment") or "",
        "area": alarm.get("area") or "", "device": alarm.get("device") or "",
        "count": about.number, "lines": _lines(about, language), "time": calendar.text(about.time), "data": dict(alarm),
    }  # fmt: skip


def line_of(about: About, calendar: Calendar) -> str:
    """One message in a line of a summary."""
    alarm = about.alarm
    told = [calendar.text(about.time)[11:], about.severity, about.point, alarm.get("level"), alarm.get("message")]
    return " ".join(str(part) for part in told if part)


def one_line(text: str) -> str:
    """As a subject: without line breaks and other control characters, and not too long."""
    plain = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return plain if len(plain) <= LONGEST_SUBJECT else plain[: LONGEST_SUBJECT - 1] + "…"


def _message(about: About, language: Language) -> str:
    minutes = f"{about.within / 60:g}"
    if about.reason == "test":
        return TESTED[language]
    if about.reason in {"storm", "calm"}:
        return SUMMARIES[language][about.reason].format(count=about.number, route=about.route, minutes=minutes)
    said = about.alarm.get("message")
    if said:
        return str(said)
    level = about.alarm.get("level")
    return f"{level or about.alarm.get('type') or ''} {_number(about.alarm.get('value'))}".strip()


def _lines(about: About, language: Language) -> str:
    more = about.number - len(about.lines)
    told = [*about.lines, *([MORE[language].format(more)] if more > 0 and about.lines else [])]
    return "\n".join(told)


def _number(value: Any) -> Any:
    return float(f"{value:.7g}") if isinstance(value, float) and abs(value) < 1e300 else value  # noqa: PLR2004 - no inf


def _since(about: About, calendar: Calendar) -> str:
    try:
        return calendar.text(nanoseconds_of(str(about.alarm.get("active_since") or "")))
    except (ValueError, OverflowError):
        return calendar.text(about.time)
