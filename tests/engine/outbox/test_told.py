"""An alarm on its way to people: through the flow, the outbox and a receiver that is down for ten minutes."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nodes.action.email import Email
from nodes.action.webhook import WebhookAction
from nodes.alarm.notify import Notify
from nodes.drivers.smtp import Smtp
from nodes.drivers.webhook import Webhook
from tests.engine.kinds import KINDS, node, wires
from tests.engine.stage import Stage
from tests.fixtures.mail import Msmtpd
from tests.fixtures.receiver import Receiver, Reply
from tundish import Event

SECOND = 1_000_000_000
PEOPLE = [
    {"group": "shift", "name": "Ann", "email": "ann@plant.example", "channel": "control"},
    {"group": "boss", "name": "Bob", "email": "bob@plant.example", "channel": "control"},
]
DOCUMENT: dict[str, Any] = {
    "nodes": {
        "s": node("test.source"),
        "notify": node(
            "alarm.notify",
            routes=[{"name": "plant", "group": "shift", "storm": 0, "returns": "cleared"}],
            escalations=[{"route": "plant", "after": 300, "group": "boss"}],
            recipients=PEOPLE,
        ),
        "chat": node("action.webhook", connection="hook", channel="control"),
        "mail": node("action.email", connection="post"),
    },
    "wires": wires("s.events > notify.events", "notify.notify > chat.events", "notify.notify > mail.events"),
}
ALARM = {"status": "unack", "priority": "serious", "level": "H", "value": 1.0, "limit": 0.5, "message": "high"}


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    monkeypatch.setattr("engine.outbox.delivery.LONGEST_PAUSE", 0.05)
    monkeypatch.setattr("tundish.connection.FIRST_PAUSE", 0.05)
    monkeypatch.setattr("tundish.connection.LONGEST_PAUSE", 0.1)
    for kind in (Notify, WebhookAction, Email):
        monkeypatch.setitem(KINDS, kind.kind, kind)
    return Stage(tmp_path)


async def opened(stage: Stage, receiver: Receiver, msmtpd: Msmtpd) -> None:
    stage.open(DOCUMENT)
    connections = stage.world.connections
    connections._kinds = {"webhook": Webhook, "smtp": Smtp}
    plain = {"host": "127.0.0.1", "port": msmtpd.port, "security": "none", "sender": "t@plant.example"}
    hook = {"url": receiver.url, "network": "private", "format": "slack"}
    await connections.put(
        [{"id": "hook", "kind": "webhook", "settings": hook}, {"id": "post", "kind": "smtp", "settings": plain}]
    )


async def killed(stage: Stage) -> None:
    connections = stage.world.connections
    stage.kill()
    await connections.close()


def tell(stage: Stage, kind: str, status: str, point: str) -> None:
    event = Event(kind=f"alarm.{kind}", time=stage.world.time, arrival=0, point=point, data={**ALARM, "status": status})
    stage.flow.inbox.put("s", "events", event)
    stage.flow.once()


async def until(stage: Stage, done: Callable[[], bool], seconds: float = 0) -> None:
    """Engine time goes on only as far as it is said; the receiver has as long as it takes."""
    stage.world.time += round(seconds * SECOND)
    async with asyncio.timeout(120):
        while True:
            stage.flow.once()
            if done():
                return
            await asyncio.sleep(0.01)


def waiting(stage: Stage) -> int:
    return sum(delivery.size for delivery in stage.flow.outgoing.deliveries.values())


async def test_down_for_ten_minutes_then_told_once_each_in_order_and_escalated_in_time(
    stage: Stage, receiver: Receiver, msmtpd: Msmtpd
) -> None:
    """Of three alarms one is acknowledged in time and one ends; the process is killed halfway."""
    receiver.answer = lambda _: Reply(200, "ok")
    receiver.stop()
    msmtpd.stop()
    stage.world.time = 1_795_262_400 * SECOND
    await opened(stage, receiver, msmtpd)
    for point in ("P1", "P2", "P3"):
        tell(stage, "active", "unack", point)
    await until(stage, lambda: waiting(stage) == 6, 120)
    tell(stage, "ack", "ack", "P2")
    await asyncio.sleep(0.2)
    await killed(stage)
    await opened(stage, receiver, msmtpd)
    await until(stage, lambda: waiting(stage) == 10, 181)  # the escalation of P1 and P3, two minutes and three later
    await until(stage, lambda: waiting(stage) == 10, 299)
    tell(stage, "clear", "rtn_unack", "P3")
    await until(stage, lambda: waiting(stage) == 13)
    receiver.start()
    msmtpd.start()
    await until(stage, lambda: waiting(stage) == 0)
    await killed(stage)
    told = ["Alarm: P1 high", "Alarm: P2 high", "Alarm: P3 high", "Alarm, escalated: P1 high"]
    told += ["Alarm, escalated: P3 high", "Cleared: P3 high"]
    assert told == [json.loads(got.body)["text"] for got in receiver.got]
    mails: dict[str, list[str]] = {}
    for mail in msmtpd.mails():
        mails.setdefault(mail.to, []).append(mail.message["Subject"])
    assert {"ann@plant.example": [*told[:3], told[5]], "bob@plant.example": told[3:]} == mails
    dates = {mail.message["Date"] for mail in msmtpd.mails() if "escalated" in mail.message["Subject"]}
    assert {"Sat, 21 Nov 2026 12:05:00 +0000"} == dates


async def test_what_is_refused_for_good_is_set_aside_at_once_and_holds_nobody_up(
    stage: Stage, receiver: Receiver, msmtpd: Msmtpd
) -> None:
    tries: list[str] = []

    def answer(got: Any) -> Reply:
        tries.append(json.loads(got.body)["text"])
        return Reply(404, "no_service") if "P2" in got.body else Reply(200, "ok")

    receiver.answer = answer
    await opened(stage, receiver, msmtpd)
    for point in ("P1", "P2", "P3"):
        tell(stage, "active", "unack", point)
    await until(stage, lambda: waiting(stage) == 0)
    assert ["Alarm: P1 high", "Alarm: P2 high", "Alarm: P3 high"] == tries
    [row] = await stage.flow.outgoing.aside("chat", "list", [])
    assert row["why"].endswith("refused it: HTTP 404: no_service")
    assert 3 == len(msmtpd.mails())
    await killed(stage)
