"""`tundish doctor`: each thing that can be missing is found, named, and comes with advice."""

import json
import shutil
import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from api import examine
from api.cli import main
from api.examine import Finding, Place


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "kernels"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return Place(tmp_path / "data", port)


def only(findings: Iterator[Finding]) -> Finding:
    [finding] = findings
    return finding


@pytest.mark.parametrize("check", [c for c in examine.CHECKS if c is not examine.editor], ids=lambda c: c.__name__)
def test_here_all_is_well(check: examine.Check, place: Place) -> None:
    assert {"ok"} == {finding.state for finding in check(place)}
    assert not place.data.exists(), "looking changes nothing"


def test_an_unbuilt_editor(place: Place, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("api.editor.folder_of", lambda _: tmp_path)
    assert ("problem", f"not built: {tmp_path} has no index.html") == only(examine.editor(place))[1:3]
    (tmp_path / "index.html").touch()
    assert "ok" == only(examine.editor(place)).state


def test_a_data_folder_that_is_a_file(place: Place) -> None:
    place.data.touch()
    found = only(examine.data(place))
    assert ("problem", f"{place.data} cannot be written: {place.data} is no folder") == found[1:3]
    assert "--data" in found.advice


@pytest.mark.parametrize(("free", "state"), [(10**8, "problem"), (10**9, "note"), (10**10, "ok")])
def test_a_full_disk(place: Place, monkeypatch: pytest.MonkeyPatch, free: int, state: str) -> None:
    usage = shutil.disk_usage(place.data.parent)._replace(free=free)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    assert state == only(examine.data(place)).state


def test_a_port_that_another_program_has(place: Place) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", place.port))
        found = only(examine.port(place))  # bound but not listening: nobody answers
    assert ("problem", f"port {place.port} of this machine is in use by another program") == found[1:3]
    assert "--port" in found.advice


def test_a_port_that_is_ours(place: Place) -> None:
    class Ours(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(401)
            self.send_header("content-type", "application/problem+json")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Silent."""

    with HTTPServer(("127.0.0.1", 0), Ours) as server:
        Thread(target=server.handle_request, daemon=True).start()
        found = only(examine.port(Place(place.data, server.server_port)))
    assert ("ok", f"port {server.server_port} of this machine is in use by a Tundish server") == found[1:3]


def test_a_missing_package(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examine, "requires", lambda _: ["numpy>=2.2", "no-such-thing[x]>=1; sys_platform != 'win32'"])
    found = only(examine.packages(place))
    assert ("problem", "missing: no-such-thing", "Install them: pip install no-such-thing") == found[1:]


def test_a_plugin_that_does_not_load(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        name, value, module, dist = "bad", "no_such_module", "no_such_module", None

    monkeypatch.setattr(examine, "entry_points", lambda **_: [Broken()])
    bad, _ = examine.plugins(place)
    assert "problem" == bad.state
    assert "bad of an unknown package cannot be loaded: ModuleNotFoundError" in bad.message


def test_a_compiler_that_does_not_work(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examine, "COMPILERS", {"formula": "1 +"})
    assert ("compilers", "problem") == only(examine.compilers(place))[:2]


def test_a_check_that_breaks_is_a_finding(place: Place) -> None:
    def broken(place: Place) -> Iterator[Finding]:
        raise OSError("no such thing")
        yield

    assert "problem" == only(examine.examine(place, (broken,))).state


def test_the_command(place: Place, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examine, "CHECKS", (examine.python, examine.data))
    assert 0 == main(["doctor", "--data", str(place.data), "--port", str(place.port)])
    assert ["ok      python", "ok      data  "] == [line[:14] for line in capsys.readouterr().out.splitlines()]
    place.data.touch()
    assert 1 == main(["doctor", "--data", str(place.data), "--json"])
    assert ["ok", "problem"] == [finding["state"] for finding in json.loads(capsys.readouterr().out)]


def test_a_database_that_is_none(place: Place) -> None:
    place.data.mkdir()
    (place.data / "tundish.db").write_bytes(b"not a database at all")
    database, events = examine.stores(place)
    assert ("problem", "ok") == (database.state, events.state)
    assert "no SQLite file" in database.message


def test_a_database_that_is_there(place: Place) -> None:
    place.data.mkdir()
    (place.data / "events.db").write_bytes(b"SQLite format 3\0" + bytes(2_000_000))
    assert ("ok", "events.db, 2.0 MB") == list(examine.stores(place))[1][1:3]


def test_a_database_server_that_does_not_answer_and_no_password_in_what_is_said(place: Place) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        url = f"postgresql://me:canary-1c7d@127.0.0.1:{probe.getsockname()[1]}/tundish"
        found = list(examine.stores(place._replace(database=url)))
    assert ["problem"] * 2 == [finding.state for finding in found]
    assert "canary" not in str(found)


def test_a_database_server_that_answers(place: Place, postgresql_url: str) -> None:
    found = list(examine.stores(place._replace(database=postgresql_url)))
    assert ["ok"] * 2 == [finding.state for finding in found]
    assert found[0].message.startswith("PostgreSQL ")


@pytest.mark.parametrize(("name", "value"), [("TUNDISH_LOG", "xml"), ("TUNDISH_LOG_LEVEL", "loud")], ids=str)
def test_a_setting_of_the_log_that_makes_no_sense(
    place: Place, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    found = only(examine.logs(place))
    assert ("problem", f"{name} is {value!r}") == found[1:3]
