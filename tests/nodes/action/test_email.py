"""action.email against msmtpd, and against aiosmtpd with TLS, passwords and refusals."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
import trustme
from pydantic import ValidationError

from nodes.action.email import Email, EmailConfig, addresses, mail
from nodes.drivers.smtp import Smtp, SmtpSettings
from tests.fixtures.io import Kept, RecordingIo
from tests.fixtures.mail import Guarded, Msmtpd
from tundish import Event, Points
from tundish.errors import ConnectionFailed, Rejected
from tundish.testing import Bench

NOTICE = {
    "subject": "报警：P1 高", "text": "数值 12.5 <b>\n.\nFrom 控制室", "severity": "critical",
    "recipients": [{"name": "Ann", "email": "ann@plant.example"}, {"name": "Chat", "email": "", "channel": "c"}],
}  # fmt: skip
CONFIG = EmailConfig.model_validate({"connection": "link"})
NOON = 1_795_262_400_000_000_000
"""2026-11-21T12:00:00Z"""


def bench(**config: Any) -> Bench:
    return Bench(Email, EmailConfig.model_validate({"connection": "link", **config}))


def effects(config: dict[str, Any], data: dict[str, Any], kind: str = "notify") -> list[Event]:
    made = bench(**config)
    made.send(1, kind, data, point="P1", time=NOON)
    return made.events("effect")


def settings(server: Any, **more: Any) -> SmtpSettings:
    plain = {"host": "127.0.0.1", "security": "none", "sender": "tundish@plant.example", "timeout": 10}
    return SmtpSettings.model_validate({**plain, "port": server.port, **more})


def guarded(server: Guarded, **more: Any) -> SmtpSettings:
    login = {"user": "plant", "password": "secret", "security": "starttls", "ca_file": server.ca_file}
    return settings(server, **{"host": "localhost", **login, **more})


async def send(made: SmtpSettings, *sent: Event) -> None:
    async with Kept(Smtp, made) as link:
        for effect in sent:
            await Email("out", CONFIG, Points()).handle(effect, RecordingIo(link))


# ---------------------------------------------------------------- what is sent


def test_one_mail_for_each_address() -> None:
    sent = effects({"to": "bob@plant.example; ann@plant.example"}, NOTICE)
    assert ["bob@plant.example", "ann@plant.example"] == [effect.data["to"] for effect in sent]
    assert [["bob@plant.example", "ann@plant.example"]] * 2 == [effect.data["all"] for effect in sent]


def test_of_any_event_everything_is_told() -> None:
    [sent] = effects({"to": "a@x.org"}, {"value": 12.5}, "alarm.active")
    assert ("alarm.active P1", "2026-11-21T12:00:00.000000000Z\nvalue: 12.5") == (
        sent.data["subject"],
        sent.data["text"],
    )
    [sent] = effects({"to": "a@x.org", "subject": "{{ point }}!", "text": "{{ value }}"}, {"value": 12.5})
    assert ("P1!", "12.5") == (sent.data["subject"], sent.data["text"])


def test_nothing_gets_into_the_header() -> None:
    evil = "P1\r\nBcc: all@x.org\u2028X: y\x00\ud800"
    [sent] = effects({"to": "a@x.org"}, {"subject": evil, "text": "x"})
    made = mail(sent, "<id@x>")
    assert ["Subject", "To", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"] == made.keys()
    assert "P1 Bcc: all@x.org X: y" == made["Subject"]
    for wrong in ("a@x.org\nBcc: b@x.org", "a@x.org>, <b@x.org", "a b@x.org", "a@", "@x", "a@b@c", "张@x.org"):
        made_of = bench()
        made_of.send(1, "notify", {**NOTICE, "recipients": [{"email": wrong}]})
        assert (wrong, [], 1) == (wrong, made_of.events("effect"), len(made_of.events("error")))
        with pytest.raises(ValidationError):
            SmtpSettings(sender=wrong)
    with pytest.raises(ValidationError):
        SmtpSettings(sender_name="a\r\nBcc: b@x.org")


def test_a_list_of_addresses() -> None:
    assert ["a@x.org", "b@x.org", "c@x.org"] == addresses("a@x.org, b@x.org;\nc@x.org\n")


def test_a_template_that_fails_is_a_problem() -> None:
    made = bench(to="a@x.org", subject="{{ none.such }}")
    made.send(1, "notify", NOTICE)
    assert (0, 1) == (len(made.events("effect")), len(made.events("error")))


def test_the_test_button() -> None:
    made = bench(to="a@x.org")
    made.command(1, "test")
    made.command(3, "test", {"to": "b@x.org"})
    made.command(5, "test", {"to": "nobody"})
    assert ["a@x.org", "b@x.org"] == [effect.data["to"] for effect in made.events("effect")]
    assert 1 == len(made.events("error"))


def test_a_password_is_not_sent_in_the_clear() -> None:
    with pytest.raises(ValidationError, match="encrypted only"):
        SmtpSettings(user="plant", password="secret", security="none")


# ---------------------------------------------------------------- msmtpd


async def test_a_mail_as_it_arrives(msmtpd: Msmtpd) -> None:
    await send(settings(msmtpd, sender_name="控制室"), *effects({"to": "bob@plant.example"}, NOTICE))
    first, second = msmtpd.mails()
    assert ["bob@plant.example", "ann@plant.example"] == [first.to, second.to]
    message = second.message
    assert {
        "Subject": "报警：P1 高", "From": "控制室 <tundish@plant.example>", "Importance": "high",
        "To": "bob@plant.example, ann@plant.example", "Date": "Sat, 21 Nov 2026 12:00:00 +0000",
        "Auto-Submitted": "auto-generated",
    }.items() <= dict(message.items()).items()  # fmt: skip
    assert "数值 12.5 <b>\n.\nFrom 控制室\n" == second.text, "what stands alone, and a line that begins with From"
    html = message.get_body(("html",))
    assert html is not None
    assert "数值 12.5 &lt;b&gt;" in html.get_content()


async def test_the_same_mail_has_the_same_id(msmtpd: Msmtpd) -> None:
    [effect] = effects({}, NOTICE)
    await send(settings(msmtpd), effect, effect)
    first, second = (m.message["Message-ID"] for m in msmtpd.mails())
    assert first == second
    assert first.endswith("@plant.example>")


async def test_an_address_that_is_refused_for_good(msmtpd: Msmtpd) -> None:
    [poison] = effects({}, {**NOTICE, "recipients": [{"email": "poison@plant.example"}]})
    with pytest.raises(Rejected, match="554"):
        await send(settings(msmtpd), poison)


async def test_a_trial_sends_a_mail(msmtpd: Msmtpd) -> None:
    await Smtp("trial", settings(msmtpd, trial_to="ann@plant.example"), print).attempt()
    await Smtp("trial", settings(msmtpd), print).attempt()
    [got] = msmtpd.mails()
    assert ("ann@plant.example", "Tundish: test / 测试") == (got.to, got.message["Subject"])


async def test_a_server_that_goes_away_is_lost_and_comes_back(msmtpd: Msmtpd) -> None:
    kept = Kept(Smtp, settings(msmtpd))
    [effect] = effects({}, NOTICE)
    node = Email("out", CONFIG, Points())
    async with kept as link:
        await link.ready(10)
        msmtpd.stop()
        with pytest.raises(ConnectionFailed, match="refused the connection"):
            await node.handle(effect, RecordingIo(link))
        await asyncio.sleep(0)
        msmtpd.start()
        await asyncio.sleep(0.1)
        await link.ready(30)
        await node.handle(effect, RecordingIo(link))
    assert 1 == len(msmtpd.mails())
    assert "failed" in [state for state, _ in kept.told]


# ---------------------------------------------------------------- TLS, passwords, refusals


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.mark.parametrize("tls", [False, True], ids=["starttls", "tls"])
async def test_encrypted_and_signed_in(authority: trustme.CA, tmp_path: Path, tls: bool) -> None:
    with Guarded(authority, tmp_path, tls=tls) as server:
        made = guarded(server, security="tls" if tls else "starttls")
        await send(made, *effects({}, NOTICE))
        assert ["ann@plant.example"] == [got.to for got in server.mails]
        for wrong, said in (
            ({"password": "guess"}, "refused the user or the password"),
            ({"ca_file": ""}, "is not trusted"),
            ({"host": "127.0.0.1"}, "is not trusted"),
        ):
            with pytest.raises(ConnectionFailed, match=said):
                await Smtp("trial", guarded(server, security=made.security, **wrong), print).attempt()


async def test_nothing_is_sent_in_the_clear_because_the_server_wants_it(authority: trustme.CA, tmp_path: Path) -> None:
    with Guarded(authority, tmp_path, offers=False) as server:
        with pytest.raises(ConnectionFailed, match="does not offer what is set"):
            await Smtp("trial", guarded(server), print).attempt()
        assert [] == server.mails


async def test_refused_now_is_not_refused_for_good(authority: trustme.CA, tmp_path: Path) -> None:
    with Guarded(authority, tmp_path) as server:
        for to, error in (("poison@x.org", Rejected), ("later@x.org", ConnectionFailed)):
            [effect] = effects({}, {**NOTICE, "recipients": [{"email": to}]})
            with pytest.raises(error, match=to):
                await send(guarded(server), effect)


async def test_without_a_server_it_is_not_done(free_port: int) -> None:
    plain = {"host": "127.0.0.1", "port": free_port, "security": "none", "sender": "a@x.org", "timeout": 0.3}
    with pytest.raises(ConnectionFailed, match=r"refused the connection|is not connected"):
        await send(SmtpSettings.model_validate(plain), *effects({}, NOTICE))
