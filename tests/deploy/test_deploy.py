"""What lies in deploy/ fits the program: settings, paths, ports and commands that it names are there."""

import configparser
import re
from pathlib import Path

import pytest

from api.app import ROUTERS
from api.cli import build_parser
from api.config import KNOWN, read
from api.settings import PORT

DEPLOY = Path(__file__).parents[2] / "deploy"
VARIABLES = {known.variable for known in KNOWN}


def text(name: str) -> str:
    return (DEPLOY / name).read_text("utf-8")


def unit() -> configparser.ConfigParser:
    """Of several lines with one name the last one counts here; systemd adds them up."""
    parser = configparser.ConfigParser(strict=False, interpolation=None, delimiters=("=",), comment_prefixes=("#",))
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(text("tundish.service"))
    return parser


def test_the_example_of_settings_is_read() -> None:
    found = read(DEPLOY / "tundish.toml")
    assert (Path("/var/lib/tundish"), PORT, True) == (found["data"], found["port"], found["behind-tls"])


def test_every_setting_of_the_example_is_known_also_those_in_comments(tmp_path: Path) -> None:
    uncommented = re.sub(r"(?m)^# (?=[a-z-]+ = )", "", text("tundish.toml"))
    names = {line.partition(" = ")[0] for line in uncommented.splitlines() if re.match(r"[a-z-]+ = ", line)}
    assert {known.name for known in KNOWN} - {"insecure-http"} == names


def test_the_unit_starts_a_command_that_there_is() -> None:
    program, *arguments = unit()["Service"]["ExecStart"].split()
    args = build_parser(arguments)[0].parse_args(arguments)
    assert ("tundish", "serve", Path("/etc/tundish/tundish.toml")) == (Path(program).name, args.command, args.config)
    assert "notify" == unit()["Service"]["Type"]


def test_variables_of_the_environment_are_ours() -> None:
    named = set(re.findall(r"\bTUNDISH_[A-Z_]+(?==)", text("Containerfile")))
    assert named
    assert set() == named - VARIABLES


def test_the_container_asks_for_health_where_it_is_answered() -> None:
    path = re.search(r"http://127\.0\.0\.1:8420(/\S+?)'", text("Containerfile"))
    assert path
    assert path[1] in {getattr(route, "path", "") for router in ROUTERS for route in router.routes}


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile", "Containerfile", "tundish.toml"])
def test_ports_agree(name: str) -> None:
    assert str(PORT) in text(name)


def test_nginx_lets_websockets_through_and_says_the_name() -> None:
    found = dict(re.findall(r"proxy_set_header (\w+) (\S+);", text("nginx.conf")))
    assert {"Host": "$http_host", "Upgrade": "$http_upgrade", "Connection": "$connection_upgrade"} == found
