"""Much goes wrong on purpose here: it is not written down."""

import logging
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    log = logging.getLogger("tundish")
    before = log.level
    log.setLevel(logging.CRITICAL)
    yield
    log.setLevel(before)
