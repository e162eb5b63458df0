"""The sandbox of templates: jinja2's own, immutable, of which most is taken away."""

from collections.abc import Mapping
from difflib import get_close_matches
from inspect import signature
from typing import Any, cast

from jinja2 import StrictUndefined, TemplateRuntimeError, nodes
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from engine.expression import operate
from engine.template.budget import CURRENT
from engine.template.filters import FILTERS, TESTS, joined, numbers, repeated, size, weighed, written
from tundish.errors import TemplateError

MOST_NODES = 1500
DEEPEST = 40
LOOP = frozenset({"index", "index0", "first", "last", "length", "revindex", "revindex0", "depth", "depth0"})
OPERATORS = {
    "+": operate.add, "-": operate.subtract, "*": operate.multiply, "/": operate.divide, "//": operate.divide_whole,
    "%": operate.remainder, "**": operate.power,
}  # fmt: skip
ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.For, nodes.If, nodes.Assign, nodes.Name, nodes.Const,
    nodes.Getattr, nodes.Getitem, nodes.Call, nodes.Filter, nodes.Test, nodes.CondExpr, nodes.Compare, nodes.Operand,
    nodes.And, nodes.Or, nodes.Not, nodes.Neg, nodes.Pos, nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv,
    nodes.Mod, nodes.Pow, nodes.Concat, nodes.List, nodes.Tuple,
)  # fmt: skip
RESERVED = frozenset({"self", "super", "caller", "varargs", "kwargs", "context", "environment", "loop_render_func"})
_REPEATED, _JOINED, _WEIGHED = "repeated()", "joined()", "weighed()"  # names of filters that nobody can write


class Sandbox(ImmutableSandboxedEnvironment):
    """Values are JSON; parts are taken from records and lists by name and number, never from Python objects."""

    intercepted_binops = frozenset(OPERATORS)

    def __init__(self) -> None:
        # optimized=False: nothing is calculated while a template is compiled
        super().__init__(autoescape=False, undefined=StrictUndefined, finalize=written, optimized=False, cache_size=0)
        self.filters = {**FILTERS, _REPEATED: repeated, _JOINED: joined, _WEIGHED: weighed}
        self.tests = dict(TESTS)
        self.globals.clear()
        self.globals["range"] = numbers

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, LoopContext):
            return getattr(obj, attribute) if attribute in LOOP else self.undefined(obj=None, name=f"loop.{attribute}")
        return self.getitem(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        if isinstance(obj, StrictUndefined):
            str(obj)
        if isinstance(obj, Mapping) and isinstance(argument, str) and argument in obj:
            return obj[argument]
        if isinstance(obj, list | tuple) and isinstance(argument, int) and -len(obj) <= argument < len(obj):
            return obj[argument]
        return self.undefined(f"{operate.kind_of(obj)} has no part {str(argument)[:50]!r}")

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        CURRENT.get().do(size(left) + size(right))
        for value in (left, right):
            str(value) if isinstance(value, StrictUndefined) else None
        return OPERATORS[operator](left, right)

    def call(self, context: Context, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        if obj is not numbers or kwargs.keys() - {"_loop_vars", "_block_vars"}:  # jinja2 adds these in a loop
            raise TemplateRuntimeError("only range() can be called")
        return numbers(*args)


def check(tree: nodes.Template) -> nodes.Template:
    """Refuse what is not allowed, and put the counters in: around what loops go over, and in place of ~."""
    waiting: list[tuple[nodes.Node, int]] = [(tree, 1)]
    count = 0
    while waiting:
        node, depth = waiting.pop()
        count += 1
        if count > MOST_NODES or depth > DEEPEST:
            message = f"the template has more than {MOST_NODES} parts, or is nested more than {DEEPEST} deep"
            raise TemplateError(message, node.lineno, 1, "make it shorter")
        _judge(node)
        waiting.extend((child, depth + 1) for child in node.iter_child_nodes())
        if isinstance(node, nodes.For):
            node.iter = _counted(_REPEATED, node.iter)
        elif isinstance(node, nodes.Compare | nodes.Operand):
            node.expr = _counted(_WEIGHED, node.expr)
    _replace_joins(tree)
    return tree


def _counted(name: str, value: nodes.Node) -> nodes.Filter:
    return nodes.Filter(cast("nodes.Expr", value), name, [], [], None, None, lineno=value.lineno)


def _joined(value: nodes.Concat) -> nodes.Filter:
    return _counted(_JOINED, nodes.List(value.nodes, lineno=value.lineno))


def _replace_joins(node: nodes.Node) -> None:
    for field, value in node.iter_fields():
        if isinstance(value, nodes.Concat):
            setattr(node, field, _joined(value))
        elif isinstance(value, list):
            value[:] = [
                _counted(_JOINED, nodes.List(item.nodes, lineno=item.lineno))
                if isinstance(item, nodes.Concat)
                else item
                for item in value
            ]
    for child in node.iter_child_nodes():
        _replace_joins(child)


def _judge(node: nodes.Node) -> None:
    line = node.lineno
    if not isinstance(node, ALLOWED):
        name = type(node).__name__.lower()
        raise TemplateError(f"{name} is not possible in a template", line, 1, "there are {{ }}, if, for and set")
    if isinstance(node, nodes.For) and node.recursive:
        raise TemplateError("a loop cannot call itself", line, 1, "write a loop in a loop")
    if isinstance(node, nodes.Call):
        if not isinstance(node.node, nodes.Name) or node.node.name != "range" or node.kwargs:
            raise TemplateError("only range() can be called", line, 1, "use a filter: {{ name | upper }}")
        if node.dyn_args or node.dyn_kwargs:
            raise TemplateError("* is not possible here", line, 1, "write the arguments one by one")
    if isinstance(node, nodes.Filter | nodes.Test):
        _known(node)
    if isinstance(node, nodes.Name) and (node.name in RESERVED or node.name.startswith("__")):
        raise TemplateError(f"{node.name} is not possible here", line, 1, f'write data["{node.name}"]')
    if isinstance(node, nodes.Const) and isinstance(node.value, int | float):
        try:
            operate.bounded(node.value)
        except ValueError as error:
            raise TemplateError(str(error), line, 1, "write a smaller number") from None


def _known(node: nodes.Filter | nodes.Test) -> None:
    what, names = ("filter", FILTERS) if isinstance(node, nodes.Filter) else ("test", {**TESTS})
    if node.name not in names:
        near = get_close_matches(node.name, names, n=1, cutoff=0.7)
        hint = f"did you mean {near[0]}?" if near else f"these exist: {', '.join(sorted(names))}"
        raise TemplateError(f"there is no {what} {node.name!r}", node.lineno, 1, hint)
    if node.kwargs or node.dyn_args or node.dyn_kwargs:
        message = f"the {what} {node.name} takes its arguments in order"
        raise TemplateError(message, node.lineno, 1, "leave the names out")
    try:
        signature(names[node.name]).bind(None, *node.args)
    except TypeError:
        message = f"the {what} {node.name} does not take {len(node.args)} arguments"
        raise TemplateError(message, node.lineno, 1, "leave some out, or add some") from None
