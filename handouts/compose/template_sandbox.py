"""The environment that all templates run in, ours and a clinic's: no code, and a budget of work.

Jinja's own sandbox stops code from running, but not a template that runs for hours or fills the
memory. Here every loop, macro and printed value is paid for out of a budget, and what could grow
without being paid for (text times a number, text methods, most filters) is not there at all.
One environment for all templates and never a way around it: other tools were opened by exceptions.
"""

from __future__ import annotations

import functools
import re
import string
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from jinja2 import Environment, StrictUndefined, TemplateSyntaxError, Undefined, nodes, pass_context
from jinja2.bccache import Bucket, BytecodeCache
from jinja2.exceptions import SecurityError
from jinja2.filters import FILTERS
from jinja2.loaders import FunctionLoader
from jinja2.nodes import EvalContext
from jinja2.runtime import BlockReference, Context, LoopContext
from jinja2.tests import TESTS
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

from handouts.compose.jinja_internals import (
    ParsedEnvironment,
    environment_call,
    is_template_module,
)
from handouts.errors import did_you_mean

# An ordinary leaflet spends about 100,000; a packet of twenty topics two million.
BUDGET = 8_000_000
MAX_SOURCE = 64_000
MAX_NODES = 4_000
MAX_DEPTH = 60
MAX_LOOP_DEPTH = 5
MAX_RANGE = 2_000
MAX_TEXT = 200_000
MAX_ITEMS = 10_000
MAX_NUMBER = 10**12

_TEXT_FILTERS = (
    "capitalize", "e", "escape", "lower", "striptags", "title", "trim", "upper", "urlencode",
)  # fmt: skip
_OTHER_FILTERS = (
    "abs", "count", "d", "default", "first", "float", "int", "items", "last", "length", "list",
    "map", "max", "min", "reject", "rejectattr", "reverse", "select", "selectattr", "sort",
    "unique",
)  # fmt: skip
_FILTERS = frozenset({*_TEXT_FILTERS, *_OTHER_FILTERS, "join"})
_BODIES = (nodes.Template, nodes.For, nodes.Macro, nodes.Block, nodes.CallBlock)
_PRINTABLE = (str, int, float, Undefined)

_left: ContextVar[list[int] | None] = ContextVar("work left for templates", default=None)


def template_environment(files: Mapping[str, bytes]) -> TemplateSandbox:
    """Return the sandbox for the templates among `files`; they can reach nothing else."""
    return TemplateSandbox(files)


def load_templates(files: Mapping[str, bytes]) -> None:
    """Compile all templates among `files`, which environments made later need not do again."""
    environment = template_environment(files)
    for name in files:
        if name.startswith("templates/") and name.endswith(".html"):
            environment.get_template(name.removeprefix("templates/"))


class _CompiledTemplates(BytecodeCache):
    """Keeps what templates were compiled to: the same name and source give the same code.

    What was compiled before workers were forked serves all of them.
    """

    def __init__(self) -> None:
        self._code: dict[tuple[str, str], Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._code.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[bucket.key, bucket.checksum] = bucket.code


_COMPILED = _CompiledTemplates()


class TemplateSandbox(ParsedEnvironment):
    """Runs the templates among `files`; undefined names are errors, and all text is escaped."""

    intercepted_binops = frozenset({"+", "*", "%", "**"})

    def __init__(self, files: Mapping[str, bytes]) -> None:
        def load(name: str) -> tuple[str, str, None] | None:
            data = files.get(f"templates/{name}")
            return None if data is None else (_source(data, name), f"templates/{name}", None)

        super().__init__(
            loader=FunctionLoader(load),
            undefined=StrictUndefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            finalize=_paid,
            bytecode_cache=_COMPILED,
        )
        self.globals = {"range": _range, "namespace": self.globals["namespace"]}
        self.filters = {name: FILTERS[name] for name in _OTHER_FILTERS}
        self.filters |= {name: _of_text(name) for name in _TEXT_FILTERS} | {"join": _join}
        self.tests = {name: TESTS[name] for name in TESTS if name not in {"filter", "test"}}

    @contextmanager
    def metered(self, budget: int = BUDGET) -> Iterator[None]:
        """Give the templates that run inside a budget of work; without one they have none."""
        token = _left.set([budget])
        try:
            yield
        finally:
            _left.reset(token)

    def spend(self, cost: int) -> str:
        """Return nothing to print; take `cost` from the budget.

        Raises:
            SecurityError: the budget is used up.
        """
        left = _left.get()
        if left is not None:
            left[0] -= cost
            if left[0] < 0:
                raise SecurityError("the templates do too much; look for a loop without an end")
        return ""

    def joined(self, *parts: Any) -> str:
        """Return `a ~ b ~ c`, escaped where one of them is markup; its length is paid for."""
        for part in parts:
            _refuse_unprintable(part)
        is_markup = any(hasattr(part, "__html__") for part in parts)
        texts = [escape(part) if is_markup else str(part) for part in parts]
        length = sum(map(len, texts))
        _refuse_long(length)
        self.spend(length)
        return Markup("").join(texts) if is_markup else "".join(texts)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Return `left operator right`: numbers of a sane size, and short texts and lists added."""
        numbers = isinstance(left, int | float) and isinstance(right, int | float)
        if operator == "**" or (operator in {"*", "%"} and not numbers):
            raise SecurityError(f"“{operator}” works with numbers only here, and ** never")
        if numbers and max(abs(left), abs(right)) > MAX_NUMBER:
            raise SecurityError("a number in the template is too large")
        result = super().call_binop(context, operator, left, right)
        if isinstance(result, str | list | tuple):
            _refuse_long(len(result), MAX_TEXT if isinstance(result, str) else MAX_ITEMS)
            self.spend(len(result))
        return result

    def wrap_str_format(self, value: Any) -> Any:
        """Return a stand-in for `str.format`, whose own one reaches attributes: names only."""
        owner = getattr(value, "__self__", None)
        if not isinstance(owner, str) or getattr(value, "__name__", "") not in _FORMAT:
            return None
        if value.__name__ == "format_map":
            raise SecurityError("format_map is not for templates; use format(name=value)")
        return lambda *_, **values: _filled(owner, values)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Return whether a template may read an attribute; methods are out but for a few."""
        if not super().is_safe_attribute(obj, attr, value):  # first: it guards `__init__` and kin
            return False
        if attr.startswith("model_"):  # pydantic's inner life
            return False
        if not callable(value) or isinstance(value, BlockReference | Undefined):
            return True
        if isinstance(obj, dict):
            return attr in {"items", "keys", "values", "get"}
        if isinstance(obj, LoopContext):
            return attr in {"cycle", "changed"}
        return is_template_module(obj)

    def parsed(
        self, tree: nodes.Template, name: str | None, filename: str | None
    ) -> nodes.Template:
        """Return the syntax tree with what each part costs written into it."""
        _refuse_tree(tree, name, filename)
        metered: nodes.Template = _Meter().visit(tree)
        metered.set_environment(self)
        return metered


_FORMAT = frozenset({"format", "format_map"})


def _source(data: bytes, name: str) -> str:
    """Return the text of a template, or raise what is wrong with it as text."""
    filename = f"templates/{name}"
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"byte 0x{data[error.start]:02x} is not UTF-8 text; save the file as UTF-8"
        raise TemplateSyntaxError(message, line, name, filename) from None
    if len(text) > MAX_SOURCE:
        message = f"the template is too long (at most {MAX_SOURCE:,} letters)"
        raise TemplateSyntaxError(message, 1, name, filename)
    return text


def _refuse_tree(tree: nodes.Template, name: str | None, filename: str | None) -> None:
    """Raise TemplateSyntaxError for a template that is too large, too deep or unescaped."""
    count = 0
    waiting: list[tuple[nodes.Node, int, int]] = [(tree, 0, 0)]
    while waiting:
        node, depth, loops = waiting.pop()
        count += 1
        loops += isinstance(node, nodes.For)
        message = None
        if isinstance(node, nodes.ScopedEvalContextModifier):
            message = "autoescape cannot be switched in templates"
        elif isinstance(node, nodes.Filter) and node.name not in _FILTERS:
            message = f"no filter “{node.name}”; {did_you_mean(node.name, _FILTERS)}".rstrip("; ")
        elif depth > MAX_DEPTH:
            message = f"nested deeper than {MAX_DEPTH} levels"
        elif loops > MAX_LOOP_DEPTH:
            message = f"more than {MAX_LOOP_DEPTH} loops inside one another"
        elif count > MAX_NODES:
            message = f"the template has more than {MAX_NODES:,} parts; split it"
        if message:
            raise TemplateSyntaxError(message, node.lineno, name, filename)
        waiting += [(child, depth + 1, loops) for child in node.iter_child_nodes()]


class _Meter(NodeTransformer):
    """Puts a payment at the start of every body that can run more than once."""

    def generic_visit(self, node: nodes.Node, *args: Any, **kwargs: Any) -> nodes.Node:
        """Return the node with payments in it and below it."""
        cost = _cost(node) if isinstance(node, _BODIES) else 0
        super().generic_visit(node, *args, **kwargs)
        if cost:
            payment = _call("spend", [nodes.Const(cost)])
            node.body.insert(0, nodes.ExprStmt(payment).set_lineno(node.lineno, override=True))  # type: ignore[attr-defined]
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802  # Jinja's own naming
        """Return `a ~ b` as a call that is paid for."""
        self.generic_visit(node)
        return _call("joined", node.nodes).set_lineno(node.lineno, override=True)


def _cost(node: nodes.Node) -> int:
    """Return the price of running the body of `node` once: its parts and its letters."""
    base = 20 if isinstance(node, nodes.For) else 80  # about the time that each takes
    parts = base + sum(1 for _ in node.find_all(nodes.Node))
    return parts + sum(len(data.data) for data in node.find_all(nodes.TemplateData))


def _call(method: str, arguments: Sequence[nodes.Expr]) -> nodes.Call:
    return environment_call(method, list(arguments))


@pass_context
def _paid(context: Context, value: Any) -> Any:
    """Return a value that is about to be printed; text and numbers only, paid by length.

    It takes the context so that Jinja works nothing out while it compiles, outside the budget.
    """
    _refuse_unprintable(value)
    length = len(value) if isinstance(value, str) else 1
    _refuse_long(length, BUDGET)
    context.environment.spend(1 + length)  # type: ignore[attr-defined]
    return value


@pass_context
def _join(context: Context, value: Any, d: str = "", attribute: str | int | None = None) -> str:
    """Return the items of `value` with `d` between them; its length is paid for."""
    items = list(value)
    if attribute is not None:
        items = [context.environment.getitem(item, str(attribute)) for item in items]
    parts = [part for item in items for part in (d, item)][1:]
    return context.environment.joined(*parts)  # type: ignore[attr-defined,no-any-return]


def _range(*numbers: int) -> range:
    """Return a range of at most `MAX_RANGE` numbers."""
    found = range(*numbers)
    if max(map(abs, numbers), default=0) > MAX_NUMBER or len(found) > MAX_RANGE:
        raise SecurityError(f"range() makes at most {MAX_RANGE:,} numbers here")
    return found


_FIELD = re.compile(r"[A-Za-z_]\w*", re.ASCII)


def _filled(text: str, values: Mapping[str, Any]) -> str:
    """Return `text` with `{name}` replaced; never an attribute, an item or a width."""
    is_markup = isinstance(text, Markup)
    parts: list[str] = []
    for literal, name, spec, conversion in string.Formatter().parse(str(text)):
        parts.append(literal)
        if name is None:
            continue
        if not _FIELD.fullmatch(name) or spec or conversion:
            raise SecurityError(f"“{{{name}}}” in format(): only plain names are allowed")
        if name not in values:
            raise SecurityError(f"format(): “{name}” is missing; write format({name}=…)")
        value = values[name]
        _refuse_unprintable(value)
        parts.append(str(escape(value)) if is_markup else str(value))
    length = sum(map(len, parts))
    _refuse_long(length)
    return Markup("").join(map(Markup, parts)) if is_markup else "".join(parts)  # escaped above


def _refuse_unprintable(value: Any) -> None:
    """Raise SecurityError for a list or object: lists of lists can print as gigabytes."""
    if not isinstance(value, _PRINTABLE) and value is not None:
        kind = type(value).__name__
        raise SecurityError(f"only text and numbers can be printed, this is a {kind}")


def _of_text(name: str) -> Callable[..., Any]:
    """Return Jinja's filter `name`, for text and numbers only."""
    inner = FILTERS[name]

    @functools.wraps(inner)  # also copies what Jinja passes in first, such as the context
    def outer(*arguments: Any, **named: Any) -> Any:
        for value in arguments:
            if not isinstance(value, EvalContext | Environment | Context):
                _refuse_unprintable(value)
        return inner(*arguments, **named)

    return outer


def _refuse_long(length: int, limit: int = MAX_TEXT) -> None:
    if length > limit:
        raise SecurityError(f"a text or list in the template grows beyond {limit:,}")
