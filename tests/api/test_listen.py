"""Starting: one server a folder, nothing open by accident, and a sentence for whatever keeps it from starting."""

import os
import signal
import socket
import stat
import threading
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import psutil
import pytest

import api.cli
from api.app import create_app
from api.cli.serve import announce
from api.errors import Refused
from api.listen import run, setup_token
from api.office import Office, opened
from api.place import address_of, bound, locked
from api.roles import Role
from api.settings import Settings, allowed_names
from tests.api.conftest import CHEAP, HASHED, PASSWORD
from tests.api.fake_runtime import FakeRuntime
from tests.api.kinds import catalogue

IDLE_BY_DEFAULT = 5
"""Seconds after which uvicorn closes an idle connection, unless it is told otherwise."""


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.1.2.3"])
def test_this_machine_alone_may_use_plain_http(tmp_path: Path, host: str) -> None:
    Settings(tmp_path, host=host).check(insecure_http=False)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.1", "plant.example", ""])
def test_other_machines_need_tls_or_a_word(tmp_path: Path, host: str) -> None:
    with pytest.raises(Refused, match="--insecure-http"):
        Settings(tmp_path, host=host).check(insecure_http=False)
    Settings(tmp_path, host=host).check(insecure_http=True)
    Settings(tmp_path, host=host, tls=True).check(insecure_http=False)


def test_names_we_answer_to(tmp_path: Path) -> None:
    assert allowed_names(Settings(tmp_path)) == {"localhost", "127.0.0.1"}
    assert {"scada.example", socket.gethostname().casefold()} <= allowed_names(
        Settings(tmp_path, host="0.0.0.0", names=("Scada.example",))
    )


def test_a_port_in_use_is_one_sentence() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Refused, match=f"^Port {port} is in use. Stop what uses it"):
            bound("127.0.0.1", port)


@pytest.mark.parametrize(
    ("host", "port", "said"),
    [
        ("192.0.2.1", 0, "not an address of this machine"),
        ("no such name", 0, "no address"),
        ("127.0.0.1", 99999, "no port 99999"),
    ],
)
def test_an_address_that_is_not_ours_is_one_sentence(host: str, port: int, said: str) -> None:
    with pytest.raises(Refused, match=said):
        bound(host, port)


def test_a_folder_has_one_server(tmp_path: Path) -> None:
    with locked(tmp_path / "data"):
        with pytest.raises(Refused, match=f"process {os.getpid()}"), locked(tmp_path / "data"):
            pass
        with locked(tmp_path / "another"):
            pass
    with locked(tmp_path / "data"):
        pass


def test_the_setup_token_is_for_the_owner_of_the_folder_alone(tmp_path: Path) -> None:
    office = Office(Settings(tmp_path / "data"))
    first, second = setup_token(office), setup_token(office)
    path = tmp_path / "data" / "setup-token"
    assert path.read_text() == second + "\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with office.write() as stores:
        assert [False, True] == [stores.tickets.known("setup", token) for token in (first, second)]
        stores.users.add("anna", Role.ADMIN, HASHED)
    assert setup_token(office) == ""
    assert not path.exists()
    office.close()


def test_the_first_words_of_the_server(capsys: pytest.CaptureFixture[str]) -> None:
    announce("http://127.0.0.1:8420", "the-token", Path("data"))
    said = capsys.readouterr().out
    assert "http://127.0.0.1:8420" in said
    assert "the-token" in said
    assert str(Path("data", "setup-token")) in said


def test_an_engine_that_does_not_start_ends_the_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(_: FakeRuntime) -> None:
        raise Refused("The worker does not start")

    monkeypatch.setattr(FakeRuntime, "start", fail)
    settings = Settings(tmp_path / "data", port=0)
    ready: list[bool] = []
    with bound(settings.host, 0) as made, pytest.raises(Refused, match="worker does not start"):
        run(create_app(settings, FakeRuntime(), catalogue(), CHEAP), made, ready=lambda: ready.append(True))
    assert ready == []


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Ctrl+C is heeded, also where the tests were started in the background: shells have it ignored there."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_a_real_server_answers_keeps_an_idle_connection_and_stops(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "data", port=0)
    runtime = FakeRuntime()
    answers: list[tuple[int, str | None]] = []
    with bound(settings.host, 0) as made:

        def ask() -> None:
            try:
                client = HTTPConnection(*made.getsockname())
                for pause in (IDLE_BY_DEFAULT + 1, 0):
                    client.request("GET", "/api/health")
                    answer = client.getresponse()
                    answer.read()
                    answers.append((answer.status, answer.getheader("server")))
                    client.auto_open = 0  # the second request goes by the same connection, or fails
                    time.sleep(pause)
                client.close()
            finally:
                os.kill(os.getpid(), signal.SIGINT)

        assert address_of(settings, made) == f"http://127.0.0.1:{made.getsockname()[1]}"
        with pytest.raises(KeyboardInterrupt):
            run(create_app(settings, runtime, catalogue(), CHEAP), made, ready=threading.Thread(target=ask).start)
    assert answers == [(200, None), (200, None)]
    assert runtime.up is False


def test_a_server_that_is_refused_leaves_no_worker_behind(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", os.environ.get("NUMBA_CACHE_DIR", str(tmp_path)))
    away = "postgresql://nobody@127.0.0.1:1/none"
    before = set(psutil.Process().children())
    with locked(tmp_path / "held"), bound("127.0.0.1", 0) as taken:
        taken.listen()
        port = str(taken.getsockname()[1])
        for arguments, said in {
            ("--data", str(tmp_path / "held"), "--port", "0"): "Another server",
            ("--data", str(tmp_path / "a"), "--port", port): f"Port {port} is in use",
            ("--data", str(tmp_path / "b"), "--host", "10.0.0.1"): "--insecure-http",
            ("--data", str(tmp_path / "c"), "--port", "0", "--database", away): "database",
        }.items():
            assert command("serve", *arguments) == 1
            error = capsys.readouterr().err
            assert said in error
            assert "Traceback" not in error
    assert not (tmp_path / "b").exists()
    assert before >= set(psutil.Process().children())


def command(*arguments: str) -> int:
    return api.cli.main(arguments)


def test_users_are_kept_by_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = ("--data", str(tmp_path / "data"))
    monkeypatch.setattr("api.cli.user.read_password", lambda *, stdin: PASSWORD if stdin else "short")
    assert command("user", "add", "Anna", "--role", "engineer", "--password-stdin", *data) == 0
    assert command("user", "add", "anna", "--password-stdin", *data) == 1
    assert command("user", "add", "Ben", *data) == 1
    assert command("user", "password", "nobody", "--password-stdin", *data) == 1
    assert command("user", "password", "anna", "--password-stdin", *data) == 0
    assert command("user", "add", "Carl", "--role", "god", *data) == 2
    said = capsys.readouterr()
    assert "There is already a user 'anna'" in said.err
    assert "The password is too short" in said.err
    assert "There is no user 'nobody'" in said.err
    assert command("user", "list", *data) == 0
    assert capsys.readouterr().out.startswith("Anna\tengineer\t")


def test_tokens_are_kept_by_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = ("--data", str(tmp_path / "data"))
    assert command("token", "add", "export", "--days", "0", *data) == 0
    token = capsys.readouterr().out.strip()
    with opened(tmp_path / "data") as office, office.read() as stores:
        found = stores.tokens.find(token)
        assert found is not None
        assert (found.name, found.role, found.expires) == ("export", "viewer", None)
    assert command("token", "list", *data) == 0
    assert capsys.readouterr().out == "export\tviewer\tuntil it is revoked\n"
    assert command("token", "revoke", "export", *data) == 0
    assert command("token", "revoke", "export", *data) == 1
    assert token not in capsys.readouterr().out


def test_a_folder_that_cannot_be_written_is_one_sentence(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert command("user", "list", "--data", str(tmp_path / "file")) == 1
    assert capsys.readouterr().err.count("\n") == 1
    assert command("user", "list", "--database", "nonsense://x", "--data", str(tmp_path / "d")) == 1
    assert capsys.readouterr().err.count("\n") == 1
