"""Full-width punctuation to half-width, one character for one, so that positions stay what the user sees.

People who write Chinese type full-width brackets without noticing; curly quotes come from documents. What stands in
quotes, in a comment, or as a digit within a name is left as it is.
"""

_RANGES = ((0xFF01, 0xFF10), (0xFF1A, 0xFF21), (0xFF3B, 0xFF41), (0xFF5B, 0xFF5F))  # all but digits and letters
_WIDE = "".join(chr(code) for begin, end in _RANGES for code in range(begin, end))
_NARROW = "".join(chr(ord(wide) - 0xFEE0) for wide in _WIDE)
HALF = dict(zip(_WIDE + "、×÷−–“”", _NARROW + ',*/--""', strict=True))  # noqa: RUF001 - those very characters
DIGITS = {chr(0xFF10 + digit): str(digit) for digit in range(10)}


def half_width(text: str) -> str:
    """The text as the grammar reads it; as long as the one given."""
    result: list[str] = []
    inside = ""  # the quotes or the comment we are in: `"` or `#`
    word = ""  # the name or number we are in: `a` or `0`
    for wide in text:
        char = HALF.get(wide, wide)
        if inside:
            ends = char == '"' if inside == '"' else char == "\n"
            result.append(char if ends else wide)
            inside = "" if ends else inside
            continue
        word = _word(word, DIGITS.get(char, char))
        result.append(char if word == "a" else DIGITS.get(char, char))
        inside = char if char in '"#' else ""
    return "".join(result)


def _word(word: str, char: str) -> str:
    """What the character continues or begins."""
    if not (char.isalnum() or char in "_.{}"):
        return ""
    return word or ("0" if char.isdigit() or char == "." else "a")
