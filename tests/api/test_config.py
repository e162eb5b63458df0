"""Settings: command line before environment before file before what is built in; mistakes are told in a sentence."""

import argparse
from collections.abc import Mapping
from pathlib import Path

import pytest

from api.cli import main
from api.config import KNOWN, Told, effective, fill
from api.errors import Refused
from api.keeping import keep_events, keep_history
from engine.eventstore import Keep as KeepEvents
from engine.history.keep import Keep as KeepHistory


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, and nothing in the environment."""
    monkeypatch.chdir(tmp_path)
    for known in KNOWN:
        monkeypatch.delenv(known.variable, raising=False)
    monkeypatch.delenv("TUNDISH_CONFIG", raising=False)
    return tmp_path


def one(name: str, given: Mapping[str, object], environment: Mapping[str, str]) -> Told:
    return next(told for told in effective(given, environment) if told.known.name == name)


def test_the_command_line_comes_first_then_the_environment_then_the_file_then_what_is_built_in(folder: Path) -> None:
    (folder / "tundish.toml").write_text("port = 3")
    assert (1, "command line") == one("port", {"port": 1}, {"TUNDISH_PORT": "2"})[1:]
    assert (2, "TUNDISH_PORT") == one("port", {"port": None}, {"TUNDISH_PORT": "2"})[1:]
    assert (3, "tundish.toml") == one("port", {"port": None}, {})[1:]
    (folder / "tundish.toml").unlink()
    assert (8420, "built in") == one("port", {"port": None}, {})[1:]


def test_a_file_is_found_by_the_command_line_then_by_the_environment(folder: Path) -> None:
    for name, port in (("a.toml", 1), ("b.toml", 2), ("tundish.toml", 3)):
        (folder / name).write_text(f"port = {port}")
    assert 1 == one("port", {"config": Path("a.toml")}, {"TUNDISH_CONFIG": "b.toml"}).value
    assert 2 == one("port", {}, {"TUNDISH_CONFIG": "b.toml"}).value
    assert 3 == one("port", {}, {}).value


def test_paths_in_a_file_are_meant_from_its_folder(folder: Path) -> None:
    (folder / "etc").mkdir()
    (folder / "etc" / "site.toml").write_text('data = "plant"\ntls-cert = "/certs/a.pem"')
    given = {"config": Path("etc/site.toml")}
    assert Path("etc/plant") == one("data", given, {}).value
    assert Path("/certs/a.pem") == one("tls-cert", given, {}).value


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("prot = 1", "there is no setting 'prot'. Did you mean 'port'?"),
        ('port = "x"', "port must be a whole number; it is 'x'"),
        ("port = true", "port must be a whole number; it is True"),
        ("host = 1", "host must be a text; it is 1"),
        ('insecure-http = "yes"', "insecure-http must be true or false; it is 'yes'"),
        ("names = [1]", "names must be a list of texts; it is [1]"),
        ("port = ", "is not TOML"),
        ("[serve]\nport = 1", "there is no setting 'serve'"),
        ("worker-memory = -1", "worker-memory must be at least 0; tundish.toml says -1"),
        ("keep-alarms = 0", "keep-alarms must be from 1 to 36500; tundish.toml says 0"),
        ("history-room = 1000001", "history-room must be from 1 to 1000000"),
    ],
)
def test_what_is_wrong_in_a_file_is_told(folder: Path, text: str, sentence: str) -> None:
    (folder / "tundish.toml").write_text(text)
    with pytest.raises(Refused) as caught:
        effective({}, {})
    assert sentence in str(caught.value)


@pytest.mark.parametrize(
    ("name", "said", "value"),
    [
        ("port", "12", 12), ("insecure-http", "yes", True), ("insecure-http", "0", False),
        ("names", "a.b, c.d", ("a.b", "c.d")), ("data", "/d", Path("/d")), ("host", "::1", "::1"),
    ],
)  # fmt: skip
def test_variables_of_the_environment_are_read_as_what_they_are(
    folder: Path, name: str, said: str, value: object
) -> None:
    variable = next(known.variable for known in KNOWN if known.name == name)
    assert value == one(name, {}, {variable: said}).value


def test_a_number_that_makes_no_sense_is_refused_wherever_it_is_said(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(Refused, match="worker-memory must be at least 0; TUNDISH_WORKER_MEMORY says -5"):
        effective({}, {"TUNDISH_WORKER_MEMORY": "-5"})
    with pytest.raises(Refused, match="keep-traces must be from 1 to 36500; command line says -3"):
        effective({"keep_traces": -3}, {})
    assert 1 == main(["serve", "--worker-memory", "-1"])
    assert 1 == main(["demo", "--worker-memory", "-1", "--no-browser", "--data", str(folder / "demo")])
    said = capsys.readouterr().err
    assert said.count("worker-memory must be at least 0") == 2
    assert not (folder / "demo").exists()


@pytest.mark.parametrize(("variable", "said"), [("TUNDISH_PORT", "eighty"), ("TUNDISH_INSECURE_HTTP", "perhaps")])
def test_a_variable_that_makes_no_sense_is_refused(folder: Path, variable: str, said: str) -> None:
    with pytest.raises(Refused, match=f"{variable} must be"):
        effective({}, {variable: said})


def test_a_named_file_that_is_missing_is_refused(folder: Path) -> None:
    with pytest.raises(Refused, match=r"There is no settings file none\.toml"):
        effective({"config": Path("none.toml")}, {})


def test_commands_get_what_counts(folder: Path) -> None:
    (folder / "tundish.toml").write_text('data = "plant"\nport = 9')
    args = argparse.Namespace(config=None, data=None, database=None, port=5)
    fill(args)
    assert (Path("plant"), "", 5) == (args.data, args.database, args.port)


def test_all_commands_read_the_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "tundish.toml").write_text('data = "plant"')
    assert 0 == main(["token", "add", "historian"])
    assert (folder / "plant" / "tundish.db").exists()
    assert 0 == main(["settings", "--port", "7"])
    lines = capsys.readouterr().out.splitlines()
    assert ["data", "plant", "tundish.toml"] == next(line.split() for line in lines if line.startswith("data "))
    assert ["port", "7", "command", "line"] == next(line.split() for line in lines if line.startswith("port "))


@pytest.mark.parametrize("url", ["postgresql://tundish:hidden@db/tundish", "postgresql://db/x?user=u&password=hidden"])
def test_a_password_is_not_shown(folder: Path, url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["settings", "--json", "--database", url])
    shown = capsys.readouterr().out
    assert "hidden" not in shown
    assert "***@" in shown or "password=..." in shown


def test_how_long_things_are_kept_is_said_like_any_setting_and_built_in_as_the_engine_has_it(folder: Path) -> None:
    (folder / "tundish.toml").write_text("keep-alarms = 30\nevents-room = 2\nkeep-history = 7")
    told = {told.known.name: told.value for told in effective({"keep_traces": 1, "history_room": 4}, {})}
    assert KeepEvents(alarm=30, steps=(1, 30, 90, 90), size=2 * 2**30) == keep_events(told)
    assert KeepHistory(7, 4 * 2**30) == keep_history(told)
    assert KeepEvents() == keep_events({})
    assert KeepHistory() == keep_history({})


def test_a_setting_stands_in_the_list_once() -> None:
    names = [known.name for known in KNOWN]
    assert sorted(set(names)) == sorted(names)
