"""The editor's files, and nothing but them."""

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.editor import answer
from api.settings import Settings


@pytest.mark.parametrize("path", ["/", "/index.html", "/flows/pumps", "/assets/gone.js", "/apis"])
def test_every_other_path_is_the_page(stranger: TestClient, path: str) -> None:
    page = stranger.get(path)
    assert (page.status_code, page.headers["cache-control"]) == (200, "no-store")
    (nonce,) = re.findall(r'<meta name="csp-nonce" content="([\w-]+)"', page.text)
    assert f"style-src 'self' 'nonce-{nonce}'" in page.headers["content-security-policy"]
    assert nonce not in stranger.get(path).text


def test_files_with_a_hash_are_kept_by_browsers(stranger: TestClient) -> None:
    file = stranger.get("/assets/app-1a2b.js")
    assert (file.text, file.headers["cache-control"]) == ("1", "public, max-age=31536000, immutable")
    assert file.headers["content-type"].startswith("text/javascript")


@pytest.mark.parametrize(
    "path",
    ["../secret.txt", "assets/../../secret.txt", "/etc/passwd", "..", "\0", "x" * 5000, "assets", "assets/link.js"],
)
def test_nothing_outside_is_given_away(tmp_path: Path, path: str) -> None:
    folder = tmp_path / "editor"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("page")
    (tmp_path / "secret.txt").write_text("secret")
    (folder / "assets" / "link.js").symlink_to(tmp_path / "secret.txt")
    assert answer(folder, path).body == b"page"


@pytest.mark.parametrize("path", ["/..%2f..%2fdata/secret.key", "/%2e%2e/data/secret.key", "//etc/passwd"])
def test_nor_by_tricks_in_the_address(stranger: TestClient, path: str, settings: Settings) -> None:
    assert (settings.data / "secret.key").exists()
    assert "csp-nonce" in stranger.get(path).text


def test_a_missing_editor_is_told(stranger: TestClient, settings: Settings) -> None:
    assert settings.editor is not None
    (settings.editor / "index.html").unlink()
    page = stranger.get("/")
    assert (page.status_code, "The editor is not built" in page.text) == (200, True)
