"""Said: a sentence for people that can be said in their language.

In the code it stands in English, `say("the number {shown} is too large", shown="1e999")`, and is an ordinary text with
that in it. The template is its key: `tundish/locale/zh.json` has the same sentence in Chinese, with the same
parameters. Where the API answers, `in_language` says it again; a parameter may be such a sentence itself.

Most sentences are plain texts by then: they were made by a node, came from another process or were kept on a disk. They
are recognised (`heard`) by what stands between their parameters; `tundish/locale/zh.heard.json` has them. What people
have named or written stays as it is: whatever is in quotes, and a word such as "empty" where no word of ours belongs.
"""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from itertools import islice
from pathlib import Path
from string import Formatter
from typing import Any, NamedTuple, Self

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


class Pattern(NamedTuple):
    """A template as something that is looked for; `weight`: how much of it is not a parameter."""

    found: re.Pattern[str]
    key: str
    translated: str
    weight: int
    chunk: str
    """The longest part that is no parameter: a text without it need not be looked at."""
    kept: frozenset[str]
    """Parameters in quotes: they are nobody's words but those of who wrote them."""
    described: frozenset[str]
    """Parameters that say what something is or must be: a phrase of ours such as "a number" may stand there."""


PIECE = r"""(?:(?<!\w)'(?:[^'\\]|\\.)*'(?!\w)|(?<!\w)"(?:[^"\\]|\\.)*"(?!\w))"""
"""What somebody has put in quotes; an apostrophe in a word is none."""
ANY = rf"(?:(?>{PIECE}|.))+?"
"""What a parameter may be: what is in quotes is one piece of it."""
QUOTED = re.compile(PIECE, re.DOTALL)
DESCRIBED = re.compile(r"\b(?:must be|it is|needed here|here, not|but not|one of|list of|or) $")
PHRASE = 12
"""Letters that a phrase has at most which could be a name as well."""
LONGEST_HEARD = 2000
DEEPEST = 4
MOST_MATCHES = 6
SURE = 3
"""Letters of its own that a template needs; one with fewer counts only if a parameter of it is known too."""


@cache
def patterns(language: str) -> tuple[Pattern, ...]:
    """Of all templates, those that say most first."""
    path = FOLDER / f"{language}.heard.json"
    heard: dict[str, str] = json.loads(path.read_text("utf-8")) if language.isalpha() and path.is_file() else {}
    made = [_pattern(key, text) for key, text in {**heard, **texts(language)}.items()]
    return tuple(sorted(made, key=lambda pattern: -pattern.weight))


def _pattern(key: str, translated: str) -> Pattern:
    written, weight, chunk, names = "", 0, "", list[str]()
    kept, described = set[str](), set[str]()
    for literal, name, _, _ in Formatter().parse(key):
        written += re.escape(literal)
        weight += sum(char.isalnum() for char in literal)
        chunk = max(chunk, literal, key=len)
        if name is not None:
            written += f"(?P=p{names.index(name)})" if name in names else f"(?P<p{len(names)}>{ANY})"
            if literal.endswith(("'", '"')):
                kept.add(f"p{len(names)}")
            elif DESCRIBED.search(literal):
                described.add(f"p{len(names)}")
            names.append(name)
    ordered = dict.fromkeys(names)
    plain = translated
    for number, name in enumerate(ordered):
        plain = re.sub(rf"(?<!{{){{{re.escape(name)}(![rsa])?(:[^}}]*)?}}", f"{{p{number}}}", plain)
    found = re.compile(written, re.DOTALL)
    return Pattern(found, key, plain, weight, chunk, frozenset(kept), frozenset(described))


@lru_cache(maxsize=4096)
def heard(text: str, language: str) -> str | None:
    """A plain text in another language, when it is one of the sentences known; None when it is not."""
    return _heard(text, language, {}, 0)


def _heard(text: str, language: str, more: Mapping[str, str], depth: int, *, phrase: bool = True) -> str | None:
    if depth > DEEPEST or not text or len(text) > LONGEST_HEARD or (depth and QUOTED.fullmatch(text)):
        return None
    if text in more:
        return more[text]
    best: str | None = None
    for made in islice(_matches(text, language, more, depth, phrase=phrase), MOST_MATCHES):
        if best is None or _foreign(made) < _foreign(best):
            best = made
    if best is not None:
        return best
    return _each(text, language, more, depth, phrase=phrase)


def _matches(text: str, language: str, more: Mapping[str, str], depth: int, *, phrase: bool) -> Iterator[str]:
    """What each template that fits makes of it."""
    for pattern in patterns(language):
        if pattern.chunk not in text or not (match := pattern.found.fullmatch(text)):
            continue
        if not phrase and not match.groups() and pattern.weight <= PHRASE:
            continue
        known = {
            name: _heard(value, language, more, depth + 1, phrase=name in pattern.described)
            if name not in pattern.kept
            else None
            for name, value in match.groupdict().items()
        }
        if pattern.weight >= SURE or any(known.values()):
            yield pattern.translated.format(**{name: known[name] or match[name] for name in known})


def _foreign(text: str) -> int:
    """How much of it is still in English: "a, line 3: the key x stands there twice" fits more than one template."""
    return sum(char.isascii() and char.isalpha() for char in text)


def _each(text: str, language: str, more: Mapping[str, str], depth: int, *, phrase: bool) -> str | None:
    """Names of settings and rows with commas between, or two sentences."""
    for apart, joined in ((". ", "。"), (", ", "，")):
        parts = _split(text, apart)
        if 1 < len(parts) <= DEEPEST:
            known = [_heard(part, language, more, depth + 1, phrase=phrase and not depth) for part in parts]
            if any(known):
                return joined.join(new or old for new, old in zip(known, parts, strict=True))
    return None


def _split(text: str, apart: str) -> list[str]:
    """Parts with a separator between; one in quotes is none."""
    parts, begin = list[str](), 0
    for found in re.finditer(f"{PIECE}|{re.escape(apart)}", text, re.DOTALL):
        if found[0] == apart:
            parts.append(text[begin : found.start()])
            begin = found.end()
    return [*parts, text[begin:]]


def in_language(text: str, language: str, more: Mapping[str, str] | None = None) -> str:
    """The same in a language, as far as it is known; `more` are further texts, such as titles of settings."""
    if not isinstance(text, Said):
        found = _heard(text, language, more, 0) if more else heard(text, language)
        return text if found is None else found
    params = {
        name: in_language(value, language, more) if isinstance(value, Said) else value
        for name, value in text.params.items()
    }
    known = texts(language).get(text.key) or (more or {}).get(text.key) or text.key
    return known.format(**params)
