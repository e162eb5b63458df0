"""Looks of the editor: a language and a theme; what it says in one, by what it says in English."""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.e2e.demo import ROOT

TEXTS = ROOT / "editor" / "src" / "i18n"
CHINESE_DARK = "chinese-dark"
IN_BOTH_LOOKS = pytest.mark.parametrize("stand_in", ["english-light", CHINESE_DARK], indirect=True)
"""For a test on the stand-in server."""
SOMETIMES_IN_BOTH = pytest.mark.parametrize(
    "stand_in", ["english-light", pytest.param(CHINESE_DARK, marks=pytest.mark.long)], indirect=True
)


def said(page: Page, english: str) -> str:
    """The same in the language of the page."""
    if page.locator("html").get_attribute("lang") == "en":
        return english
    found = chinese()[english]
    assert 1 == len(found), f"{english!r} is said in several ways: {found}"
    return next(iter(found))


@cache
def chinese() -> dict[str, set[str]]:
    """All that the editor says, in English and in Chinese."""
    found: dict[str, set[str]] = {}
    for path in sorted(TEXTS.glob("*.en.json")):
        english, other = (dict(flat(json.loads(each.read_text("utf-8")))) for each in (path, in_chinese(path.name)))
        for key in english.keys() & other.keys():
            found.setdefault(english[key], set()).add(other[key])
    return found


def in_chinese(name: str) -> Any:
    return TEXTS / name.replace(".en.", ".zh.")


def flat(texts: dict[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    """Keys with dots between, and their texts."""
    for key, text in texts.items():
        if isinstance(text, dict):
            yield from flat(text, f"{before}{key}.")
        else:
            yield before + key, text
