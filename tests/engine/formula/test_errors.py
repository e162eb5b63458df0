# ruff: noqa: RUF001 - full-width characters are what is tested
"""Every mistake has its place and a hint in the words of those who make it."""

import re

import pytest

from engine.formula import compile_formula
from tundish.errors import FormulaError

TABLE = [
    # text, line, column, in the message, in the hint
    ("", 1, 1, "empty", "for example"),
    ("  # only a comment", 1, 1, "empty", "for example"),
    ("1 +", 1, 3, "ends after '+'", "write what comes after +"),
    ("a and", 1, 3, "ends after 'and'", "after and"),
    ("max(a,", 1, 6, "ends after ','", "after ,"),
    ("5 % ", 1, 3, "ends after '%'", "0.5 for 50 %"),
    ("2 * (1 + 2", 1, 5, "opens here is not closed", "a closing bracket is missing"),
    ("max(a, (b + 2)", 1, 4, "opens here is not closed", "a closing bracket is missing"),
    ("1 + 2)", 1, 6, "closes nothing", "a closing bracket too many"),
    ("a + ()", 1, 6, "missing between '(' and ')'", "write a number"),
    ("max(a,)", 1, 7, "missing between ',' and ')'", "write a number"),
    ("* 2", 1, 1, "missing before '*'", "write a number"),
    ("TI101 = 5", 1, 7, "single =", "use == to compare"),
    ("{device}.power = {device}.u", 1, 16, "single =", "field for the output point"),
    ("a === b", 1, 5, "single =", "use == to compare"),
    ("abs(pump_head(P1, P2, density = 870))", 1, 31, "single =", "without name and ="),
    ("avg (a, 5 min, min_good=80)", 1, 24, "single =", "without name and ="),
    ("if(density = 870, pump_head(P1, P2), 0)", 1, 12, "single =", "use == to compare"),
    ("pump_head(P1, P2, flow = 870)", 1, 24, "single =", "use == to compare"),
    ("a := b", 1, 3, "':'", "use == to compare"),
    ("a => b", 1, 3, "'='", "write >="),
    ("a =< b", 1, 3, "'='", "write <="),
    ("a <> b", 1, 4, "between '<' and '>'", "write !="),
    ("a ** 2", 1, 4, "between '*' and '*'", "use ^ for powers"),
    ("a // 2", 1, 4, "between '/' and '/'", "floor()"),
    ("a && b", 1, 3, "'&'", "write and"),
    ("a || b", 1, 3, "'|'", "write or"),
    ("!a", 1, 1, "'!'", "write not"),
    ("1 < x < 5", 1, 7, "second comparison", "1 < x and x < 5"),
    ("a < not b", 1, 5, "'not'", "brackets around it"),
    ("a AND b", 1, 3, "'AND'", "write and in small letters"),
    ("5 AND b", 1, 7, "'AND'", "write and in small letters"),
    ("(a) OR (b)", 1, 5, "'OR'", "write or in small letters"),
    ("averge(a, b)", 1, 1, "unknown function 'averge'", "did you mean avg?"),
    ("1 + Abs(a)", 1, 5, "unknown function 'Abs'", "did you mean abs?"),
    ("IF(a, b, c)", 1, 1, "unknown function 'IF'", "did you mean if?"),
    ("power(a, 2)", 1, 1, "unknown function 'power'", "did you mean pow?"),
    ("lg(a)", 1, 1, "unknown function 'lg'", "did you mean log10?"),
    ("frobnicate(a)", 1, 1, "unknown function", "list of functions"),
    ("a.abs(1)", 1, 1, "unknown function 'a.abs'", "no functions of its own"),
    ("rat(a)", 1, 1, "unknown function 'rat'", "did you mean rate?"),
    ("twa(TI101, 300)", 1, 12, "window must be written with a unit of time", "write 300 s"),
    ("twa(TI101, w)", 1, 12, "window of twa must be written as a number", "twa(7, 5 min)"),
    ("twa(TI101, 5 min, 120)", 1, 12, "min_good is a percentage", "from 0 to 100"),
    ('twa(TI101, 5 min, 50, "smooth")', 1, 12, "smooth is no way", '"step" or "linear"'),
    ('integral(FI101, 1 h, "m3")', 1, 17, "m3 is no unit of time", '"h"'),
    ("on_delay(a > 3, 0 s)", 1, 17, "time must be longer than nothing", "write 5 min"),
    ("prev(a, 0.5)", 1, 9, "n is how many samples are kept", "whole number from 1 to 200"),
    ("n_of_m(a, 3, 2)", 1, 11, "n of the last m samples", "n at most m"),
    ("western_electric(a, 0, 1, 9)", 1, 27, "rule is the number of a rule", "from 1 to 8"),
    ("1 + abs(1, 2)", 1, 5, "abs takes 1 argument, not 2", "write abs(x)"),
    ("abs(3,5)", 1, 1, "abs takes 1 argument, not 2", "decimals are written with a point"),
    ("abs()", 1, 1, "abs takes 1 argument, not 0", "write abs(x)"),
    ("pi(1)", 1, 1, "pi takes no arguments, not 1", "write pi()"),
    ("if(a, b)", 1, 1, "if takes 3 arguments, not 2", "if(condition, yes, no)"),
    ("round(a, 1, 2)", 1, 1, "round takes 1 or 2 arguments, not 3", "round(x, digits = 0)"),
    ("min(a)", 1, 1, "min takes at least 2 arguments, not 1", "over time write min(x, 5 min)"),
    (f"max({','.join('a' * 65)})", 1, 1, "max takes at most 64 arguments, not 65", "max(x, y, ...)"),
    ("log(a)", 1, 1, "log takes 2 arguments, not 1", "ln(x)"),
    ("round(a, b)", 1, 10, "digits of round must be a whole number", "round(x, 2)"),
    ("round(a, 1.5)", 1, 10, "whole number", "round(x, 2)"),
    ("round(a, -16)", 1, 10, "whole number", "round(x, 2)"),
    ("3,5 * a", 1, 2, "comma", "write decimals with a point"),
    ("(a, b)", 1, 3, "comma", "arguments of a function"),
    ("a; b", 1, 2, "';'", "comma between arguments"),
    ("a[1]", 1, 2, "'['", "round brackets"),
    ("'TI-101' + 1", 1, 1, '"\'"', "double quotes"),
    ('a + "TI-101', 1, 5, "no end", "a closing quotation mark is missing"),
    ('a + ""', 1, 5, "empty", "write the name"),
    ('" a "', 1, 1, "blanks at its ends", 'write "a"'),
    ("2 a", 1, 3, "operator is missing between '2' and 'a'", "to multiply write 2 * a"),
    ("2a", 1, 2, "operator is missing", 'begins with a digit stands in double quotes: "2a"'),
    ("1号炉.温度", 1, 2, "operator is missing", '"1号炉.温度"'),
    ("PT-101A * 2", 1, 7, "operator is missing", 'hyphen stands in double quotes: "PT-101A"'),
    ("line 1", 1, 6, "between 'line' and '1'", 'double quotes: "line 1"'),
    ("2 (a)", 1, 3, "between '2' and '('", "to multiply write *"),
    ("(a)(b)", 1, 4, "between ')' and '('", "to multiply write *"),
    ("1 000", 1, 3, "between '1' and '000'", "without blanks"),
    ("1.2.3", 1, 4, "between '1.2' and '.3'", "one decimal point"),
    ("sqrt 5", 1, 6, "between 'sqrt' and '5'", "a function has brackets: sqrt(x)"),
    ("80 degX", 1, 4, "operator is missing", "to multiply write 80 * degX"),
    ("a °C", 1, 3, "'°'", "a unit stands after a number: 80 degC"),
    ("x²", 1, 2, "'²'", "write ^2"),
    ("√x", 1, 1, "'√'", "write sqrt(x)"),
    ("π", 1, 1, "'π' is no point", "write pi()"),
    ("2 * pi", 1, 5, "'pi' is a function", "write pi()"),
    ("true", 1, 1, "'true' is no point", "write 1"),
    ("a == NULL", 1, 6, "'NULL' is no point", "if_bad"),
    ("a..b", 1, 2, "'.'", "one dot between its parts"),
    ("{device.x", 1, 1, "'{'", "a placeholder is a word in braces"),
    ("a ? b : c", 1, 3, "'?'", "write if(condition, yes, no)"),
    ("a\u200b + 1", 1, 2, "invisible character '\\u200b'", "delete it"),
    ("1e999", 1, 1, "1e999 is too large", "1.8e308"),
    ("a ^ 2000", 1, 5, "exponent is larger than 1000", "exp"),
    ("pow(a, -2000)", 1, 8, "exponent is larger than 1000", "exp"),
    ("a +\n  * b", 2, 3, "between '+' and '*'", "write a number"),
    ("a # (\r\n+ abs(1, 2)", 2, 3, "abs takes 1 argument, not 2", "abs(x)"),
    ("（a ＋ ＊ b）", 1, 6, "between '+' and '＊'", "write a number"),
    ("温度，", 1, 3, "comma", "write decimals with a point"),
    ("max（a， “b", 1, 8, "no end", "a closing quotation mark is missing"),
    ("(" * 40 + "1" + ")" * 40, 1, 41, "nested more than 40 deep", "a point of its own"),
    ("-" * 41 + "1", 1, 2, "nested more than 40 deep", "a point of its own"),
    ("1" + " " * 1999 + "\n ", 1, 2001, "2002 characters", "a point of its own"),
    ("+".join(f"p{i}" for i in range(65)), 1, 247, "more than 64 points", "split"),
]


@pytest.mark.parametrize(("text", "line", "column", "message", "hint"), TABLE, ids=[repr(row[0][:30]) for row in TABLE])
def test_place_message_and_hint(text: str, line: int, column: int, message: str, hint: str) -> None:
    with pytest.raises(FormulaError) as caught:
        compile_formula(text)
    error = caught.value
    assert (line, column) == (error.line, error.column)
    assert message in error.message
    assert hint in error.hint
    assert str(error).startswith(f"line {line}, column {column}: ")
    assert not re.search(r"Token|Tree|LALR|\$END|RPAR|NAME|anonymous", str(error))


def test_too_many_parts() -> None:
    """The length allows up to 1999 of them."""
    with pytest.raises(FormulaError, match="more than 1000 parts"):
        compile_formula("+".join("1" * 700))


def test_reads_everything_the_table_of_mistakes_is_about() -> None:
    """Positive control: the right way to write what the table shows written wrong."""
    for text in ["TI101 == 5", "a <= b", "a ^ 2", "1 < x and x < 5", "a < (not b)", '"PT-101A" * 2', "round(a, -1)"]:
        compile_formula(text)
