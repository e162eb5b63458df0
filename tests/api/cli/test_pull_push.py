"""`tundish pull` and `push` with a real server: the folder follows, and nothing of anybody is lost."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from starlette.testclient import TestClient

from api.app import create_app
from api.cli import main
from api.cli.remote import Remote, RemoteError
from api.cli.worktree import Worktree
from api.roles import Role
from api.server import Server
from api.settings import Settings
from flows.text import dumps
from tests.api.conftest import CHEAP, HOME, add_flow, deploy, flow
from tests.api.fake_runtime import FakeRuntime
from tests.api.kinds import catalogue
from tundish.errors import FlowError

Run = Callable[..., int]


@pytest.fixture
def served(settings: Settings) -> Iterator[tuple[FastAPI, str]]:
    """A server on a port of its own, and its address."""
    app = create_app(settings, FakeRuntime(), catalogue(), CHEAP)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.01)
        yield app, f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(60)


@pytest.fixture
def token(served: tuple[FastAPI, str], tmp_path: Path) -> Path:
    state: Server = served[0].state.server
    file = tmp_path / "token"
    with state.office.write() as stores:
        file.write_text(stores.tokens.add("git", Role.ENGINEER, None))
    return file


@pytest.fixture
def anna(served: tuple[FastAPI, str]) -> TestClient:
    """Somebody who works on the server meanwhile."""
    server: Server = served[0].state.server
    with server.office.write() as stores:
        stores.tokens.add("anna", Role.ENGINEER, None)
        secret = stores.tokens.add("anna-2", Role.ENGINEER, None)
    client = TestClient(served[0], base_url=HOME)
    client.headers["Authorization"] = f"Bearer {secret}"
    return client


@pytest.fixture
def tundish(served: tuple[FastAPI, str], token: Path, tmp_path: Path) -> Run:
    def run(command: str, *options: str) -> int:
        return main([command, str(tmp_path / "flows"), "--server", served[1], "--token-file", str(token), *options])

    return run


def changed(file: Path, change: Callable[[dict[str, Any]], None]) -> None:
    document = json.loads(file.read_text())
    change(document)
    file.write_text(dumps(document))


def point(node: str, name: str) -> Callable[[dict[str, Any]], None]:
    def change(document: dict[str, Any]) -> None:
        document["nodes"][node]["config"]["point"] = name

    return change


def save(client: TestClient, document: dict[str, Any]) -> int:
    seen = client.get(f"/api/flows/{document['id']}").headers["etag"]
    revision: int = client.put(f"/api/flows/{document['id']}", json=document, headers={"If-Match": seen}).json()[
        "revision"
    ]
    return revision


def test_a_folder_follows_a_server_and_the_other_way_round(
    tundish: Run, anna: TestClient, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add_flow(anna, flow("one", plc="P1", more="P2"))
    add_flow(anna, flow("draft", plc="P9"))
    anna.post("/api/flows/one/folder", json={"folder": "Water/泵"})
    deploy(anna, "one")
    root = tmp_path / "flows"
    one = root / "Water" / "泵" / "one.flow.json"
    assert tundish("pull", "--dry-run") == 0
    assert not root.exists()
    assert tundish("pull") == 0
    assert one.read_text() == dumps(flow("one", plc="P1", more="P2"))
    before = {file: file.read_bytes() for file in root.rglob("*") if file.is_file()}
    assert {file.name for file in before} == {"one.flow.json", "draft.flow.json", ".tundish.json"}
    assert tundish("pull") == 0
    assert before == {file: file.read_bytes() for file in root.rglob("*") if file.is_file()}
    assert tundish("push") == 0
    assert "Nothing to push" in capsys.readouterr().out

    changed(one, point("plc", "P7"))
    changed(root / "draft.flow.json", point("plc", "P8"))
    (root / "new.flow.json").write_text(dumps(flow("new", plc="P6")))
    assert tundish("push", "--dry-run") == 0
    assert "~ plc point: 'P1' -> 'P7'" in capsys.readouterr().out
    assert tundish("push") == 1
    assert "Nobody is there to ask" in capsys.readouterr().err
    assert tundish("pull") == 0
    assert "kept" in capsys.readouterr().out
    assert tundish("push", "--yes", "--comment", "from git") == 0
    read = anna.get("/api/flows/one").json()
    assert (read["document"]["nodes"]["plc"]["config"], read["deployed"]["version"], read["deployed"]["comment"]) == (
        {"point": "P7"}, 2, "from git",
    )  # fmt: skip
    assert [anna.get(f"/api/flows/{id}").json()["deployed"] for id in ("draft", "new")] == [None, None]
    capsys.readouterr()
    assert tundish("push") == 0
    assert "Nothing to push" in capsys.readouterr().out
    assert tundish("pull") == 0

    one.unlink()
    assert tundish("push", "--yes") == 0
    assert "stays on the server" in capsys.readouterr().out
    assert tundish("pull") == 0
    assert one.exists()
    gone = anna.get("/api/flows/new").headers["etag"]
    assert anna.delete("/api/flows/new", headers={"If-Match": gone}).status_code == 204
    assert tundish("pull") == 0
    assert (root / "new.flow.json").exists()
    assert tundish("pull", "--prune") == 0
    assert not (root / "new.flow.json").exists()


def test_a_server_that_moved_on_is_never_written_over(
    tundish: Run, anna: TestClient, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add_flow(anna, flow("one", plc="P1", more="P2"))
    deploy(anna, "one")
    assert tundish("pull") == 0
    file = tmp_path / "flows" / "one.flow.json"
    changed(file, point("plc", "P7"))
    deploy(anna, "one", save(anna, flow("one", plc="P1", more="P3")))
    assert tundish("push", "--yes") == 1
    assert "moved on since the last pull" in capsys.readouterr().out
    assert tundish("pull") == 1
    assert "CONFLICT" in capsys.readouterr().out
    assert json.loads(file.read_text())["nodes"]["plc"]["config"] == {"point": "P7"}
    assert tundish("push", "--yes", "--merge") == 0
    both = flow("one", plc="P7", more="P3")
    assert (anna.get("/api/flows/one").json()["document"], file.read_text()) == (both, dumps(both))

    changed(file, point("plc", "A"))
    deploy(anna, "one", save(anna, flow("one", plc="B", more="P3")))
    capsys.readouterr()
    assert tundish("push", "--yes", "--merge") == 1
    assert "both have changed nodes/plc/config/point" in capsys.readouterr().out
    assert anna.get("/api/flows/one").json()["document"] == flow("one", plc="B", more="P3")
    assert tundish("pull", "--force") == 0
    assert file.read_text() == dumps(flow("one", plc="B", more="P3"))


def test_what_the_server_refuses_is_a_sentence(
    tundish: Run, anna: TestClient, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    add_flow(anna, flow("one", plc="P1"))
    deploy(anna, "one")
    assert tundish("pull") == 0
    changed(tmp_path / "flows" / "one.flow.json", point("plc", "P7"))
    anna.post("/api/flows/one/lock", json={"why": "commissioning"})
    assert tundish("push", "--yes") == 1
    assert "has locked the flow 'one': commissioning" in capsys.readouterr().err
    monkeypatch.delenv("TUNDISH_TOKEN", raising=False)
    for options, said in (
        (["--server", "ftp://x"], "no address of a server"),
        (["--server", "http://127.0.0.1:1"], "does not answer"),
    ):
        assert main(["pull", str(tmp_path / "x"), "--token-file", str(tmp_path / "token"), *options]) == 1
        assert said in capsys.readouterr().err
    assert main(["pull", str(tmp_path / "x"), "--server", "http://127.0.0.1:1"]) == 1
    assert "A token is missing" in capsys.readouterr().err
    monkeypatch.setenv("TUNDISH_TOKEN", "wrong")
    assert not (tmp_path / "x").exists()


def test_a_folder_that_cannot_be_read_says_which_file(
    tundish: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "flows"
    assert tundish("push", "--yes") == 1
    assert "Pull into it first" in capsys.readouterr().err
    root.mkdir()
    (root / "a.flow.json").write_text("{")
    assert tundish("push", "--yes") == 1
    assert "a.flow.json: " in capsys.readouterr().err
    (root / "a.flow.json").write_text(dumps(flow("one")))
    (root / "b.flow.json").write_text(dumps(flow("one")))
    assert tundish("push", "--yes") == 1
    assert "there twice: a.flow.json and b.flow.json" in capsys.readouterr().err


def test_a_draft_of_ones_own_is_never_pushed_over(
    tundish: Run,
    anna: TestClient,
    served: tuple[FastAPI, str],
    token: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    add_flow(anna, flow("one", plc="P1", more="P2"))
    deploy(anna, "one")
    assert tundish("pull") == 0
    me = TestClient(served[0], base_url=HOME, headers={"Authorization": f"Bearer {token.read_text()}"})
    draft = flow("one", plc="P1", more="in the editor")
    save(me, draft)
    changed(tmp_path / "flows" / "one.flow.json", point("plc", "P7"))
    assert tundish("push", "--yes") == 1
    assert "you have a draft of it in the editor" in capsys.readouterr().out
    assert me.get("/api/flows/one").json()["document"] == draft
    save(me, flow("one", plc="P7", more="P2"))  # what a push left behind that was broken off
    assert tundish("push", "--yes") == 0


def test_nothing_outside_of_the_folder_is_read_or_written(tmp_path: Path) -> None:
    root, outside = tmp_path / "flows", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    secret = outside / "secret.flow.json"
    secret.write_text(dumps(flow("secret")))
    tree = Worktree(root, "https://plant.example")
    for id in ("../x", "a/b", "", ".x"):
        with pytest.raises(FlowError, match="no id"):
            tree.path_for(id, "")
        with pytest.raises(FlowError, match="no id"):
            tree.block_path(id)
    for folder in ("..", "a/../..", ".git", "blocks", "Blocks/x", "C:", "a\\b"):
        with pytest.raises(FlowError, match="The folder"):
            tree.path_for("x", folder)

    (root / "linked.flow.json").symlink_to(secret)
    (root / "one.flow.json.half").symlink_to(secret)
    (root / "Water").symlink_to(outside, target_is_directory=True)
    assert (tree.flows(), tree.read("linked.flow.json")) == ({}, None)
    tree.write("one.flow.json", flow("one"))
    with pytest.raises(FlowError, match="lies outside"):
        tree.write("Water/deep/one.flow.json", flow("one"))
    assert sorted(outside.iterdir()) == [secret]
    assert (secret.read_text(), list(tree.flows())) == (dumps(flow("secret")), ["one"])
    for address in ("https://me:secret@plant.example", "https://plant.example?x"):
        with pytest.raises(RemoteError, match="must stand alone"):
            Remote(address, "x")
