"""Logs: one pipe, lines that say what they are about, and no secrets in any of them."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from engine.watch import logs
from engine.watch.logs import HIDDEN, SECRETS, WrongLogs, about, configure, logger, secret_texts
from nodes.drivers.mqtt import MqttSettings

CANARY = "canary-51f0-secret"
LOG = logger("tundish.test")


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """What is logged, as JSON, at every level; afterwards all is as before."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    made = io.StringIO()
    configure("json", "debug", made, process="test")
    yield made
    SECRETS.hide("test", ())
    logging.captureWarnings(capture=False)
    root.handlers[:], root.level = before, level


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_says_what_it_is_about_and_where_it_comes_from(stream: io.StringIO) -> None:
    with about(flow="pumps", node="mail"):
        LOG.warning("%s is late", "P1", count=3)
    (line,) = lines(stream)
    assert line.pop("time").endswith("Z")
    assert {
        "level": "warning", "logger": "tundish.test", "message": "P1 is late", "process": "test", "flow": "pumps",
        "node": "mail", "count": 3,
    } == line  # fmt: skip


def test_what_others_log_goes_the_same_way(stream: io.StringIO) -> None:
    with about(request="abc"):
        logging.getLogger("somebody.else").error("%d broke", 2, extra={"flow": "f"})
    (line,) = lines(stream)
    assert ("somebody.else", "2 broke", "abc", "f") == tuple(line[k] for k in ("logger", "message", "request", "flow"))


def fail(error: Exception, password: str = CANARY) -> None:
    raise error


def test_an_error_has_its_traceback_but_no_values_of_variables(stream: io.StringIO) -> None:
    try:
        fail(ValueError(len(CANARY)))
    except ValueError:
        LOG.exception("it broke", flow="f")
    (line,) = lines(stream)
    assert "ValueError: 18" in line["exception"]
    assert CANARY not in stream.getvalue()


@pytest.mark.parametrize(
    "fields",
    [
        {"why": f"refused for {CANARY}"},
        {"password": CANARY},
        {"detail": {"settings": {"api_token": CANARY}}},
        {"rows": [{"text": f"mqtt://me:{CANARY}@host/x"}]},
        {"header": f"Authorization: Bearer {CANARY}"},
        {"error": ValueError(CANARY)},
        {"deep": {"a": {"b": {"c": {"d": {"e": {"f": {"g": CANARY}}}}}}}},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_a_secret_is_in_no_line_however_it_got_there(stream: io.StringIO, fields: dict[str, Any]) -> None:
    SECRETS.hide("test", [CANARY])
    LOG.info("something", **fields)
    logging.getLogger("other").info("%s", fields)
    assert CANARY not in stream.getvalue()
    assert HIDDEN in stream.getvalue()
    assert 2 == len(lines(stream))


@pytest.mark.parametrize(
    "text",
    [
        "tdt_" + "x" * 40,
        "postgresql://me:hunter2@db/x",
        "postgresql://me:hun@hunter2@db/x",
        "Bearer abcdefgh1234",
        "postgresql://db/x?user=me&password=hunter2&sslmode=require",
        "host=db password=hunter2 user=me",
    ],
    ids=["token", "url", "url with @", "bearer", "in the query", "in key and value"],
)
def test_what_looks_like_a_secret_is_hidden_though_nobody_said_so(stream: io.StringIO, text: str) -> None:
    LOG.info("see %s", text)
    assert HIDDEN in lines(stream)[0]["message"]
    assert "hunter2" not in stream.getvalue()
    assert not {"x" * 40, "hunter2", "abcdefgh1234"} & set(
        stream.getvalue().replace("@", " ").replace(":", " ").split()
    )


def test_a_secret_in_a_traceback_is_hidden(stream: io.StringIO) -> None:
    SECRETS.hide("test", [CANARY])
    try:
        fail(OSError(f"cannot sign in with {CANARY}"))
    except OSError:
        LOG.exception("no link")
    assert CANARY not in stream.getvalue()
    assert "cannot sign in with" in stream.getvalue()


def test_new_secrets_take_the_place_of_the_old_ones(stream: io.StringIO) -> None:
    SECRETS.hide("test", [CANARY])
    SECRETS.hide("test", ["another-one"])
    LOG.info("%s another-one", CANARY)
    assert f"{CANARY} {HIDDEN}" == lines(stream)[0]["message"]


def test_very_short_secrets_do_not_hide_ordinary_words(stream: io.StringIO) -> None:
    SECRETS.hide("test", ["a", ""])
    LOG.info("a plain line")
    assert "a plain line" == lines(stream)[0]["message"]


def test_fields_that_the_library_has_names_for_do_not_break_a_line(stream: io.StringIO) -> None:
    LOG.info("ok", name="n", args=(1,), module="m", thread=7)
    (line,) = lines(stream)
    assert ("n", "m", 7) == (line["name_"], line["module_"], line["thread_"])


def test_a_level_keeps_finer_lines_away(stream: io.StringIO) -> None:
    again = io.StringIO()
    configure("json", "warning", again)
    LOG.info("no")
    LOG.warning("yes")
    assert ["yes"] == [line["message"] for line in lines(again)]
    assert "" == stream.getvalue()


def test_lines_for_people_are_one_line_each(stream: io.StringIO) -> None:
    again = io.StringIO()
    configure("console", "info", again, process="server")
    LOG.warning("no spare worker", error="busy")
    text = again.getvalue()
    assert 1 == text.count("\n")
    assert all(part in text for part in ("warning", "no spare worker", "error=busy", "process=server"))


@pytest.mark.parametrize(
    ("form", "level", "named"), [("xml", "info", logs.FORM), ("json", "loud", logs.LEVEL)], ids=["form", "level"]
)
def test_a_wrong_setting_is_a_sentence(form: str, level: str, named: str) -> None:
    with pytest.raises(WrongLogs, match=named):
        configure(form, level)


def test_settings_come_from_the_environment(stream: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(logs.FORM, "json")
    monkeypatch.setenv(logs.LEVEL, "ERROR")
    again = io.StringIO()
    configure(stream=again)
    LOG.warning("no")
    LOG.error("yes")
    assert ["yes"] == [line["message"] for line in lines(again)]


def test_the_secrets_of_a_connection_are_known_from_its_settings() -> None:
    settings = {"host": "broker", "username": "me", "password": CANARY}
    assert [CANARY] == secret_texts(MqttSettings, settings)
    assert [] == secret_texts(MqttSettings, {"host": "broker"})


def test_without_a_setting_lines_go_through_the_standard_library(caplog: pytest.LogCaptureFixture) -> None:
    LOG.warning("as %s", "always", flow="f")
    assert [("tundish.test", logging.WARNING, "as always")] == caplog.record_tuples
