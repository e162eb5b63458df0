"""Said: a sentence for people that can be said in their language.

In the code it stands in English, `say("the number {shown} is too large", shown="1e999")`, and is an ordinary text with
that in it. The template is its key: `tundish/locale/zh.json` has the same sentence in Chinese, with the same
parameters. Where the API answers, `in_language` says it again; a parameter may be such a sentence itself.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Self

FOLDER = Path(__file__).with_name("locale")


class Said(str):
    """A text that knows its template and its parameters."""

    __slots__ = ("key", "params")
    key: str
    params: dict[str, Any]

    def __new__(cls, key: str, params: Mapping[str, Any]) -> Self:
        made = super().__new__(cls, key.format(**params))
        made.key, made.params = key, dict(params)
        return made

    def __reduce__(self) -> Any:
        return Said, (self.key, self.params)


def say(key: str, /, **params: Any) -> Said:
    """Braces that are meant as such are doubled."""
    return Said(key, params)


def spoken(text: str) -> Said:
    """A text of somebody else, such as the title of a setting, that may be known in other languages."""
    return Said(text.replace("{", "{{").replace("}", "}}"), {})


@cache
def texts(language: str) -> Mapping[str, str]:
    """By template; nothing for a language that is not there."""
    path = FOLDER / f"{language}.json"
    known: dict[str, str] = json.loads(path.read_text("utf-8")) if language.isalpha() and path.is_file() else {}
    return known


def in_language(text: str, language: str, more: Mapping[str, str] | None = None) -> str:
    """The same in a language, as far as it is known; `more` are further texts, such as titles of settings."""
    if not isinstance(text, Said):
        return text
    params = {
        name: in_language(value, language, more) if isinstance(value, Said) else value
        for name, value in text.params.items()
    }
    known = texts(language).get(text.key) or (more or {}).get(text.key) or text.key
    return known.format(**params)
