"""The test bed itself: each program that other tests stand against works, and says when it does not."""

import smtplib
import socket
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.fixtures.mail import Msmtpd
from tests.fixtures.mosquitto import Mosquitto
from tests.fixtures.opcua import StartOpcua
from tests.fixtures.programs import free_port, program, running, wait_for_port


def test_a_missing_program_fails_the_test() -> None:
    with pytest.raises(pytest.fail.Exception, match=r"\./dev test"):
        program("no-such-program")


def test_a_free_port_is_free() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", free_port()))


def test_waiting_for_nobody_ends() -> None:
    with pytest.raises(TimeoutError, match="nobody listens"):
        wait_for_port(free_port(), 0.1)


def test_a_program_that_does_not_come_up_is_quoted(tmp_path: Path) -> None:
    command = ["sh", "-c", "echo wrong setting; exit 1"]
    with pytest.raises(TimeoutError, match="wrong setting"), running(command, tmp_path / "log", free_port()):
        pass


def test_msmtpd_keeps_mails_in_order_and_refuses_poison(msmtpd: Msmtpd) -> None:
    for number in range(2):
        with smtplib.SMTP("127.0.0.1", msmtpd.port) as client:
            client.sendmail("us@x.org", ["ann@x.org"], f"Subject: {number}\r\n\r\n.\r\n")
    with pytest.raises(smtplib.SMTPDataError), smtplib.SMTP("127.0.0.1", msmtpd.port) as client:
        client.sendmail("us@x.org", ["poison@x.org"], "Subject: 3\r\n\r\n")
    assert [("ann@x.org", "0", ".\n"), ("ann@x.org", "1", ".\n")] == [
        (mail.to, mail.message["Subject"], mail.text) for mail in msmtpd.mails()
    ]


def test_mosquitto_keeps_retained_messages_over_a_restart(mosquitto: Mosquitto) -> None:
    mosquitto.publish("lab/result", "5.02", "-r")
    mosquitto.stop()
    mosquitto.start()
    assert ["5.02"] == mosquitto.receive("lab/result", 1)


def test_locked_mosquitto_wants_its_password(locked_mosquitto: Mosquitto, mosquitto_pub: str) -> None:
    locked_mosquitto.publish("lab/result", "5.02", "-r")
    assert ["5.02"] == locked_mosquitto.receive("lab/result", 1)
    nobody = [mosquitto_pub, "-p", str(locked_mosquitto.port), "-t", "lab/result", "-m", "1"]
    assert 0 != subprocess.run(nobody, check=False, capture_output=True).returncode


def test_node_opcua_serves_and_changes(node_opcua: StartOpcua) -> None:
    server = node_opcua({"Furnace.T1": {"type": "Double", "value": 20.5, "writable": True}})
    server.set("Furnace.T1", 21.5, status="BadSensorFailure")
    assert {"name": "Furnace.T1", "value": 21.5, "status": "BadSensorFailure"} == server.changed()


def test_mbpoll_is_a_modbus_client(mbpoll: str, free_port: int) -> None:
    command = [mbpoll, "-1", "-p", str(free_port), "127.0.0.1"]
    told = subprocess.run(command, check=False, capture_output=True, text=True)
    assert "Connection refused" in told.stderr


def test_chromium_shows_a_page(page: Page) -> None:
    page.set_content("<h1>铁水 12.5 °C</h1>")
    assert "铁水 12.5 °C" == page.locator("h1").inner_text()


def test_there_is_a_chinese_font() -> None:
    assert b"" != subprocess.check_output(["fc-list", ":lang=zh"])
