"""Operations that cannot run away: numbers, texts and lists of bounded size, nothing else. Templates use them too.

Each raises TypeError, ValueError, LookupError or ArithmeticError with a sentence for the user.
"""

import math
import operator
from collections.abc import Callable, Mapping
from typing import Any

LONGEST_TEXT = 65_536
LARGEST_INTEGER = 2**63
LONGEST_LIST = 10_000
LARGEST_SHIFT = 63
LONGEST_DIGITS = 400
"""A text that is to become a number."""

WHOLE = "bits are kept in whole numbers only"


def bounded(value: Any) -> Any:
    """The value itself, when it is not too large to go on with."""
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        raise ValueError(f"a text gets longer than {LONGEST_TEXT} characters")
    if isinstance(value, int) and abs(value) > LARGEST_INTEGER:
        raise ValueError("a whole number gets larger than 2 ** 63")
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("the result is not a finite number")
    if isinstance(value, list | tuple) and len(value) > LONGEST_LIST:
        raise ValueError(f"a list gets longer than {LONGEST_LIST} items")
    return value


def kind_of(value: Any) -> str:
    """What a person would call it."""
    if value is None:
        return "nothing (None)"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, str):
        return "a text"
    return "a list" if isinstance(value, list | tuple) else "a record" if isinstance(value, Mapping) else "that"


def number(value: Any) -> int | float:
    if not isinstance(value, int | float):
        raise TypeError(f"a number is needed here, not {kind_of(value)}")
    if isinstance(value, int):
        bounded(value)
    return value


def whole(value: Any) -> int:
    if not isinstance(value, int):
        raise TypeError(WHOLE)
    return int(bounded(value))


def text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"a text is needed here, not {kind_of(value)}; write str(x)")
    return str(bounded(value))


def add(a: Any, b: Any) -> Any:
    if isinstance(a, str) and isinstance(b, str):
        if len(a) + len(b) > LONGEST_TEXT:
            raise ValueError(f"a text gets longer than {LONGEST_TEXT} characters")
        return a + b
    if isinstance(a, str) or isinstance(b, str):
        raise TypeError(f"{kind_of(a)} and {kind_of(b)} cannot be added; write str(x) to make a text of a number")
    return bounded(number(a) + number(b))


def multiply(a: Any, b: Any) -> Any:
    if isinstance(b, str):
        a, b = b, a
    if isinstance(a, str):
        times = whole(b)
        if len(a) * max(times, 0) > LONGEST_TEXT:
            raise ValueError(f"a text gets longer than {LONGEST_TEXT} characters")
        return a * times
    return bounded(number(a) * number(b))


def power(a: Any, b: Any) -> Any:
    base, exponent = number(a), number(b)
    if isinstance(base, int) and isinstance(exponent, int) and base.bit_length() * abs(exponent) > 2 * LARGEST_SHIFT:
        if abs(base) > 1:
            raise ValueError("a whole number gets larger than 2 ** 63")
        exponent = exponent % 2 + 2 * (exponent > 0) - 2 * (exponent < 0)
    result = base**exponent
    if isinstance(result, complex):
        raise ValueError("a root of a negative number")  # noqa: TRY004 - the value is wrong, not its type
    return bounded(result)


def _of_numbers(function: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    return lambda a, b: bounded(function(number(a), number(b)))


def _of_bits(function: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    return lambda a, b: bounded(function(whole(a), whole(b)))


def _shift(function: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def shift(a: Any, b: Any) -> Any:
        if not 0 <= whole(b) <= LARGEST_SHIFT:
            raise ValueError(f"bits are shifted by 0 to {LARGEST_SHIFT}")
        return bounded(function(whole(a), b))

    return shift


def _ordered(function: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def compare(a: Any, b: Any) -> bool:
        if isinstance(a, str) and isinstance(b, str):
            return bool(function(a, b))
        if not isinstance(a, int | float) or not isinstance(b, int | float):
            raise TypeError(f"{kind_of(a)} cannot be compared with {kind_of(b)}")
        return bool(function(a, b))

    return compare


def contains(box: Any, item: Any) -> bool:
    """A text in a text, an item in a list, a name in a record."""
    if isinstance(box, str):
        return text(item) in box
    if isinstance(box, Mapping):
        return isinstance(item, str) and item in box
    if isinstance(box, list | tuple):
        return item in box
    raise TypeError(f"nothing can be in {kind_of(box)}")


subtract = _of_numbers(operator.sub)
divide = _of_numbers(operator.truediv)
divide_whole = _of_numbers(operator.floordiv)
remainder = _of_numbers(operator.mod)
bit_and = _of_bits(operator.and_)
bit_or = _of_bits(operator.or_)
shift_left = _shift(operator.lshift)
shift_right = _shift(operator.rshift)
less = _ordered(operator.lt)
less_equal = _ordered(operator.le)
greater = _ordered(operator.gt)
greater_equal = _ordered(operator.ge)


def replaced(x: Any, old: Any, new: Any) -> str:
    """Every `old` in x by `new`; how long that gets is known before it is made."""
    whole, gone, come = text(x), text(old), text(new)
    if not gone:
        raise ValueError("an empty text cannot be replaced")
    if len(whole) + whole.count(gone) * (len(come) - len(gone)) > LONGEST_TEXT:
        raise ValueError(f"a text gets longer than {LONGEST_TEXT} characters")
    return whole.replace(gone, come)


def cut(x: Any, start: Any, length: Any) -> str:
    """`length` characters of x from the place `start`, counted from 0 as `find` does; fewer where x ends before."""
    from_text, first, count = text(x), _place("start", start), _place("length", length)
    return from_text[first : first + count]


def _place(name: str, value: Any) -> int:
    if not isinstance(value, int):
        raise TypeError(f"{name} must be a whole number; write int(x)")
    if bounded(value) < 0:
        raise ValueError(f"{name} is {value}, and must not be below 0")
    return int(value)


def length(value: Any) -> int:
    if not isinstance(value, str | list | tuple | Mapping):
        raise TypeError(f"{kind_of(value)} has no length")
    return len(value)


def to_text(value: Any) -> str:
    if isinstance(value, Mapping | list | tuple):
        raise TypeError(f"{kind_of(value)} cannot become a text; pick a part of it")
    return str(bounded(str(bounded(value))))


def to_integer(value: Any) -> int:
    return int(bounded(_converted(int, value)))


def to_float(value: Any) -> float:
    return float(bounded(_converted(float, value)))


def _converted(kind: type[int] | type[float], value: Any) -> int | float:
    if not isinstance(value, str):
        return kind(number(value))
    try:
        return kind(value if len(value) <= LONGEST_DIGITS else "")
    except ValueError:
        raise ValueError(f"{value[:30]!r} is not a number") from None


def to_round(value: Any, digits: Any = None) -> Any:
    if digits is None:
        return bounded(round(number(value)))
    return bounded(round(number(value), max(-LARGEST_SHIFT, min(LARGEST_SHIFT, whole(digits)))))


def extreme(function: Callable[..., Any]) -> Callable[..., Any]:
    """Min or max of several arguments, or of one list; all numbers or all texts."""

    def choose(*values: Any) -> Any:
        items = values[0] if len(values) == 1 and isinstance(values[0], list | tuple) else values
        if not items:
            raise ValueError("there is nothing to choose from")
        if not all(isinstance(item, str) for item in items):
            items = [number(item) for item in items]
        return function(items)

    return choose
