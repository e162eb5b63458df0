"""action.webhook against a receiver that answers as the services do."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from nodes.action.webhook import WebhookAction, WebhookConfig
from nodes.drivers.outward import Answer
from nodes.drivers.webhook import Webhook, WebhookSettings, retry_after
from tests.fixtures.io import Kept, RecordingIo
from tests.fixtures.receiver import Receiver, Reply
from tundish import Event, Points
from tundish.errors import ConnectionFailed, Rejected
from tundish.event import Origin, seal
from tundish.testing import Bench

SECOND = 1_000_000_000
NOTICE = {
    "subject": "报警：P1", "text": "数值 12.5", "severity": "serious",
    "recipients": [{"name": "Ann", "email": "a@x.org", "channel": ""}, {"name": "Chat", "channel": "control"}],
}  # fmt: skip


class Io(RecordingIo):
    """With a clock of its own."""

    time = 1_795_262_400 * SECOND

    def now(self) -> int:
        return self.time


def settings(receiver: Receiver, **more: Any) -> WebhookSettings:
    return WebhookSettings.model_validate({"url": receiver.url, "network": "private", **more})


def action(**config: Any) -> WebhookAction:
    return WebhookAction("out", WebhookConfig.model_validate({"connection": "link", **config}), Points())


def effects(data: dict[str, Any], **config: Any) -> tuple[list[Event], list[str]]:
    bench = Bench(WebhookAction, WebhookConfig.model_validate(config))
    bench.send(1, "notify", data, point="P1", time=1_795_262_400 * SECOND)
    return bench.events("effect"), [str(event.data["error"]) for event in bench.events("error")]


def test_who_is_meant() -> None:
    for channel, number in (("", 1), ("control", 1), ("other", 0)):
        assert (channel, number) == (channel, len(effects(NOTICE, channel=channel)[0]))


def test_a_body_of_ones_own() -> None:
    """A quote in a value does no harm."""
    body = '{"what": {{ subject | json }}, "n": {{ data.recipients | length }}}'
    [effect], _ = effects({**NOTICE, "subject": 'a "b"\n'}, body=body)
    assert {"what": 'a "b"\n', "n": 2} == effect.data["raw"]
    for wrong in ('{"what": {{ subject }}}', "{{ none.such }}", ""):
        sent, problems = effects(NOTICE, body=wrong)
        assert (wrong, bool(wrong)) == (wrong, bool(problems))
        assert bool(wrong) != bool(sent)


async def test_as_json_with_its_id(receiver: Receiver) -> None:
    [effect], _ = effects(NOTICE)
    io = Io()
    async with Kept(Webhook, settings(receiver, authorization="Bearer abc")) as link:
        io.connections, io.flow = {"link": link}, "plant"
        await action().handle(effect, io)
        await action().handle(effect, io)
    first, second = receiver.got
    told = json.loads(first.body)
    assert effect.origin is not None
    assert {
        "time": "2026-11-21T12:00:00.000000000Z", "kind": "notify", "point": "P1", "data": NOTICE,
        "id": effect.origin.id("plant"),
    } == told == json.loads(second.body)  # fmt: skip
    assert ("/hook?token=t", "Bearer abc", "application/json; charset=utf-8") == (
        first.path, first.headers["Authorization"], first.headers["Content-Type"],
    )  # fmt: skip


async def test_dingtalk_with_its_signature(receiver: Receiver) -> None:
    receiver.answer = lambda _: Reply(200, '{"errcode":0,"errmsg":"ok"}')
    [effect], _ = effects(NOTICE)
    io = Io()
    async with Kept(Webhook, settings(receiver, format="dingtalk", secret="SEC1")) as link:
        io.connections = {"link": link}
        await action().handle(effect, io)
    assert receiver.got[0].path.startswith("/hook?token=t&timestamp=1795262400000&sign=")
    assert {"msgtype": "text", "text": {"content": "报警：P1\n数值 12.5"}} == json.loads(receiver.got[0].body)


async def test_refused_for_good_and_for_now(receiver: Receiver) -> None:
    """After a 429 nothing is sent until the time that it says has passed on the engine's clock."""
    [effect], _ = effects(NOTICE)
    io, node = Io(), action()
    async with Kept(Webhook, settings(receiver)) as link:
        io.connections = {"link": link}
        receiver.answer = lambda _: Reply(404, "no_service")
        with pytest.raises(Rejected, match="404: no_service"):
            await node.handle(effect, io)
        receiver.answer = lambda _: Reply(429, headers={"Retry-After": "30"})
        for seconds, asked in ((0, 2), (29, 2), (30, 3)):
            io.time = Io.time + seconds * SECOND
            with pytest.raises(ConnectionFailed, match=r"takes no message now|asked us to wait"):
                await node.handle(effect, io)
            assert (seconds, asked) == (seconds, len(receiver.got))
        receiver.answer = lambda _: Reply()
        io.time += 30 * SECOND
        await node.handle(effect, io)


async def test_no_more_a_minute_than_the_service_takes(receiver: Receiver) -> None:
    receiver.answer = lambda _: Reply(200, '{"errcode":0}')
    [effect], _ = effects(NOTICE)
    io, node = Io(), action()
    async with Kept(Webhook, settings(receiver, format="wecom")) as link:
        io.connections = {"link": link}
        for _ in range(20):
            await node.handle(effect, io)
        with pytest.raises(ConnectionFailed, match="20 messages a minute"):
            await node.handle(effect, io)
        io.time += 60 * SECOND
        await node.handle(effect, io)
    assert 21 == len(receiver.got)


async def test_a_receiver_that_goes_away_is_lost_and_comes_back(receiver: Receiver) -> None:
    [effect], _ = effects(NOTICE)
    io, node = Io(), action()
    kept = Kept(Webhook, settings(receiver))
    async with kept as link:
        io.connections = {"link": link}
        await node.handle(effect, io)
        receiver.stop()
        with pytest.raises(ConnectionFailed, match="refused the connection"):
            await node.handle(effect, io)
        receiver.start()
        await link.ready(30)
        await node.handle(effect, io)
    assert 2 == len(receiver.got)


async def test_a_trial_sends_a_message(receiver: Receiver) -> None:
    await Webhook("trial", settings(receiver), print).attempt()
    assert "测试消息" in receiver.got[0].body
    receiver.answer = lambda _: Reply(403)
    with pytest.raises(ConnectionFailed, match="403"):
        await Webhook("trial", settings(receiver), print).attempt()
    with pytest.raises(ConnectionFailed, match="no address that messages may be sent to"):
        await Webhook("trial", WebhookSettings(url=receiver.url.replace("http:", "https:")), print).attempt()
    with pytest.raises(ConnectionFailed, match="There is no address"):
        await Webhook("trial", WebhookSettings(), print).attempt()


def test_the_test_button() -> None:
    bench = Bench(WebhookAction, WebhookConfig(channel="control"))
    bench.command(1, "test")
    assert ["Tundish: test / 测试"] == [event.data["title"] for event in bench.events("effect")]


@pytest.mark.parametrize(
    "wrong", [{"url": "http://example.org"}, {"url": "https://x", "authorization": "a\r\nX: b"}, {"url": "https://a b"}]
)
def test_settings_that_are_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        WebhookSettings.model_validate(wrong)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7), ({"retry-after": "999999"}, 3600), ({}, 60), ({"retry-after": "soon"}, 60),
        ({"retry-after": "Sat, 21 Nov 2026 12:02:00 GMT", "date": "Sat, 21 Nov 2026 12:00:00 GMT"}, 120),
        ({"retry-after": "Sat, 21 Nov 2026 12:02:00 GMT"}, 60),
    ],
)  # fmt: skip
def test_how_long_to_wait(headers: dict[str, str], seconds: int) -> None:
    assert seconds == retry_after(Answer(429, headers, ""))


def test_secrets_are_marked_as_such() -> None:
    fields = WebhookSettings.model_json_schema()["properties"]
    assert {"url", "secret", "authorization"} == {n for n, f in fields.items() if f.get("x-widget") == "secret"}


def test_all_go_in_order() -> None:
    effect = Event(kind="effect", time=1, arrival=1, point="P1")
    seal(effect, Origin("out", 1, "", "effect", 0), None)
    assert "" == action().key(effect)
