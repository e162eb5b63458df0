"""What all tests share. Programs that they stand against are in tests/fixtures."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("NUMBA_CACHE_DIR", str(Path(__file__).parents[1] / ".numba"))  # numba reads it when imported

import hypothesis
import pytest

from tundish.kernel import warm_up

pytest_plugins = [
    "tests.fixtures.programs",  # first: the others import it
    "tests.fixtures.browser",
    "tests.fixtures.mail",
    "tests.fixtures.mosquitto",
    "tests.fixtures.opcua",
    "tests.fixtures.postgresql",
    "tests.fixtures.receiver",
]

FIRST = ("tests/system/", "tests/benchmarks/", "tests/deploy/")
"""Tests that wait the longest."""

slow = (hypothesis.HealthCheck.too_slow,)  # how busy the machine is says nothing of a test
hypothesis.settings.register_profile("ci", max_examples=50, deadline=None, derandomize=True, suppress_health_check=slow)
hypothesis.settings.register_profile(
    "long", max_examples=10_000, deadline=None, print_blob=True, suppress_health_check=slow
)
hypothesis.settings.load_profile("long" if os.environ.get("TUNDISH_LONG") else "ci")


@pytest.fixture(scope="session", autouse=True)
def _kernels() -> None:
    """Compile what has been imported; a test of a kernel that comes later warms up itself, which is quick then."""
    warm_up()


@pytest.fixture
def figures(capsys: pytest.CaptureFixture[str]) -> Callable[[str], None]:
    """Tells on the terminal what a long test has measured, also when it passes."""

    def tell(text: str) -> None:
        if os.environ.get("TUNDISH_LONG"):
            with capsys.disabled():
                sys.stdout.write(f"\n{text}\n")

    return tell


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What waits longest comes first, so that processes that share the files end together; browsers come last.

    The demo that the browser's tests share runs until the end, and would take its part of the machine from the others.
    """
    items.sort(key=lambda item: (item.nodeid.startswith("tests/e2e/"), not item.nodeid.startswith(FIRST)))
