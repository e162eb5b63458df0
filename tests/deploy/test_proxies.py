"""The proxies of deploy/ in front of a real server: a browser's way in, live values by WebSocket included."""

import http.client
import json
import os
import re
import signal
import socket
import ssl
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any, TypeAlias

import pytest
import trustme
from websockets.sync.client import connect
from websockets.typing import Origin

from tests.fixtures.programs import free_port, program, running
from tests.fixtures.site import PASSWORD, TUNDISH

DEPLOY = Path(__file__).parents[2] / "deploy"
NAME = "tundish.example"
Proxy: TypeAlias = Callable[[Path, trustme.CA, int], AbstractContextManager[int]]


class Browser:
    """Asks the proxy by the server's name, as if that name led to this machine."""

    def __init__(self, port: int, authority: trustme.CA) -> None:
        self.port = port
        self.cookie = ""
        self._context = ssl.create_default_context()
        authority.configure_trust(self._context)

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> tuple[int, Any]:
        connection = http.client.HTTPSConnection(NAME, self.port)
        raw = socket.create_connection(("127.0.0.1", self.port), 30)
        connection.sock = self._context.wrap_socket(raw, server_hostname=NAME)
        known = {"Content-Type": "application/json", "Cookie": self.cookie, **headers}
        connection.request(method, path, json.dumps(body) if body is not None else None, known)
        with closing(connection):
            answer = connection.getresponse()
            content = answer.read()
        if cookie := answer.headers.get("Set-Cookie"):
            assert "secure" in cookie.lower()
            self.cookie = cookie.partition(";")[0]
        return answer.status, json.loads(content) if answer.headers.get_content_subtype() == "json" else content

    def live(self) -> Any:
        url = f"wss://{NAME}:{self.port}"
        origin, headers = Origin(f"https://{NAME}:{self.port}"), {"Cookie": self.cookie}
        raw = socket.create_connection(("127.0.0.1", self.port), 30)
        return connect(url + "/api/live", sock=raw, ssl=self._context, origin=origin, additional_headers=headers)


@pytest.fixture
def backend(tmp_path: Path) -> Iterator[tuple[int, str]]:
    """Port and setup token of a server that has never been used."""
    data = tmp_path / "data"
    command = [*TUNDISH, "serve", "--data", str(data), "--port", "0", "--behind-tls", "--name", NAME]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"})
    try:
        assert process.stdout is not None
        port = int(re.findall(r":(\d+)", process.stdout.readline())[-1])
        yield port, (data / "setup-token").read_text().strip()
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)


@pytest.fixture
def authority() -> trustme.CA:
    return trustme.CA()


def certified(folder: Path, authority: trustme.CA) -> tuple[Path, Path]:
    leaf = authority.issue_cert(NAME)
    chain, key = folder / "fullchain.pem", folder / "privkey.pem"
    leaf.private_key_pem.write_to_path(str(key))
    for pem in leaf.cert_chain_pems:
        pem.write_to_path(str(chain), append=True)
    return chain, key


@contextmanager
def nginx(folder: Path, authority: trustme.CA, backend: int) -> Iterator[int]:
    """Nginx with our site, on ports of its own."""
    port, plain = free_port(), free_port()
    chain, key = certified(folder, authority)
    site = (DEPLOY / "nginx.conf").read_text("utf-8")
    for ours, here in {
        "listen 80;": f"listen 127.0.0.1:{plain};", "listen 443 ssl;": f"listen 127.0.0.1:{port} ssl;",
        "listen [::]:80;": "", "listen [::]:443 ssl;": "", "127.0.0.1:8420": f"127.0.0.1:{backend}",
        "/etc/ssl/tundish/fullchain.pem": str(chain), "/etc/ssl/tundish/privkey.pem": str(key),
    }.items():  # fmt: skip
        assert ours in site
        site = site.replace(ours, here)
    temporary = "".join(f"{name}_temp_path {folder};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    main = folder / "main.conf"
    user = "user root;" if os.geteuid() == 0 else ""
    main.write_text(
        f"daemon off; pid {folder}/pid; error_log stderr; {user} events {{}}\n"
        f"http {{ access_log off; {temporary}\n{site} }}\n"
    )
    with running([program("nginx"), "-e", "stderr", "-c", str(main)], folder / "nginx.log", port) as process:
        try:
            yield port
        finally:
            process.terminate()  # the workers go with it
            process.wait(60)


@contextmanager
def caddy(folder: Path, authority: trustme.CA, backend: int) -> Iterator[int]:
    """Caddy with our site, on a port of its own, and a certificate that it need not ask anybody for."""
    port = free_port()
    chain, key = certified(folder, authority)
    site = (DEPLOY / "Caddyfile").read_text("utf-8")
    for ours, here in {
        f"{NAME} {{": f"{NAME}:{port} {{\n\ttls {chain} {key}", "127.0.0.1:8420": f"127.0.0.1:{backend}",
    }.items():  # fmt: skip
        assert ours in site
        site = site.replace(ours, here)
    main = folder / "Caddyfile"
    main.write_text("{\n\tadmin off\n\tauto_https disable_redirects\n}\n" + site)
    command = ["env", f"HOME={folder}", program("caddy"), "run", "--config", str(main), "--adapter", "caddyfile"]
    with running(command, folder / "caddy.log", port):
        yield port


@pytest.mark.parametrize("proxy", [nginx, caddy])
def test_a_browser_gets_in_through_a_proxy(
    tmp_path: Path, authority: trustme.CA, backend: tuple[int, str], proxy: Proxy
) -> None:
    server, token = backend
    with proxy(tmp_path, authority, server) as port:
        browser = Browser(port, authority)
        assert 401 == browser.ask("GET", "/api/flows")[0]
        assert 200 == browser.ask("GET", "/")[0]
        status, session = browser.ask("POST", "/api/setup", {"token": token, "name": "anna", "password": PASSWORD})
        assert (200, "anna") == (status, session["user"]["name"]), session
        assert browser.cookie.startswith("__Host-")
        assert 200 == browser.ask("GET", "/api/flows")[0]
        known = {"X-CSRF-Token": session["csrf"]}
        assert 403 == browser.ask("POST", "/api/flows", {}, **known, Origin="https://elsewhere.example")[0]
        assert 422 == browser.ask("POST", "/api/flows", {}, **known, Origin=f"https://{NAME}:{port}")[0]
        with browser.live() as link:
            link.send(json.dumps({"nonsense": 1}))
            while json.loads(link.recv(timeout=30))["type"] != "error":
                pass
